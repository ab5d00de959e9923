"""Turns templates into pages, in the visitor's language."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from catalogues import contacts, lengths, reading, upload_limits, why_asked
from catalogues.filing_types.words import Section
from kernel import deadlines
from kernel.clock import SHANGHAI
from kernel.errors import Finding, Refusal
from services.portal.api import statics
from services.portal.api.visits import CSRF_FIELD, Language, Visit
from services.portal.domain import desk, kinds, organs, pages, shares
from services.portal.domain.forms import HELPERS

_ROOM = Path(__file__).resolve().parents[1]
TEMPLATES = _ROOM / "templates"
CATALOGUES = _ROOM / "locale" / "en"

_HAN = re.compile(
    r"[\u3400-\u9fff](?:[\u3000-\u9fff\uff00-\uffef〇·“”\s\d*]*[\u3400-\u9fff\u3000-\u303f\uff08-\uff09*\d])?"
)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_PACKING = 4
"""A page becomes a quarter as long in a quarter of a millisecond; higher levels take longer and gain a few per cent."""


@cache
def english() -> Mapping[str, str]:
    """The English words for the Chinese ones of templates and code tables."""
    words: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            words |= {str(m.id): str(m.string) for m in read_po(file, locale="en") if m.id and m.string}
    return {row["name"]: row["roman_name"] for row in reading.rows("ethnic_groups_gbt3304.csv")} | words


def translated(text: str, language: Language) -> str:
    return english().get(text, text) if language == "en" else text


class Typed(dict[str, Any]):
    """The fields of a form; one that was not filled in reads as empty."""

    def __missing__(self, name: str) -> str:
        return ""


class Faults:
    """What a refusal says about the fields of one form, or what several `findings` say, and what is `also` wrong.
    Names of fields are JSON pointers with dots for slashes."""

    def __init__(
        self,
        refusal: Refusal | None = None,
        section: str = "",
        findings: Iterable[Finding] = (),
        also: Iterable[Finding] = (),
    ) -> None:
        self.refusal = refusal
        self.findings = (*(refusal.all_findings() if refusal else findings), *also)
        self._fields: dict[str, list[Finding]] = {}
        for finding in self.findings:
            self._fields.setdefault(field_of(finding.pointer, section), []).append(finding)

    def of(self, name: str) -> list[Finding]:
        return self._fields.get(name, [])

    def fields(self) -> Mapping[str, list[Finding]]:
        return self._fields

    def __bool__(self) -> bool:
        return bool(self.findings)


_ON_ONE_PAGE: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    (Section.NAME, Section.PREMISES), (Section.NAME, Section.PREMISES)
)


def field_of(pointer: str | None, section: str) -> str:
    """`/premises/detail` and `/detail` are both the field `detail` of the form `premises`, on whose page the name is
    declared, too; items of a list count as the list."""
    parts = [part for part in (pointer or "").split("/") if part]
    if parts and parts[0] in _ON_ONE_PAGE.get(section, (section,)):
        parts = parts[1:]
    if parts and parts[0] == "attachments":
        parts = parts[1:]
    while parts and parts[-1].isdigit():
        parts = parts[:-1]
    return ".".join(parts)


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )

    def plural(one: str, many: str, number: int) -> str:
        return translated(one if number == 1 else many, language)

    install: Any = environment.install_gettext_callables  # type: ignore[attr-defined]  # of the extension
    install(lambda text: translated(text, language), plural, newstyle=True)
    environment.globals |= {
        "language": language,
        "lengths": lengths,
        "helpers": HELPERS,
        "most_megabytes": upload_limits.most_megabytes(),
        "static": statics.address,
        "has_static": statics.exists,
        "pages": pages,
        "shares": shares,
        "kinds_of": kinds,
        "organs_of": organs,
        "no_faults": Faults(),
        "hotlines": contacts.hotlines(),
        "why_asked": why_asked.of,
        "duration": desk.duration,
    }
    environment.filters |= {
        "day": lambda value: _day(value, language),
        "until": lambda value: _until(value, language),
        "moment": lambda value: _moment(value, language),
        "machine": lambda value: _instant(value).isoformat(timespec="seconds"),
        "clock": lambda value: _instant(value).strftime("%H:%M:%S"),
        "said": lambda thing: _quoting(_said(thing, language), language),
        "remedy": lambda thing: _quoting(_remedy(thing, language), language),
        "official_day": lambda value: _day(value, "zh"),
        "official": lambda text: _quoting(text, language),
        "pair": lambda word: (word, word),
        "labelled": lambda pairs: [(code, translated(label, language)) for code, label in pairs],
        "wan": lambda amount: _money(amount, language),
        "grouped": lambda number: f"{number[:8]} {number[8:16]} {number[16:]}" if len(number) > 16 else number,
    }
    return environment


def page(visit: Visit, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page, or a piece of one for a script that asked for it."""
    if "typed" in context:
        context["typed"] = Typed(context["typed"])
    csrf = Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, visit.csrf)
    text = _environment(visit.language).get_template(template).render(visit=visit, csrf=csrf, **context)
    headers = {"Content-Security-Policy": POLICY, "Vary": "Cookie, HX-Request, Accept-Encoding"}
    if not visit.takes_gzip:
        return HTMLResponse(text, status, headers)
    return HTMLResponse(gzip.compress(text.encode(), _PACKING, mtime=0), status, headers | {"Content-Encoding": "gzip"})


def _money(amount: Any, language: Language) -> str:
    """An amount in 万元, which English does not count in."""
    return f"{amount} 万元" if language == "zh" else f"RMB {Decimal(str(amount)) * 10_000:,.0f}"


def _instant(value: datetime | str) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(SHANGHAI)


def _moment(value: datetime | str | None, language: Language) -> str:
    if not value:
        return ""
    pattern, locale = ("yyyy年M月d日 HH:mm", "zh_CN") if language == "zh" else ("d MMM yyyy, HH:mm", "en_GB")
    return format_datetime(_instant(value), pattern, tzinfo=SHANGHAI, locale=locale)


def _until(value: datetime | date | str | None, language: Language) -> str:
    """The end of a period: an instant, or its last day."""
    if not value:
        return ""
    if isinstance(value, str):
        value = _instant(value) if "T" in value else date.fromisoformat(value)
    return deadlines.said_zh(value) if language == "zh" else deadlines.said_en(value)


def _day(value: date | str | None, language: Language) -> str:
    if not value:
        return ""
    if isinstance(value, str) and "T" in value:
        value = _instant(value).date()
    found = date.fromisoformat(value) if isinstance(value, str) else value
    pattern, locale = ("yyyy年M月d日", "zh_CN") if language == "zh" else ("d MMM yyyy", "en_GB")
    return format_date(found, pattern, locale=locale)


def _of(thing: Any, name: str) -> str:
    return (thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)) or ""


def _said(thing: Any, language: Language) -> str:
    return _of(thing, language) or _of(thing, "zh")


def _quoting(value: Any, language: Language) -> Any:
    """On English pages, Chinese words are marked as Chinese (WCAG 3.1.2)."""
    text = value if isinstance(value, str) else str(value)
    if language == "zh" or isinstance(value, Markup) or not _HAN.search(text):
        return value
    return Markup(_HAN.sub(r'<span lang="zh-CN">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped before


def _remedy(thing: Any, language: Language) -> str:
    return _of(thing, f"remedy_{language}") or _of(thing, "remedy_zh")
