"""On what paper licences are printed, by authority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogues import licence_paper, reading
from catalogues.licence_paper import LicencePaper

NATIONAL = {"original": "a3", "duplicate": "a4", "forms": "BLANK"}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One province prints onto printed forms, one of its counties originals on A4 too."""
    told = {
        "": NATIONAL,
        "21000000": NATIONAL | {"forms": "PRINTED"},
        "21010600": {"original": "a4", "duplicate": "a4", "forms": "PRINTED"},
    }
    monkeypatch.setattr(reading, "document", lambda name: {"authorities": told})
    licence_paper.of.cache_clear()
    yield
    licence_paper.of.cache_clear()


def test_the_nearest_entry_holds(catalogue: None) -> None:
    assert licence_paper.of("14021300") == LicencePaper("a3", "a4", "BLANK")
    assert licence_paper.of("21010500") == LicencePaper("a3", "a4", "PRINTED")
    assert licence_paper.of("21010600") == LicencePaper("a4", "a4", "PRINTED")


def test_what_is_shipped_holds_everywhere() -> None:
    assert licence_paper.of("14021300") == LicencePaper("a3", "a4", "BLANK")
