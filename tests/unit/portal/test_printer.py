"""What is kept of a printer at a window, and what the licence service is told of it."""

from __future__ import annotations

import pytest

from services.portal.domain import printer


def test_offsets_are_read_as_people_type_them() -> None:
    kept, wrong = printer.read({"forms": "PRINTED", "original_right": " 1.55 ", "duplicate_down": "-2"})
    assert wrong == []
    assert printer.asked(kept) == {"original_right": 1.6, "duplicate_down": -2.0, "overlay": True}


@pytest.mark.parametrize("typed", ["31", "-30.1", "right", "nan", "inf"])
def test_what_is_no_offset_is_told_at_its_field(typed: str) -> None:
    kept, wrong = printer.read({"original_down": typed})
    assert wrong == ["original_down"] and "original_down" not in kept


def test_a_window_without_a_printer_of_its_own_asks_for_nothing() -> None:
    assert printer.asked(None) == printer.asked(printer.read({})[0]) == {}


def test_no_forms_but_the_known_ones() -> None:
    assert printer.asked(printer.read({"forms": "ANYTHING"})[0]) == {}
