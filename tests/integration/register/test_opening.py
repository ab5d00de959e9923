"""What is registered besides, and one filing at a time about one entity."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.errors import Defect, Refusal
from services.register.contract import CloseFiling, ReadEntity
from tests.integration.register.conftest import ELSEWHERE, FAMILY, ZHANG, World

LI = {"name": "李𠮷", "id_document_type": "10", "id_number": "140102198801011232"}


def test_counts(world: World) -> None:
    """Entities at the same address however it is written, of the same operator, and both with the same authority."""
    world.establish()
    world.establish(detail="大庆路３３号")
    world.establish(operator=LI)
    world.establish(operator=LI, family=({**ZHANG, "relation": "配偶"},), detail="1号")
    world.establish(authority=ELSEWHERE)
    assert world.counts(world.filed()) == (3, 3, 2)
    assert world.counts(world.filed(detail="2号")) == (0, 3, 0)
    assert world.counts(world.filed(operator={**LI, "id_number": "140102199001011233"})) == (3, 0, 0)


@pytest.mark.parametrize(("status", "counted"), [("已注销", 0), ("已撤销", 0), ("歇业", 1), ("吊销未注销", 1)])
def test_counts_of_those_that_ended(world: World, status: str, counted: int) -> None:
    """A shop that was deregistered stands at its premises no longer; one that rests does."""
    world.establish()
    world.rows("UPDATE register.entity SET status = :status", status=status)
    assert world.counts(world.filed()) == (counted,) * 3


def test_own_entity_does_not_count(world: World) -> None:
    made = world.establish()
    assert world.counts(world.filed(), made.uscc) == (0, 0, 0)


def test_counted_once(world: World) -> None:
    """A retry is answered with the counts of the first time; a further submission is counted anew."""
    filed = world.filed()
    first = world.open(filed)
    world.establish()
    assert world.open(filed) == first
    assert world.open(filed, submission=2) != first


def test_parts_of_another_application(world: World) -> None:
    mine, other = world.filed(), world.filed()
    mine.parts["application"] = other.parts["application"]
    with pytest.raises(Defect, match=r"register\.wrong_case"):
        world.open(mine)


def test_two_filings_at_once(world: World) -> None:
    """Of many filings that want one entity at once one has it; every other one is told its number."""
    made = world.establish()
    filings = [world.filed() for _ in range(8)]

    def attempt(number: int) -> Refusal | None:
        try:
            world.open(filings[number], made.uscc)
        except Refusal as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(attempt, range(8)))
    (winner,) = (filings[number].application_no for number, answer in enumerate(answers) if answer is None)
    told = {(answer.code, answer.status, answer.details["application_no"]) for answer in answers if answer}
    assert told == {("register.filing_under_way", 409, winner)}


def test_let_go(world: World) -> None:
    """An entity that was let go is free for the next filing; letting go again changes nothing."""
    made = world.establish()
    first, second = world.filed(), world.filed()
    opened = world.open(first, made.uscc)
    assert world.entity(opened.entity).version == 1
    close = CloseFiling(application_no=first.application_no)
    assert world.activities.close_filing(close).closed
    assert not world.activities.close_filing(close).closed
    world.open(second, made.uscc)
    with pytest.raises(Refusal, match=r"register\.filing_under_way"):
        world.open(first, made.uscc, submission=2)


def test_applied_filing_lets_go(world: World) -> None:
    """When its version is written the entity is free again."""
    made = world.establish()
    change = world.filed(family=(FAMILY,))
    world.open(change, made.uscc)
    world.activities.apply_filing(world.request(change, made.uscc))
    assert not world.activities.close_filing(CloseFiling(application_no=change.application_no)).closed
    assert world.entity(world.open(world.filed(), made.uscc).entity).version == 2


def test_filing_that_was_never_opened(world: World) -> None:
    assert not world.activities.close_filing(CloseFiling(application_no="9" * 23)).closed


def test_unknown_entity(world: World) -> None:
    for ask in (
        lambda: world.open(world.filed(), "92140213MA0MU7MP45"),
        lambda: world.activities.read_entity(ReadEntity(application_no="1" * 23, uscc="92140213MA0MU7MP45")),
    ):
        with pytest.raises(Refusal, match=r"register\.entity_unknown"):
            ask()


def test_version_that_is_not_there(world: World) -> None:
    made = world.establish()
    with pytest.raises(Refusal, match=r"register\.entity_unknown"):
        world.activities.read_entity(ReadEntity(application_no="1" * 23, uscc=made.uscc, version=2))


def test_ended_entity(world: World) -> None:
    """Nothing of an entity that has ended can be changed."""
    made = world.establish()
    world.rows("UPDATE register.entity SET status = '已注销'")
    with pytest.raises(Refusal, match=r"register\.entity_ended"):
        world.open(world.filed(), made.uscc)
