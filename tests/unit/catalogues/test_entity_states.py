"""Each state of a business says what may be filed in it, and how it is called in public."""

from __future__ import annotations

import pytest

from catalogues import codes, entity_states
from catalogues.entity_states import EntityState, EntityStatus
from catalogues.filing_types import editions

every_state = pytest.mark.parametrize("state", entity_states.all().values(), ids=lambda state: state.state)


def test_every_state_is_described_once() -> None:
    """In the order of the words, none twice and none missing."""
    assert list(entity_states.all()) == list(EntityStatus)


@every_state
def test_has_a_code_of_the_publicity_system(state: EntityState) -> None:
    assert state.code in codes.items("entity_status")


@every_state
def test_an_end_bars_everything_and_nobody_trades_after_it(state: EntityState) -> None:
    assert not state.ended or (state.bars == ("*",) and not state.trades)


@every_state
def test_says_what_to_do_instead_in_both_languages(state: EntityState) -> None:
    """Where something is barred and the business has not ended."""
    assert state.ended or not state.bars or all(state.remedy)


def test_whoever_suspended_may_still_change_and_end() -> None:
    """歇业 keeps nobody from changing or ending (实施细则 Art. 42; 条例 Art. 30)."""
    about = {kind.key for kind in editions.all()} - {"sole_trader.establishment"}
    assert all(entity_states.lets_file("歇业", key) for key in about)


def test_a_withdrawn_licence_leads_to_the_end_only() -> None:
    assert entity_states.lets_file("吊销未注销", "sole_trader.deregistration")
    assert not entity_states.lets_file("吊销未注销", "sole_trader.change")


def test_an_unknown_state_lets_nothing_be_filed() -> None:
    assert not entity_states.lets_file(None, "sole_trader.deregistration")
    assert not entity_states.lets_file("另册", "sole_trader.deregistration")
