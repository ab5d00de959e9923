"""Whatever is filed in whatever order: versions never overlap, each has its decision, and the same filings make the
same register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalogues.filing_types.words import PartKind
from kernel.errors import Refusal
from services.register.contract.messages import CloseFiling, ReadEntity
from services.register.contract.parts import EntityFacts
from tests.integration.register.conftest import FAMILY, Opened, World


@dataclass(frozen=True)
class Filing:
    """What is filed, how many days after the one before. `given_up`: let go of before a decision. `disturbed`: a second
    filing wants the business meanwhile. `again`: every act is asked for twice, as after a crash."""

    stated: dict[str, Any]
    days: int
    given_up: bool
    disturbed: bool
    again: bool


FILINGS = st.lists(
    st.builds(
        Filing,
        stated=st.fixed_dictionaries(
            {},
            optional={
                "detail": st.sampled_from(["大庆路34号", "大庆路35号"]),
                "name": st.just("大同市平城区晓云饺子馆"),
                "family": st.just((FAMILY,)),
            },
        ),
        days=st.integers(0, 400),
        given_up=st.booleans(),
        disturbed=st.booleans(),
        again=st.booleans(),
    ),
    max_size=5,
)


def _carried_out(world: World, filings: list[Filing]) -> tuple[list[str], list[tuple[Any, ...]], list[EntityFacts]]:
    """The filings that made a version; of each version day, application and decision; and what it says."""
    first = world.filed()
    uscc = world.activities.apply_filing(world.request(first)).uscc
    made = [first.application_no]
    for filing in filings:
        world.clock.advance(timedelta(days=filing.days))
        filed = world.filed(**filing.stated)
        for _ in range(1 + filing.again):
            world.open(filed, uscc)
        if filing.disturbed:
            with pytest.raises(Refusal, match=r"register\.filing_under_way"):
                world.open(world.filed(), uscc)
        if filing.given_up:
            world.activities.close_filing(CloseFiling(application_no=filed.application_no))
            continue
        applied = {world.activities.apply_filing(world.request(filed, uscc)) for _ in range(1 + filing.again)}
        assert len(applied) == 1
        made.append(filed.application_no)
    rows = world.rows(
        "SELECT version, effective_on, application_no, decision_no FROM register.entity_version "
        "WHERE uscc = :uscc ORDER BY version",
        uscc=uscc,
    )
    return made, [tuple(row) for row in rows], [_said(world, uscc, row[0]) for row in rows]


def _said(world: World, uscc: str, version: int) -> EntityFacts:
    read = world.activities.read_entity(ReadEntity(application_no="1" * 23, uscc=uscc, version=version))
    return world.entity(read.entity, PartKind.ENTITY).facts


@settings(
    max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(filings=FILINGS)
def test_any_order_of_filings(opened: Opened, register: list[World], filings: list[Filing]) -> None:
    """Numbered without a gap, each in force from no earlier than the one before, each by another application with its
    decision; what was given up or refused left nothing; the same filings on another business say the same."""
    [world] = register
    made, versions, said = _carried_out(world, filings)
    assert [version for version, *_ in versions] == list(range(1, len(made) + 1))
    days = [day for _, day, *_ in versions]
    assert days == sorted(days)
    assert [(number, decision) for *_, number, decision in versions] == [(number, f"D{number}") for number in made]
    assert _carried_out(world, filings)[2] == said
    assert world.broken() == []


@pytest.fixture(scope="module")
def register(opened: Opened) -> list[World]:
    """One register for all examples: each has businesses of its own."""
    return [opened()]
