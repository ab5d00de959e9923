"""What documents cannot show is known before anything is set."""

from __future__ import annotations

import pytest

from kernel.printable import unprintable


@pytest.mark.parametrize(
    "text", ["大同市平城区南关街道1号", "张𬱖㛃䶮𠅤𠮷㐆", "买买提·艾力", "Łukasz Nguyễn, O'Brien", "〇", "", " 　"]
)
def test_printable(text: str) -> None:
    assert unprintable(text) == ""


@pytest.mark.parametrize("character", "🏠😀\n\t\x00\u200b\u202e\ufeff\ue000\ud800\uffff\u2028\U0003fffd\U000e0100")
def test_unprintable(character: str) -> None:
    """Signs no font draws; what shows nothing, or not the same to everyone."""
    assert unprintable(f"1号{character}") == character


def test_each_once() -> None:
    assert unprintable("🏠1号😀🏠") == "🏠😀"
