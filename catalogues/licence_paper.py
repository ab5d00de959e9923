"""On what paper an authority prints licences: the size of an original and of a duplicate, and what its forms carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading

Size = Literal["a3", "a4"]
Forms = Literal["BLANK", "PRINTED"]
"""BLANK: paper on which the whole face is printed; PRINTED: frame, emblem, title and labels are on the form already,
and only what differs is printed onto it (套打)."""


@dataclass(frozen=True, slots=True)
class LicencePaper:
    original: Size
    duplicate: Size
    forms: Forms


@cache
def of(authority_code: str) -> LicencePaper:
    """What the catalogue says of the authority, else of the nearest one above it; `""` is the country."""
    entries = reading.document("licence_paper.json")["authorities"]
    above = [code for code in entries if authority_code.startswith(_own(code))]
    return LicencePaper(**entries[max(above, key=lambda code: len(_own(code)))])


def _own(code: str) -> str:
    """A code without the pairs of noughts that stand for everything below."""
    return re.sub(r"(00)+$", "", code)
