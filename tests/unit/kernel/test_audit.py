"""A chain of audit entries shows what was changed in it or left out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kernel.audit import BEGINNING, broken, follow, instant


@dataclass
class Act:
    what: str
    number: int = 0
    previous: str = ""
    digest: str = ""

    def chained(self) -> Sequence[str | int | None]:
        return self.number, self.what, self.previous


def _chain() -> list[Act]:
    made: list[Act] = []
    for what in ("提出审查意见", "复核", "作出决定"):
        made.append(follow(Act(what), made[-1] if made else None))
    return made


def test_entries_follow_one_another() -> None:
    """Numbers run from 1, and each entry holds the digest of the one before."""
    chain = _chain()
    assert [act.number for act in chain] == [1, 2, 3]
    assert [act.previous for act in chain] == [BEGINNING, chain[0].digest, chain[1].digest]
    assert list(broken(chain)) == []


@pytest.mark.parametrize(
    ("meddle", "found"),
    [
        (lambda chain: setattr(chain[1], "what", "不复核"), [2]),
        (lambda chain: chain.pop(1), [3]),
        (lambda chain: chain.pop(0), [2]),
        (lambda chain: setattr(chain[0], "digest", "0" * 64), [1, 2]),
    ],
)
def test_meddling_is_found(meddle: Callable[[list[Act]], object], found: list[int]) -> None:
    """A word changed, an entry left out, a digest replaced: the entries around it are named."""
    chain = _chain()
    meddle(chain)
    assert [act.number for act in broken(chain)] == found


def test_a_time_is_chained_as_an_instant() -> None:
    """The same moment told in another zone has the same form."""
    at = datetime(2026, 11, 22, 1, 2, 3, 4, UTC)
    assert instant(at) == instant(at.astimezone(timezone(timedelta(hours=8)))) == "2026-11-22T01:02:03.000004+00:00"
