"""A revocation sleeps until a period ends or something was written, and carries out what two persons decided."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import PartKind
from kernel.errors import Outage
from services.approval.contract import RevocationStanding
from tests.workflows.province import Province
from tests.workflows.references import USCC, document, ref
from workflows.contract import (
    REVOCATION,
    REVOCATION_MOVED,
    TASK_QUEUE,
    ExamineRegistration,
    RegistrationExamined,
    revocation_id,
)

ABOUT = "14021301202601010000013"


def stands(**fields: Any) -> RevocationStanding:
    return RevocationStanding(uscc=USCC, authority_code="14021300", about=ABOUT, **fields)


def examined(clock: str = "revocation_investigation", days: int = 90) -> RevocationStanding:
    return stands(under_examination=True, clock=clock, due=datetime.now(UTC) + timedelta(days=days))


def decided(conclusion: str) -> RevocationStanding:
    return stands(
        conclusion=conclusion,
        decision_no="14021300202611309000017",
        part=ref("revocation"),
        application=ref("application"),
        documents=(document("revocation_record"), document("revocation_decision")),
    )


async def begun(time: TimeSkipper, *, restores: bool = False) -> WorkflowHandle[Any, RegistrationExamined]:
    number = f"14021306{uuid4().int % 10**15:015d}"
    return await time.client.start_workflow(
        REVOCATION,
        ExamineRegistration(revocation_no=number, restores=restores),
        id=revocation_id(number, restores=restores),
        task_queue=TASK_QUEUE,
        result_type=RegistrationExamined,
    )


async def looked(province: Province) -> None:
    """It asked how it stands: what is written down from here on it has not seen. Told before, it would have nothing to
    look at again, and sleep until its period ends."""
    while "stand_revocation" not in province.names():
        await asyncio.sleep(0.05)


async def test_revoked(time: TimeSkipper, province: Province) -> None:
    """It wakes when something was written; whoever is responsible is refused before anything else, then register,
    agencies, file. Services that are silent are waited for."""
    province.examined = [examined(), decided("REVOKED")]
    province.trouble = {
        "restrict_persons": [Outage("identity.unavailable")],
        "revoke_filing": [Outage("licence.unavailable")],
        "announce_revocation": [Outage("notice.nats_unavailable")],
    }
    handle = await begun(time)
    await looked(province)
    await handle.signal(REVOCATION_MOVED)
    done = await handle.result()
    assert done.conclusion == "REVOKED" and done.volume_name
    order = list(dict.fromkeys(province.names()))
    assert order == [
        *("stand_revocation", "examine_revocation", "restrict_persons", "revoke_filing", "announce_revocation"),
        "hand_over_file",
    ]
    marks = province.requests("examine_revocation")
    assert [(mark.about, mark.over) for mark in marks] == [(ABOUT, False), (ABOUT, True)]
    filed = province.requests("hand_over_file")[-1]
    assert (filed.business_type, filed.outcome, filed.uscc) == ("06", "REVOKED", USCC)
    assert set(filed.parts) == {PartKind.REVOCATION, PartKind.APPLICATION, PartKind.ENTITY}


async def test_refused(time: TimeSkipper, province: Province) -> None:
    """Nobody is restricted, the register stays as it is, the file is kept."""
    province.examined = [decided("REFUSED")]
    assert (await (await begun(time)).result()).conclusion == "REFUSED"
    assert not {"restrict_persons", "revoke_filing", "announce_revocation"} & set(province.names())
    assert province.requests("hand_over_file")[0].outcome == "REJECTED"


async def test_not_accepted(time: TimeSkipper, province: Province) -> None:
    province.examined = [stands(conclusion="NOT_ACCEPTED")]
    assert (await (await begun(time)).result()).volume_name is None
    assert province.names() == ["stand_revocation"]


async def test_withdrawn(time: TimeSkipper, province: Province) -> None:
    """A wrong revocation is undone under the number of the decision that undoes it."""
    province.examined = [decided("WITHDRAWN")]
    handle = await begun(time, restores=True)
    assert (await handle.result()).conclusion == "WITHDRAWN"
    assert province.requests("stand_revocation")[0].restores
    assert province.requests("hand_over_file")[0].application_no == "14021300202611309000017"
    assert "examine_revocation" not in province.names()


@pytest.mark.parametrize(
    ("clock", "days"), [("revocation_accept", 4), ("revocation_publicity", 45), ("revocation_investigation", 92)]
)
async def test_every_period_wakes_it(time: TimeSkipper, province: Province, clock: str, days: int) -> None:
    """Nobody says anything: when a period is over it looks again, and the approval service writes that down."""
    province.examined = [examined(clock, days), decided("REFUSED")]
    handle = await begun(time)
    while "examine_revocation" not in province.names():
        await asyncio.sleep(0.05)
    assert province.names().count("stand_revocation") == 1
    await time.fast_forward(handle, timedelta(days=days + 1))
    assert (await handle.result()).conclusion == "REFUSED"
    assert province.names().count("stand_revocation") == 2
