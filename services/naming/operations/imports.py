"""Takes over the names that a registration authority has already registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session
from uuid_utils import uuid7

from catalogues import authorities, divisions
from catalogues.comparison_areas import area_of
from catalogues.errors import UnknownCode
from catalogues.names import suffix
from catalogues.names.composition import NameParts
from catalogues.names.parsing import read
from catalogues.names.writing import clean
from kernel import numbers
from kernel.errors import Finding, Refusal
from services.naming.domain.keys import NameKeys, keys_of
from services.naming.domain.keys import version as keys_version
from services.naming.operations.resources import Resources
from services.naming.store import bulk, register
from services.naming.store.register import NameStatus

_CHUNK = 1000
_MOST_FINDINGS = 20

Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ImportedName(BaseModel):
    """One line. Where the four parts are not given, they are found in the full name."""

    model_config = ConfigDict(extra="forbid")

    authority_code: Text
    full_name: Annotated[Text, Field(min_length=2)]
    uscc: Text
    status: Literal["registered", "deregistered", "changed", "revoked"] = "registered"
    since: date
    ended_on: date | None = None
    division: Text | None = None
    trade_name: Text | None = None
    industry: Text | None = None
    organisation_form: Text | None = None


class NamesImported(BaseModel):
    """`conflicting` are the numbers of lines (from 1) whose name another entity has at the same authority."""

    read: int
    added: int
    ended: int
    present: int
    conflicting: tuple[int, ...]


def import_names(resources: Resources, content: bytes) -> NamesImported:
    """Load names, one JSON object a line; all lines or, where one is malformed, none.

    Idempotent by code, name and status: a line that is there already changes nothing. A line that says a name ended
    ends the registered name of that entity. Raises Refusal `naming.import_malformed`, naming the lines.
    """
    lines = _read(content)
    with resources.database.transaction() as session:
        return _load(session, lines)


def _read(content: bytes) -> list[ImportedName]:
    read: list[ImportedName] = []
    findings: list[Finding] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            name = ImportedName.model_validate_json(line)
        except ValidationError as error:
            findings.extend(_malformed(number, ".".join(map(str, e["loc"]))) for e in error.errors(include_input=False))
        else:
            findings.extend(_malformed(number, field) for field in _impossible(name))
            read.append(name)
        if len(findings) >= _MOST_FINDINGS:
            break
    if findings:
        raise Refusal(
            "naming.import_malformed",
            "导入的数据有误，没有导入任何名称",
            "What was sent is malformed; no name was imported",
            findings=findings[:_MOST_FINDINGS],
        )
    return read


def _impossible(name: ImportedName) -> Iterator[str]:
    try:
        authorities.get(name.authority_code)
    except UnknownCode:
        yield "authority_code"
    if not numbers.is_uscc(name.uscc) and not numbers.is_registration_number_15(name.uscc):
        yield "uscc"
    if (name.status == "registered") != (name.ended_on is None):
        yield "ended_on"


def _malformed(line: int, field: str) -> Finding:
    return Finding(
        "naming.import_line_malformed",
        "该行的此项缺失或不正确",
        "This field of the line is missing or not right",
        pointer=f"/{line}/{field}",
    )


def _load(session: Session, lines: list[ImportedName]) -> NamesImported:
    added = ended = present = 0
    conflicting: list[int] = []
    numbered = iter(enumerate(lines, 1))
    while chunk := list(islice(numbered, _CHUNK)):
        fresh: list[tuple[int, bulk.Row, NameKeys]] = []
        for number, line in chunk:
            parts = _parts(line)
            keys = keys_of(parts)
            if line.ended_on is not None and register.end_registered(
                session, line.uscc, keys.full, NameStatus(line.status), line.ended_on
            ):
                ended += 1
            else:
                fresh.append((number, _row(line, parts, keys), keys))
        new = bulk.insert_names(session, [row for _, row, _ in fresh])
        bulk.insert_clues(session, [(row, keys) for _, row, keys in fresh if row["id"] in new])
        known = bulk.known(session, [row for _, row, _ in fresh if row["id"] not in new])
        added += len(new)
        for number, row, _ in fresh:
            if row["id"] in new:
                continue
            if (row["uscc"], row["full_key"], row["status"]) in known:
                present += 1
            else:
                conflicting.append(number)
    return NamesImported(read=len(lines), added=added, ended=ended, present=present, conflicting=tuple(conflicting))


def _parts(line: ImportedName) -> NameParts:
    if line.trade_name is None:
        county = line.authority_code[:6]
        # The authority of a city registers names of all its counties.
        return read(line.full_name, county if divisions.get(county).level == divisions.COUNTY else None).parts
    return NameParts(
        clean(line.division or ""),
        clean(line.trade_name),
        clean(line.industry or ""),
        suffix.without(clean(line.organisation_form or "")),
    )


def _row(line: ImportedName, parts: NameParts, keys: NameKeys) -> bulk.Row:
    return {
        "id": str(uuid7()),
        "authority_code": line.authority_code,
        "area_code": area_of(line.authority_code),
        "full_name": suffix.as_registered(clean(line.full_name)),
        "division": parts.division,
        "trade_name": parts.trade_name,
        "industry": parts.industry,
        "organisation_form": parts.organisation_form,
        "full_key": keys.full,
        "order_key": keys.order_key,
        "trade_key": keys.trade_name,
        "industry_key": keys.industry,
        "meaning": keys.meaning,
        "family": keys.family,
        "keys_version": keys_version(),
        "status": line.status,
        "origin": "imported",
        "uscc": line.uscc,
        "since": datetime.combine(line.since, time(), UTC),
        "registered_on": line.since,
        "ended_on": line.ended_on,
    }
