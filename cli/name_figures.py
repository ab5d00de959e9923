"""`kaiye names figures`: how often names are judged as known, and how often ordinary ones need nobody."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from catalogues import divisions
from cli.names import Case, app, judge_case
from cli.ordinary_names import ordinary_names
from services.naming.domain.judging import judge
from services.naming.domain.rules import Verdict

COUNTY = "140213"
SEED = 2026
DAY = date(2026, 11, 28)
"""A case without a day is judged on this one, so that the figures stay what they are."""

_ALONE = {Verdict.AVAILABLE, Verdict.SIMILAR}
_SECTION = re.compile(r"(<!-- names figures -->\n).*?(<!-- /names figures -->)", re.DOTALL)


class KnownCase(Case):
    """A case with the verdict it must get; `also` are as right. `category` is what it is about."""

    expected: str
    also: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A name that got another verdict than it must."""

    name: str
    expected: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Reach:
    """The cases of one file: how many, and those judged otherwise; by category, how many are right of how many."""

    file: str
    count: int
    wrong: tuple[Wrong, ...]
    by_category: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Alone:
    """Invented names: how many, how many pass without a person, and by what rules the others do not."""

    count: int
    passed: int
    types: int
    stopped_by: dict[str, int]


def reach(file: Path) -> Reach:
    """Judge every case of a file. Raises ValidationError for a malformed one."""
    content = json.loads(file.read_text("utf-8"))
    cases = [KnownCase.model_validate(entry) for entry in (content["cases"] if isinstance(content, dict) else content)]
    wrong: list[Wrong] = []
    right: Counter[str] = Counter()
    for case in cases:
        dated = case.model_copy(update={"on": case.on or DAY})
        verdict = judge_case(dated, divisions.county_of(case.county).code)["verdict"]
        if verdict in {case.expected, *case.also}:
            right[case.category] += 1
        else:
            wrong.append(Wrong(case.name, case.expected, verdict))
    found = Counter(case.category for case in cases)
    by_category = {category: (right[category], count) for category, count in sorted(found.items())}
    return Reach(file.name, len(cases), tuple(wrong), by_category)


def alone(count: int, seed: int = SEED) -> Alone:
    """Judge invented names in an empty register."""
    passed, types = 0, set()
    stopped: Counter[str] = Counter()
    for kind, parts in ordinary_names(COUNTY, count, seed):
        types.add(kind.code)
        judgement = judge(parts, kind, [], DAY)
        if judgement.verdict in _ALONE:
            passed += 1
        else:
            stopped[judgement.objections[0].rule.id] += 1
    return Alone(count, passed, len(types), dict(stopped.most_common()))


def told(reaches: Sequence[Reach], invented: Alone) -> str:
    """Both figures as the document has them."""
    rows = [
        f"| {one.file} | {one.count} | {one.count - len(one.wrong)} | {(one.count - len(one.wrong)) / one.count:.1%} |"
        for one in reaches
    ]
    others = "、".join(f"{rule} {count}" for rule, count in invented.stopped_by.items()) or "–"
    return "\n".join(
        (
            "| cases | names | judged as known | |",
            "|---|---|---|---|",
            *rows,
            "",
            f"Of {invented.count:,} ordinary names of {invented.types} types (surnames, given names, lucky characters"
            f" before the words of the trade, seed {SEED}) {invented.passed:,}, {invented.passed / invented.count:.1%},"
            f" pass without a person; the others meet {others}.",
            "",
        )
    )


@app.command("figures")
def name_figures(
    cases: Annotated[list[Path], typer.Argument(help="JSON files of cases with what is expected.", exists=True)],
    names: Annotated[int, typer.Option("--names", min=1, help="Ordinary names to invent.")] = 2000,
    write: Annotated[Path | None, typer.Option("--write", help="A document whose section is written anew.")] = None,
) -> None:
    """Print how many cases are judged as known, and how many ordinary names pass without a person."""
    console = Console()
    reaches = [reach(file) for file in cases]
    invented = alone(names)
    console.print(told(reaches, invented), highlight=False)
    _show(console, reaches)
    if write:
        write.write_text(written(write.read_text("utf-8"), told(reaches, invented)), "utf-8")


def written(document: str, figures: str) -> str:
    """The document with its section of figures written anew."""
    return _SECTION.sub(lambda found: f"{found[1]}\n{figures}\n{found[2]}", document)


def _show(console: Console, reaches: Iterable[Reach]) -> None:
    for one in reaches:
        for category, (right, count) in one.by_category.items():
            console.print(f"{one.file}: {category or '–'} {right}/{count}", highlight=False)
        for wrong in one.wrong:
            console.print(f"  {wrong.name}: {wrong.verdict}, not {wrong.expected}", highlight=False)
