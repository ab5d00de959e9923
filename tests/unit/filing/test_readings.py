"""What a process reads in pictures is begun once."""

from __future__ import annotations

import threading

from services.filing.operations.resources import Readings

PICTURE, OTHER = ("digest", "card"), ("digest", "lease")


def test_a_picture_that_is_being_read_is_not_begun_again() -> None:
    """Whoever wants it meanwhile waits for the same attempt; another question about it is another reading."""
    readings, go = Readings(), threading.Event()
    first = readings.begin(PICTURE, lambda: go.wait(10))
    again = readings.begin(PICTURE, lambda: False)
    other = readings.begin(OTHER, lambda: False)
    go.set()
    assert again is first
    assert (first.result(10), other.result(10)) == (True, False)


def test_an_attempt_that_is_over_may_be_followed_by_another() -> None:
    """One that failed, too: how often a picture is tried, the database says."""
    readings = Readings()

    def fails() -> bool:
        raise ValueError

    assert isinstance(readings.begin(PICTURE, fails).exception(10), ValueError)
    assert readings.begin(PICTURE, lambda: True).result(10)
