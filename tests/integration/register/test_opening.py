"""What is registered besides, and one filing at a time about one entity."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Refusal
from services.register.contract.messages import CloseFiling, FilingOpened, OpenFiling, ReadEntity
from tests.integration.register.conftest import AUTHORITY, ELSEWHERE, FAMILY, ZHANG, World

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
    assert world.entity(opened.entity, PartKind.ENTITY_BEFORE).version == 1
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
    assert world.entity(world.open(world.filed(), made.uscc).entity, PartKind.ENTITY_BEFORE).version == 2


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


def _held(world: World, about: str, number: str) -> FilingOpened:
    """Before anything is filled in: nothing is counted."""
    request = OpenFiling(
        application_no=number,
        submission=0,
        filing_type=editions.CHANGE,
        edition="2026-11-29",
        authority_code=AUTHORITY,
        about=about,
        parts={},
    )
    return world.activities.open_filing(request)


def test_held_before_it_is_filled_in(world: World) -> None:
    """A filing is about the application that made the version in force: it learns code and facts, and nobody else
    changes the business meanwhile. What is counted for it later leaves its own business out."""
    first = world.filed()
    made = world.activities.apply_filing(world.request(first))
    change = world.filed(name="大同市平城区大庆路归云饭店")
    held = _held(world, first.application_no, change.application_no)
    assert (held.uscc, held.facts) == (made.uscc, None) and world.entity(
        held.entity, PartKind.ENTITY_BEFORE
    ).version == 1
    with pytest.raises(Refusal) as refused:
        _held(world, first.application_no, world.filed().application_no)
    assert refused.value.code == "register.filing_under_way"
    assert refused.value.details == {"application_no": change.application_no}
    assert world.counts(change, made.uscc) == (0, 0, 0)
    changed = world.activities.apply_filing(world.request(change, made.uscc))
    assert (changed.uscc, changed.version) == (made.uscc, 2)


def test_begins_with_the_filing_that_changed_it_last(world: World) -> None:
    """A filing about an earlier application is told the last one; a name that is not held anew stays."""
    first = world.filed(name="大同市平城区大庆路归云饭店")
    made = world.activities.apply_filing(world.request(first))
    change = world.filed(name="大同市平城区大庆路归云饭店", detail="2号")
    change.parts.pop("name")
    _held(world, first.application_no, change.application_no)
    changed = world.activities.apply_filing(world.request(change, made.uscc))
    assert world.entity(changed.entity).facts.name == "大同市平城区大庆路归云饭店"
    with pytest.raises(Refusal) as refused:
        _held(world, first.application_no, world.filed().application_no)
    assert refused.value.code == "register.changed_since"
    assert refused.value.details == {"application_no": change.application_no}
    with pytest.raises(Refusal, match="entity_unknown"):
        _held(world, "1" * 23, world.filed().application_no)
