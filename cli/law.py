"""`kaiye law`: every citation of law in catalogues, code, templates and documents, with the days on which it is law."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from catalogues import law
from catalogues.law import Instrument

ROOT = Path(__file__).resolve().parents[1]
_ROOMS = ("catalogues", "services", "workflows", "kernel", "cli", "sandbox")
_KINDS = (".py", ".typ", ".html", ".po")
_STRICT = frozenset({"article", "basis", "legal_basis", "suffix_basis"})
"""Fields of the catalogues that hold citations and nothing else."""

_CHINESE = re.compile(f"{law.ARTICLES.pattern}(?:第[一二三四五六七八九十]+[款项]|（[一二三四五六七八九十]+）)*")
_ENGLISH = re.compile(r"(?P<name>[\u4e00-\u9fff〔〕0-9]+) Art\. (?P<places>[0-9]+(?:(?:, | and |–|-)[0-9]+)*)")
_ORDER = re.compile(r"（[^（）]*号）$")
_OPENING = """\
# Law that is cited

Made by `kaiye law` from the catalogues, the code, the templates and the documents; a test compares. Another test fails
on a citation that is unknown, or is no law on a day on which it is used. Which text an applicant reads is decided by
the day of the application. *Read*: the article was compared with the text.
"""

app = typer.Typer(help="Every citation of law, and the days on which it is law.")


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A citation where it stands: its text, the instrument (None if unknown), the articles, and the days on which it
    is used, None for from the beginning and until further notice."""

    text: str
    instrument: str | None
    articles: tuple[int, ...]
    where: str
    first: date | None = None
    last: date | None = None


@app.callback(invoke_without_command=True)
def table() -> None:
    """Print the table of all citations, docs/law.md."""
    typer.echo(as_markdown(), nl=False)


def uses(root: Path = ROOT) -> tuple[Use, ...]:
    """Every citation of the tree, in the order of the files."""
    return tuple(_uses(root))


def faults(use: Use) -> tuple[str, ...]:
    """What is wrong with a citation on the first or the last day on which it is used; else as of `law.AS_OF`."""
    if use.instrument is None:
        return ("unknown",)
    instrument = law.get(use.instrument)
    days = {day for day in (use.first, use.last or law.AS_OF) if day}
    return tuple(sorted({kind for day in days for kind in law.no_law(instrument, use.articles, day)}))


def _uses(root: Path) -> Iterator[Use]:
    for path in sorted((root / "catalogues" / "data").rglob("*.json")):
        if path.name != "law.json":
            yield from _of_catalogue(json.loads(path.read_text("utf-8")), path.name, None, None)
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in _KINDS and path.name != "law.py":
                yield from _of_source(path, path.relative_to(root).as_posix())
    for path in sorted((root / "docs").rglob("*.md")):
        if path.name not in {"law.md", "rules.md"}:
            yield from _of_text(path.read_text("utf-8"), path.relative_to(root).as_posix(), None, None)


def _of_catalogue(value: Any, where: str, first: date | None, last: date | None) -> Iterator[Use]:
    match value:
        case dict():
            named = value.get("id") or value.get("key")
            inside = f"{where} {named}" if isinstance(named, str) else where
            first, last = _days(value, first, last)
            for key, each in value.items():
                if key in _STRICT:
                    yield from _strict(each, inside, first, last)
                else:
                    yield from _of_catalogue(each, inside, first, last)
        case list():
            for each in value:
                yield from _of_catalogue(each, where, first, last)
        case str():
            yield from _of_text(value, where, first, last)


def _days(value: dict[str, Any], first: date | None, last: date | None) -> tuple[date | None, date | None]:
    if "text" not in value:
        return first, last
    return tuple(date.fromisoformat(value[key]) if key in value else None for key in ("from", "until"))  # type: ignore[return-value]  # two of them


def _strict(value: Any, where: str, first: date | None, last: date | None) -> Iterator[Use]:
    for each in value if isinstance(value, list) else [{"text": value}]:
        start, end = _days(each, first, last)
        for part in re.split("[；;]", each["text"]):
            if part == law.OWN_CHOICE:
                continue
            found = law.citations(part)
            cited = found[0] if found else None
            yield Use(
                part, cited.instrument.title if cited else None, cited.articles if cited else (), where, start, end
            )


def _of_source(path: Path, where: str) -> Iterator[Use]:
    text = path.read_text("utf-8")
    dated = _dated(text) if path.suffix == ".py" else {}
    for number, line in enumerate(text.splitlines(), 1):
        yield from _of_text(line, where, *dated.get(number, (None, None)))


def _dated(source: str) -> dict[int, tuple[date | None, date | None]]:
    """The lines of texts that are written with their days, and the days."""
    found: dict[int, tuple[date | None, date | None]] = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Dict):
            continue
        known: dict[str, Any] = {
            str(key.value): value.value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
        }
        if "text" in known and known.keys() & {"from", "until"}:
            days = _days(known, None, None)
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), days)
    return found


def _of_text(text: str, where: str, first: date | None, last: date | None) -> Iterator[Use]:
    cited: str | None = None
    end = -1
    for found in _CHINESE.finditer(text):
        goes_on = text[end : found.start()] in {"、", "至", "，", "和", "或"} and end >= 0
        name = cited if goes_on else _named(text[: found.start()])
        cited, end = name, found.end()
        shown = (law.get(name).usual_name if name else text[max(0, found.start() - 12) : found.start()]) + found[0]
        yield Use(shown, law.get(name).title if name else None, tuple(law.articles_in(found[0])), where, first, last)
    for found in _ENGLISH.finditer(text):
        known = _named(found["name"])
        places = tuple(int(number) for number in re.findall("[0-9]+", found["places"]))
        shown = f"{law.get(known).usual_name if known else found['name']} Art. {found['places']}"
        yield Use(shown, law.get(known).title if known else None, places, where, first, last)


def _named(before: str) -> str | None:
    """The instrument that a text ends in; a short form counts only where no longer name may go on before it."""
    text = _ORDER.sub("", before.rstrip(" 》"))
    for name in sorted((name for each in law.all() for name in each.names), key=len, reverse=True):
        if text.endswith(name):
            rest = text.removesuffix(name).removesuffix(law.STATE)
            if name in law.get(name).short and re.search(r"[\u4e00-\u9fff]$", rest):
                return None
            return name
    return None


def as_markdown() -> str:
    """Instruments in catalogue order, and under each the articles that are cited, where, and on which days."""
    found: dict[str, dict[tuple[int, ...], list[Use]]] = {}
    for use in uses():
        if use.instrument:
            found.setdefault(use.instrument, {}).setdefault(use.articles, []).append(use)
    return "\n".join([_OPENING, *(line for each in law.all() for line in _section(each, found.get(each.title, {})))])


def _section(instrument: Instrument, cited: dict[tuple[int, ...], list[Use]]) -> Iterator[str]:
    until = f" until {instrument.repealed_on} (repealed by {instrument.repealed_by})" if instrument.repealed_on else ""
    yield f"## {instrument.title}\n"
    facts = [
        instrument.number,
        instrument.issuer,
        f"in force from {instrument.in_force_from}{until}",
        *(f"Art. {moved.old} is Art. {moved.new} from {moved.since}" for moved in instrument.moved),
        f"{instrument.source} ({instrument.certainty})",
    ]
    yield "; ".join(filter(None, facts)) + ".\n"
    if not cited:
        yield "Not cited by article.\n"
        return
    yield "| Articles | Read | Days | Where |"
    yield "|---|---|---|---|"
    for articles, of_them in sorted(cited.items()):
        for days in sorted({(use.first or date.min, use.last or date.max) for use in of_them}):
            where = dict.fromkeys(use.where for use in of_them if (use.first or date.min, use.last or date.max) == days)
            read = "yes" if articles and set(articles) <= set(instrument.read) else "–" if not articles else "no"
            shown = ", ".join(map(str, articles)) or "–"
            yield f"| {shown} | {read} | {_between(*days)} | {', '.join(f'`{each}`' for each in where)} |"
    yield ""


def _between(first: date, last: date) -> str:
    start = "" if first == date.min else f"from {first}"
    end = "" if last == date.max else f"until {last}"
    return " ".join(filter(None, (start, end))) or "all"
