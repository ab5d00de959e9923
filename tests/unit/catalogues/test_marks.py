"""What departments put on a business, as data: every kind has its words and law, and bars filings that there are."""

from __future__ import annotations

import fnmatch

from catalogues import marks
from catalogues.filing_types import editions
from catalogues.marks import MarkKind


def test_every_kind_once() -> None:
    assert [mark.kind for mark in marks.all()] == list(MarkKind)
    assert all(mark.zh and mark.en and mark.basis for mark in marks.all())


def test_bars_name_kinds_of_filing_that_there_are() -> None:
    known = {kind.key for kind in editions.all()}
    for mark in marks.all():
        for bar in mark.bars:
            assert all(fnmatch.filter(known, each) for each in (*bar.only, *bar.all_but))


def test_a_withdrawn_licence_leaves_the_ordinary_way_out() -> None:
    """And nothing else; a freeze leaves another print of what stands there (实施细则 Art. 48, 79)."""
    later = [kind.key for kind in editions.all() if kind.key != editions.ESTABLISHMENT]

    def left(kind: MarkKind) -> set[str]:
        return {key for key in later if not marks.barring([kind], key)}

    assert left(MarkKind.LICENCE_WITHDRAWN) == {editions.DEREGISTRATION}
    assert left(MarkKind.FREEZE) == {editions.REPLACEMENT}


def test_a_mark_of_a_later_release_bars_nothing() -> None:
    assert marks.barring(["of_tomorrow"], editions.CHANGE) == ()
