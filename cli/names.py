"""`kaiye names`: judges names from a file, without any server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from catalogues import divisions, sole_trader_types, timers, working_days
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind
from catalogues.names import parsing
from catalogues.names.composition import NameParts
from catalogues.sole_trader_types import SoleTraderType
from kernel.clock import SystemClock, local_date
from services.naming.domain import enterprises, suggestions
from services.naming.domain.comparison import Neighbour
from services.naming.domain.index import NameIndex
from services.naming.domain.judging import Judgement, judge
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import Objection, Verdict
from services.naming.domain.whole_names import read_whole

app = typer.Typer(help="Judge names by the law, without any server.", no_args_is_help=True)

ALTERNATIVES = 6

Status = Literal["registered", "held", "released", "deregistered", "changed", "revoked"]

_STATUSES: tuple[tuple[Status, tuple[str, ...]], ...] = (
    ("registered", ("未注销",)),
    ("deregistered", ("deregistered", "cancelled", "canceled", "注销")),
    ("changed", ("changed", "renamed", "变更", "更名")),
    ("revoked", ("revoked", "撤销")),
    ("held", ("held", "reserved", "保留", "预留", "申报")),
    ("released", ("released", "expired", "释放", "失效", "过期")),
    (
        "registered",
        ("registered", "active", "在册", "存续", "在业", "开业", "正常", "登记", "在营", "迁入", "有效", "吊销"),
    ),
)
"""Words of which one stands in a status as registers write it (名称已变更); the first that fits counts. Whose licence
was taken away (吊销) exists until it is deregistered, and so does its name."""


def _status(value: object) -> object:
    if value is None:
        return "registered"
    if isinstance(value, str):
        written = value.strip().lower()
        return next((status for status, words in _STATUSES if any(word in written for word in words)), value)
    return value


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class ExistingName(BaseModel):
    """A name on the register. `since` is the day since which it has its status."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=400)]
    status: Annotated[Status, BeforeValidator(_status)] = "registered"
    since: date | None = None


class Case(BaseModel):
    """A name to judge: `type` is the name or code of a type of business, `existing` the names at the authority of the
    county, `kind` what is to bear it, a sole trader unless given, `on` the day of the judgement, today unless given."""

    name: Annotated[str, Field(max_length=400)]
    county: Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
    type: str | None = None
    existing: Annotated[
        list[Annotated[ExistingName, BeforeValidator(_named)]], BeforeValidator(lambda value: value or [])
    ] = []
    operator: str | None = None
    kind: EntityKind = EntityKind.SOLE_TRADER
    on: date | None = None


@app.command("judge")
def judge_names(
    cases: Annotated[Path, typer.Argument(help="A JSON list of cases: name, county, type, existing, operator.")],
) -> None:
    """Print one JSON line for each case: verdict, parts, findings and free alternatives.

    A malformed case gets a line that names its field, and the command ends with 1.
    """
    failed = False
    for line in judged_lines(cases):
        failed = failed or "error" in line
        # What is not Unicode text stays readable as an escape of JSON.
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
    raise typer.Exit(1 if failed else 0)


def judged_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The answers to a file of cases, one for each."""
    try:
        content = json.loads(path.read_bytes())
    except OSError:
        yield _malformed(None, "", "cannot be read")
        return
    except (ValueError, RecursionError):
        yield _malformed(None, "", "is not JSON in UTF-8")
        return
    if isinstance(content, dict):
        content = content.get("cases", [content])
    if not isinstance(content, list):
        yield _malformed(None, "", "is not a list of cases")
        return
    for number, entry in enumerate(content, 1):
        yield _answer(number, entry)


def _answer(number: int, entry: Any) -> dict[str, Any]:
    try:
        case = Case.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # The steps of a union or a validator are no part of the file.
        place = "/".join(str(step) for step in first["loc"] if not str(step).startswith(("function-", "constrained-")))
        return _malformed(number, f"/{place}" if place else "", first["msg"])
    try:
        county = divisions.county_of(case.county).code
    except UnknownCode:
        return _malformed(number, "/county", "no such county")
    return {"case": number, **judge_case(case, county)}


def _malformed(number: int | None, field: str, reason: str) -> dict[str, Any]:
    return {"case": number, "error": {"field": field, "reason": reason}}


def judge_case(case: Case, county_code: str) -> dict[str, Any]:
    """The answer to a well-formed case. Raises UnknownCode for a county that does not exist."""
    today = case.on or local_date(SystemClock().now())
    whole = read_whole(case.name, county_code, today, case.operator, case.kind)
    kind = _type(case.type) if case.kind == EntityKind.SOLE_TRADER else None
    index = NameIndex()
    for existing in case.existing:
        neighbour = _neighbour(existing, county_code, today)
        if neighbour is not None:
            index.add(neighbour)
    keys = keys_of(whole.parts)
    judgement = judge(whole.parts, kind, index.neighbours(keys), today, case.operator, whole.objections, case.kind)
    near = list(_alternatives(whole.parts, kind, judgement, index, today, case, county_code))
    return {
        "name": case.name,
        "verdict": judgement.verdict.value,
        "full_name": whole.parts.full_name,
        "parts": _parts(whole.written),
        "findings": [_finding(objection, today) for objection in judgement.objections],
        "alternatives": [parts.full_name for parts in near],
    }


def _type(typed: str | None) -> SoleTraderType | None:
    """The type of this name or code, else the one whose words the text speaks of (美发店 → 理发店), else none."""
    wanted = (typed or "").strip()
    for kind in sole_trader_types.all():
        if wanted in (kind.name, kind.code):
            return kind
    return suggestions.type_of(parsing.parse(f"字号{wanted}")) if wanted else None


@lru_cache(maxsize=200_000)
def _known(name: str, county_code: str) -> tuple[str, Any]:
    parts = parsing.read(name, county_code).parts
    return parts.full_name, keys_of(parts)


def _neighbour(existing: ExistingName, county_code: str, today: date) -> Neighbour | None:
    """A name as it stands against others on a day; None for one whose hold is over."""
    full_name, keys = _known(existing.name, county_code)
    match existing.status:
        case "registered":
            return Neighbour(full_name, keys, "in_use")
        case "held":
            over = existing.since and working_days.add_months(existing.since, timers.amount("name_reservation")) < today
            return None if over else Neighbour(full_name, keys, "in_use")
        case "released":
            return None
        case "deregistered" | "changed" | "revoked":
            # Of an unknown day the later is assumed: a name may not be given away too early.
            return Neighbour(full_name, keys, "ended", existing.since or today - timedelta(days=1))


def _alternatives(
    parts: NameParts,
    kind: SoleTraderType | None,
    judgement: Judgement,
    index: NameIndex,
    today: date,
    case: Case,
    county_code: str,
) -> Iterator[NameParts]:
    if judgement.verdict == Verdict.AVAILABLE:
        return
    if case.kind != EntityKind.SOLE_TRADER:
        parts = enterprises.under_usual_division(parts, judgement.objections, county_code)
    near = list(islice(suggestions.candidates(parts, kind, judgement.objections, case.operator, case.kind), 200))
    free = index.free(map(keys_of, near), today)
    yield from (near[place] for place in islice(free, ALTERNATIVES))


def _parts(parts: NameParts) -> dict[str, str]:
    return {
        "division": parts.division,
        "trade_name": parts.trade_name,
        "industry": parts.industry,
        "organisation_form": parts.organisation_form,
        "suffix": parts.suffix,
    }


def _finding(objection: Objection, on: date) -> dict[str, Any]:
    rule = objection.rule
    return {
        "rule_id": rule.id,
        "part": objection.part,
        "severity": rule.severity,
        "article": rule.article.on(on),
        "word": objection.word,
        "category": objection.category,
        "conflicting_name": objection.conflicting_name,
        "zh": rule.zh,
        "en": rule.en,
        "remedy_zh": rule.remedy_zh,
        "remedy_en": rule.remedy_en,
    }
