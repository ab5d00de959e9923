"""What was read on a card is put where nothing stands, and elsewhere only when asked for by name."""

from __future__ import annotations

import pytest

from services.portal.domain.identity_card import ALL, Card

CARD = Card(
    {
        "name": "张晓禾",
        "id_number": "14021320000101123X",
        "sex": "2",
        "ethnicity": "01",
        "residence": "山西省大同市平城区虚构巷1号",
        "id_valid_until": "2035-06-18",
    },
    attached=True,
)
LASTING = Card({"id_valid_until": "长期"}, attached=True)


def test_empty_fields_are_filled() -> None:
    """All that the form asks for; the sex follows from the number and is no field of it."""
    filled = CARD.taken_over({}, ALL)
    assert filled == {k: v for k, v in CARD.offered.items() if k != "sex"} | {"id_long_term": ""}
    assert set(CARD.states(filled).values()) == {"same"}


def test_nothing_typed_is_overwritten() -> None:
    """What differs stays, and is said to differ."""
    typed = {"name": "张小禾", "residence": " 虚构巷2号 ", "email": "a@example.com"}
    filled = CARD.taken_over(typed, ALL)
    assert filled | typed == filled
    assert filled["ethnicity"] == "01"
    assert [name for name, state in CARD.states(filled).items() if state == "other"] == ["name", "residence"]


def test_a_field_asked_for_by_name_is_taken() -> None:
    """That one alone."""
    typed = {"name": "张小禾", "residence": "虚构巷2号"}
    assert CARD.taken_over(typed, "residence") == typed | {"residence": CARD.offered["residence"]}


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({}, "empty"),
        ({"id_valid_until": "2035-06-18"}, "other"),
        ({"id_long_term": "yes"}, "same"),
        ({"id_valid_until": "2035-06-18", "id_long_term": "yes"}, "same"),
    ],
)
def test_card_without_an_end(typed: dict[str, str], state: str) -> None:
    """Is a tick in the form."""
    assert LASTING.state(typed, "id_valid_until") == state
    taken = LASTING.taken_over(typed, "id_valid_until")
    assert (taken["id_valid_until"], taken["id_long_term"]) == ("", "yes")


def test_a_day_takes_the_tick_away() -> None:
    """The card ends, whatever was ticked."""
    taken = CARD.taken_over({"id_long_term": "yes"}, "id_valid_until")
    assert (taken["id_valid_until"], taken["id_long_term"]) == ("2035-06-18", "")


def test_numbers_are_compared_in_any_case() -> None:
    """A small x is the same number."""
    assert CARD.state({"id_number": "14021320000101123x"}, "id_number") == "same"


@pytest.mark.parametrize("wanted", ["photo", "", "id_long_term"])
def test_what_a_card_does_not_say_is_not_taken(wanted: str) -> None:
    """Whatever a form asks for."""
    assert CARD.taken_over({"name": "张小禾"}, wanted) == {"name": "张小禾"}
