"""Kinds of business in everyday words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from catalogues import kinds_of_business
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind


@pytest.mark.parametrize("kind", EntityKind)
def test_every_kind_is_explained(kind: EntityKind) -> None:
    """In both languages, so that a kind more needs no words when its filing type comes."""
    words = asdict(kinds_of_business.explained(kind))
    assert all(words.values())


def test_only_what_a_filing_type_founds_is_offered() -> None:
    """A company since there is its filing type; what nobody can file is not offered."""
    assert kinds_of_business.founded_on(date(2026, 11, 29)) == (EntityKind.SOLE_TRADER,)
    today = kinds_of_business.founded_on(date(2026, 12, 1))
    assert today[:2] == (EntityKind.SOLE_TRADER, EntityKind.LIMITED_COMPANY)
    filing = kinds_of_business.establishment_of(EntityKind.LIMITED_COMPANY, date(2026, 12, 1))
    assert filing.key == editions.COMPANY_ESTABLISHMENT
    with pytest.raises(UnknownCode):
        kinds_of_business.establishment_of(EntityKind.COOPERATIVE_UNION, date(2026, 12, 1))
