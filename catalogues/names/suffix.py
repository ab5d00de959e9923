"""The suffix of a name, （个体工商户） or that of a kind of enterprise: the system puts it at the end, and nobody
has to type it or to look for it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from catalogues import organisation_forms
from catalogues.filing_types.words import EntityKind

_NEVER = re.compile(r"(?!)")
_WIDE = str.maketrans("()", "（）")


def of_day(day: date, kind: EntityKind = EntityKind.SOLE_TRADER) -> str:
    """What the law wants at the end of every name of a kind that is declared on a day; of a sole trader's nothing
    before 1 October 2023, of a company's never anything."""
    if kind != EntityKind.SOLE_TRADER:
        return organisation_forms.of_enterprise(kind).suffix
    forms = organisation_forms.sole_trader()
    return forms.suffix if day >= forms.suffix_basis.starts[0] else ""


def without(text: str, kind: EntityKind = EntityKind.SOLE_TRADER) -> str:
    """The text without its kind's suffix at its end, in brackets of either width, however often it stands there."""
    return _typed(kind).sub("", text)


@cache
def _typed(kind: EntityKind) -> re.Pattern[str]:
    forms = (
        organisation_forms.sole_trader() if kind == EntityKind.SOLE_TRADER else organisation_forms.of_enterprise(kind)
    )
    if not forms.suffix:
        return _NEVER
    return re.compile(rf"(?:\s*[（(]\s*{forms.suffix.strip('（）')}\s*[）)])+\s*$")


def as_registered(text: str) -> str:
    """The text with its suffix, if it has one, as licences print it: once, in wide brackets."""
    bare = without(text)
    return bare if bare == text else bare + organisation_forms.sole_trader().suffix


def searched(text: str) -> str:
    """What is looked for in the names that are kept, for a piece of a name as typed: with or without the suffix, which
    older names lack, and with brackets of either width the same names are found."""
    return without(text).translate(_WIDE) or text.translate(_WIDE)
