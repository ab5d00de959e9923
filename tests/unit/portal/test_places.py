"""Rows of places are added, removed and told apart without scripts."""

from __future__ import annotations

from services.filing.domain import network_places, premises, right_of_use
from services.portal.domain.places import FURTHER, NATURES, NETWORK, TENURES, arranged

TWO = {"needs_name": "no", "further.0.detail": "一号", "further.2.detail": "三号", "further.2.owner": "刘某某"}


def test_gaps_are_closed() -> None:
    """What the service says of the second place stands at the second row, whichever row was left empty."""
    assert arranged(TWO) == {
        "needs_name": "no",
        "further.0.detail": "一号",
        "further.1.detail": "三号",
        "further.1.owner": "刘某某",
    }


def test_a_removed_row_is_gone_and_the_next_moves_up() -> None:
    """With everything that was typed in it."""
    form = arranged(TWO | {"remove": "further.0", "network_places.0.url": "https://shop.example.com"})
    assert FURTHER.filled(form) == [{"detail": "三号", "owner": "刘某某"}]
    assert NETWORK.filled(form) == [{"url": "https://shop.example.com"}]


def test_a_row_that_was_asked_for_is_shown_until_there_are_enough() -> None:
    """One empty row for each press of the button, and never more than can be registered."""
    assert FURTHER.shown({}) == 0
    assert FURTHER.shown({"add": "further"}) == 1
    assert FURTHER.shown({"add": "network_places"}) == 0
    full = {f"further.{number}.detail": "x" for number in range(FURTHER.most)}
    assert FURTHER.shown(full | {"add": "further"}) == FURTHER.most


def test_the_form_offers_what_the_service_takes() -> None:
    """As many places, and the same words for right and building."""
    assert (FURTHER.most, NETWORK.most) == (premises.MOST_FURTHER, network_places.MOST)
    assert (TENURES, NATURES) == (right_of_use.TENURES, right_of_use.NATURES)
