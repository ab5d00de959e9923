"""What was licensed before there was a register is in it as it was printed, and its codes are never given again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from kernel.errors import Defect
from services.register.contract.messages import EndTakeOver, ReadEntity, TakeOver, TakeOverCodes
from services.register.domain import codes
from services.register.store import entities
from tests.fixtures.services.keys import left
from tests.integration.register.conftest import AUTHORITY, FAMILY, Opened, Part, World

FIRST = codes.position_of("0M0000")


def uscc(offset: int) -> str:
    return codes.uscc_at(FIRST + offset, AUTHORITY)


def given(**block: Any) -> dict[str, Any]:
    return {
        **{"id": "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3b", "authority_code": AUTHORITY, "prefix": "MA"},
        **{"first_position": FIRST, "last_position": FIRST + 9, "next_position": FIRST + 2, "status": "OPEN"},
        **{"origin": "added", "created_at": "2026-01-05T09:00:00+08:00", "used": [FIRST + 3]},
        **block,
    }


def take_blocks(world: World, *blocks: dict[str, Any]) -> bool:
    """Whether the take-over had ended before."""
    part = Part.model_validate({"blocks": blocks})
    reference = left(world.resources.exchange, "register-take-over", "codes", part)
    return world.activities.take_over_codes(TakeOverCodes(codes=reference)).ended


def licensed(world: World, printed: dict[str, Any] | None = None, offset: int = 0, **filing: Any) -> TakeOver:
    """A business with its parts as the licence service of before left them: no parties, no edition."""
    filed = world.filed(of_before=True, **filing)
    number = filed.application_no
    licence = {
        **{"application_no": number, "uscc": uscc(offset), "licence_no": f"{AUTHORITY}2026000001"},
        **{"name": filing.get("name", "大同市平城区晓禾饺子馆"), "entity_type": "个体工商户"},
        **{"operator_name": "张晓禾", "composition_form": "个人经营", "scope_text": "餐饮服务"},
        **{"premises": "山西省大同市平城区大庆路街道大庆路33号", "authority_code": AUTHORITY},
        **{"authority_name": "大同市平城区市场监督管理局", "registered_on": "2026-03-02", "approved_on": "2026-03-02"},
        **{"issued_at": "2026-03-02T09:00:00+08:00", "verification_url": "https://kaiye.example/verify"},
        **{"sha256": "0" * 64, "sm3": "0" * 64},
        **(printed or {}),
    }
    return TakeOver(
        application_no=number,
        uscc=uscc(offset),
        registered_on=date(2026, 3, 2),
        application=filed.parts["application"],
        decision=filed.parts["decision"],
        licence=left(world.resources.exchange, number, "licence", Part.model_validate(licence)),
    )


def test_business(world: World) -> None:
    """A business has the facts, the code and the day of its licence; the second time nothing is new."""
    request = licensed(world, {"composition_form": "家庭经营"}, family=(FAMILY,), composition_form="2")
    assert world.activities.take_over(request).new
    assert not world.activities.take_over(request).new
    read = world.activities.read_entity(ReadEntity(application_no=request.application_no, uscc=request.uscc))
    part = world.entity(read.entity)
    assert (part.version, part.established_on, part.effective_on) == (1, date(2026, 3, 2), date(2026, 3, 2))
    assert part.application_no == request.application_no
    assert [party.ref for party in part.facts.parties] == ["operator", "family-1"]
    assert world.counts(world.filed()) == (1, 1, 1)


def test_licence_that_is_still_made(world: World) -> None:
    """A business that has its code but no document yet is taken over too."""
    request = licensed(world).model_copy(update={"licence": None})
    assert world.activities.take_over(request).new


def test_business_that_was_registered_here(world: World) -> None:
    """What has its code from the register is in it already, whatever its licence says."""
    filed = world.filed()
    made = world.activities.apply_filing(world.request(filed))
    request = TakeOver(
        application_no=filed.application_no,
        uscc=made.uscc,
        registered_on=made.established_on,
        application=filed.parts["application"],
        decision=filed.parts["decision"],
        licence=filed.parts["decision"],
    )
    assert not world.activities.take_over(request).new


def test_sixteen_times_at_once(world: World) -> None:
    request = licensed(world)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: world.activities.take_over(request).new, range(16)))
    assert sorted(answers) == [False] * 15 + [True]


def test_written_between_two_questions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another try that writes the business right after this one looked is no stranger's."""
    request = licensed(world)
    look = entities.version_of_application
    others: list[bool] = []

    def look_and_be_overtaken(session: Session, number: str) -> Any:
        seen = look(session, number)
        if not others:
            others.append(True)
            others.append(world.activities.take_over(request).new)
        return seen

    monkeypatch.setattr(entities, "version_of_application", look_and_be_overtaken)
    assert not world.activities.take_over(request).new
    assert others == [True, True]


def test_codes_are_never_given_again(opened: Opened) -> None:
    """Blocks go on where they stopped; neither a code of before nor one that came later than the blocks is given."""
    world = opened(ended=False)
    assert take_blocks(world, given()) is False
    for offset in (0, 1, 4):
        world.activities.take_over(licensed(world, offset=offset))
    assert take_blocks(world, given()) is False
    world.activities.end_take_over(EndTakeOver())
    taken = [world.establish(detail=f"{number}号").uscc for number in range(5)]
    assert taken == [uscc(offset) for offset in range(5, 10)]
    with pytest.raises(Defect, match=r"register\.code_block_exhausted"):
        world.establish(detail="6号")
    assert world.broken() == []


def test_code_from_outside_every_block(world: World) -> None:
    """Its position is used all the same, also for a block that comes later."""
    world.activities.take_over(licensed(world))
    block = {"authority_code": AUTHORITY, "from": "0M0000", "to": "0M0001"}
    assert world.client.post("/code-blocks", json=block, headers=world.operations()).status_code == 201
    assert world.establish().uscc == uscc(1)


def test_blocks_that_were_added_here_meanwhile(world: World) -> None:
    """A block that operations staff added here too is one block; one that overlaps is a defect."""
    added = {"authority_code": AUTHORITY, "from": "0M0000", "to": codes.body_at(FIRST + 9)}
    assert world.client.post("/code-blocks", json=added, headers=world.operations()).status_code == 201
    assert take_blocks(world, given()) is True
    assert [world.establish(detail=f"{n}号").uscc for n in range(2)] == [uscc(2), uscc(4)]
    with pytest.raises(Defect, match=r"register\.code_blocks_overlap"):
        take_blocks(world, given(id="0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3c", last_position=FIRST + 20))


@pytest.mark.parametrize(
    "printed",
    [
        {"uscc": "92140213MA0MU7MP45"},
        {"name": "大同市平城区别的饺子馆"},
        {"operator_name": "李四"},
        {"scope_text": "其他"},
        {"premises": "别处"},
        {"registered_on": "2026-03-03"},
        {"composition_form": "家庭经营"},
    ],
)
def test_licence_that_says_something_else(world: World, printed: dict[str, str]) -> None:
    """What was printed and what was confirmed must be the same; else operations look at it."""
    with pytest.raises(Defect, match=r"register\.licence_differs"):
        world.activities.take_over(licensed(world, printed))


def test_two_businesses_with_one_code(world: World) -> None:
    """Nobody gets the code of another one."""
    world.activities.take_over(licensed(world))
    with pytest.raises(Defect, match=r"register\.code_taken"):
        world.activities.take_over(licensed(world))


def test_not_approved(world: World) -> None:
    with pytest.raises(Defect, match=r"register\.no_approval"):
        world.activities.take_over(licensed(world, outcome="REJECT"))


def test_end_stands(world: World) -> None:
    """How many there were at the end is told again as it was told first."""
    first = world.activities.end_take_over(EndTakeOver())
    world.establish()
    assert world.activities.end_take_over(EndTakeOver()) == first
