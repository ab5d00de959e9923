"""Finds the four parts in a name that somebody wrote in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from catalogues import divisions, industry_words, organisation_forms, sole_trader_types
from services.naming.domain.composition import NameParts
from services.naming.domain.normalisation import clean

_SUFFIX = re.compile(r"[（(]个体工商户[）)]$")
_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")
_MINIMUM = 2


@cache
def _forms() -> tuple[str, ...]:
    """Every form in use, longest first."""
    own = {form for kind in sole_trader_types.all() for form in kind.organisation_forms}
    return tuple(sorted(own | set(organisation_forms.all()), key=lambda form: (-len(form), form)))


@cache
def _industries() -> tuple[str, ...]:
    """Every industry word in use, longest first."""
    own = {word for kind in sole_trader_types.all() for word in kind.name_industry_terms}
    return tuple(sorted(own | set(industry_words.longest_first()), key=lambda word: (-len(word), word)))


def parse(text: str) -> NameParts:
    """The parts of a name, composed again to the same text unless the division stood in brackets or a suffix was cut.

    What cannot be told stays in the trade name; a missing part is empty. A division in brackets moves to the front
    and the suffix （个体工商户） is dropped.
    """
    rest = _SUFFIX.sub("", clean(text))
    bracketed = _BRACKETS.search(rest)
    if bracketed and divisions.division_part(bracketed[1]) == bracketed[1]:
        rest = bracketed[1] + rest[: bracketed.start()] + rest[bracketed.end() :]
    division = divisions.division_part(rest)
    division += _street_at_start(division, rest[len(division) :])
    rest = rest[len(division) :]
    return max(_readings(division, rest), key=_plausibility)


def _readings(division: str, rest: str) -> Iterator[NameParts]:
    """Every way to end a name with a form in use and an industry word before it, or with less."""
    for form in (*(form for form in _forms() if rest.endswith(form) and len(rest) > len(form)), ""):
        stem = rest[: len(rest) - len(form)]
        for industry in _industries():
            if stem.endswith(industry):
                yield NameParts(division, stem[: len(stem) - len(industry)], industry, form)
        # 民宿 is a form that says the industry as well.
        yield NameParts(division, stem, form if form in _industries() else "", form)


def _plausibility(parts: NameParts) -> tuple[bool, bool, int, int]:
    """A trade name is left; the industry is said; as much as possible is understood, the industry rather than the
    form (手机维修|部, not 手机|维修部)."""
    return (
        len(parts.trade_name) >= _MINIMUM,
        bool(parts.industry),
        -len(parts.trade_name),
        len(parts.industry),
    )


@cache
def _streets() -> dict[str, tuple[str, ...]]:
    """Streets, towns and townships by the name of their county, which may precede a trade name
    (个体工商户名称登记管理办法 Art. 7)."""
    found: dict[str, set[str]] = {}
    for province in divisions.provinces():
        for county in divisions.counties(province.code):
            names = {street.name for street in divisions.streets(county.code, include_historic=True)}
            found[county.name] = found.get(county.name, set()) | names
    return {county: tuple(sorted(names, key=len, reverse=True)) for county, names in found.items() if names}


def _street_at_start(division: str, rest: str) -> str:
    streets = (name for county, names in _streets().items() if division.endswith(county) for name in names)
    return next((name for name in streets if division and rest.startswith(name)), "")


def trade_name_within(typed: str) -> NameParts | None:
    """The parts of a whole name, or of more than a trade name, typed where the trade name belongs; else None."""
    parts = parse(typed)
    if parts.division and len(parts.trade_name) < _MINIMUM:
        return None
    return parts if parts.division or (parts.industry and parts.organisation_form) else None
