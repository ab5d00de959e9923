"""The suffix （个体工商户）: the system puts it at the end of a name, and nobody has to type it or to look for it."""

from __future__ import annotations

import re
from datetime import date

from catalogues import organisation_forms

_TYPED = re.compile(r"(?:\s*[（(]\s*个体工商户\s*[）)])+\s*$")
_WIDE = str.maketrans("()", "（）")


def of_day(day: date) -> str:
    """What the law wants at the end of every name that is declared on a day; empty before 1 October 2023."""
    forms = organisation_forms.sole_trader()
    return forms.suffix if day >= forms.suffix_basis.starts[0] else ""


def without(text: str) -> str:
    """The text without the suffix at its end, in brackets of either width, however often it stands there."""
    return _TYPED.sub("", text)


def as_registered(text: str) -> str:
    """The text with its suffix, if it has one, as licences print it: once, in wide brackets."""
    bare = without(text)
    return bare if bare == text else bare + organisation_forms.sole_trader().suffix


def searched(text: str) -> str:
    """What is looked for in the names that are kept, for a piece of a name as typed: with or without the suffix, which
    older names lack, and with brackets of either width the same names are found."""
    return without(text).translate(_WIDE) or text.translate(_WIDE)
