"""Businesses licensed before there was a register come into it, each once, however many there are."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from kernel.errors import Defect, Outage
from services.licence.contract import LicensedBusiness
from tests.workflows.province import Province
from tests.workflows.references import ref
from workflows import take_over
from workflows.contract import TASK_QUEUE
from workflows.take_over import (
    PAGE,
    PAGES_PER_RUN,
    TAKE_OVER_ID,
    RegisterTakeOver,
    TakeOverBegun,
    TakeOverDone,
    begin_take_over,
)


def licensed(count: int) -> list[LicensedBusiness]:
    return [
        LicensedBusiness(
            application_no=f"{number:023d}",
            uscc=f"{number:018d}",
            registered_on=date(2026, 1, 1),
            decision=ref("decision"),
            licence=ref("licence") if number % 2 else None,
        )
        for number in range(1, count + 1)
    ]


async def taken_over(time: TimeSkipper, begun: TakeOverBegun) -> TakeOverDone:
    return await time.client.execute_workflow(
        RegisterTakeOver.run, begun, id=f"take-over-{uuid4()}", task_queue=TASK_QUEUE
    )


async def test_nothing_to_take_over(time: TimeSkipper, released: Province) -> None:
    """A new installation ends the take-over with four questions."""
    await taken_over(time, TakeOverBegun())
    assert released.names() == ["hand_over_codes", "take_over_codes", "list_licensed", "end_take_over"]


async def test_every_business_once(time: TimeSkipper, released: Province) -> None:
    """More businesses than one run goes through are all taken over, with what was licensed then; the end comes last."""
    count = PAGE * PAGES_PER_RUN + 3
    released.licensed = licensed(count)
    await taken_over(time, TakeOverBegun())
    requests = released.requests("take_over")
    assert sorted(request.application_no for request in requests) == [
        f"{number:023d}" for number in range(1, count + 1)
    ]
    assert {request.registered_on for request in requests} == {date(2026, 1, 1)}
    assert sum(request.licence is None for request in requests) == count // 2
    assert released.names()[-1] == "end_take_over"
    assert released.names().count("take_over_codes") == 1


async def test_business_that_contradicts_itself(time: TimeSkipper, released: Province) -> None:
    """A business that cannot be taken over is named in the end, and an outage is waited out."""
    released.licensed = licensed(1)
    released.trouble["take_over"] = [Outage("database.unavailable"), *[Defect("register.licence_differs")] * 4]
    done = await taken_over(time, TakeOverBegun())
    assert done.set_aside == (released.licensed[0].application_no,)
    assert released.names()[-1] == "end_take_over"


async def test_take_over_that_has_ended(time: TimeSkipper, released: Province) -> None:
    """It is not gone through again, unless somebody asks for it."""
    released.licensed, released.taken_over = licensed(1), True
    await taken_over(time, TakeOverBegun())
    assert released.names() == ["hand_over_codes", "take_over_codes"]
    await taken_over(time, TakeOverBegun(again=True))
    assert len(released.requests("take_over")) == 1


async def test_every_start_begins_it_once(
    time: TimeSkipper, released: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worker after worker begins it; it runs once. Its id is of this test: other tests' workers have begun the usual
    one on the same server."""
    own = f"{TAKE_OVER_ID}/{uuid4()}"
    monkeypatch.setattr(take_over, "TAKE_OVER_ID", own)
    for _ in range(3):
        await begin_take_over(time.client)
        await time.client.get_workflow_handle(own).result()
    assert released.names().count("end_take_over") == 1
