"""The code by which somebody is let in to take a business over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.filing.domain.handover import DAYS, Handover, last_day, read, written

KEY, TODAY = b"k" * 32, date(2026, 12, 1)
GIVEN = Handover("14021301202612010000016", last_day(TODAY))


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")])
def test_it_is_read_however_it_is_typed(typed: object) -> None:
    """Capitals and groups are for the eye."""
    assert callable(typed)
    assert read(KEY, typed(written(KEY, GIVEN)), TODAY) == GIVEN


def test_it_holds_seven_days() -> None:
    """The day on which it was given is not counted (民法典 Art. 201)."""
    code = written(KEY, GIVEN)
    assert read(KEY, code, TODAY + timedelta(days=DAYS)) == GIVEN
    assert read(KEY, code, TODAY + timedelta(days=DAYS + 1)) is None


def test_nobody_makes_one_up() -> None:
    """Each letter is part of the proof, and the proof is of one key."""
    code = written(KEY, GIVEN)
    for place, letter in enumerate(code):
        if letter != "-":
            other = "A" if letter != "A" else "B"
            assert read(KEY, code[:place] + other + code[place + 1 :], TODAY) is None
    assert read(b"o" * 32, code, TODAY) is None
    assert read(KEY, "", TODAY) is None and read(KEY, code[:-1], TODAY) is None and read(KEY, "1" * 32, TODAY) is None
