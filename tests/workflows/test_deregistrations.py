"""A business ends once departments were heard; who withdraws does not wait for them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor, Stage
from kernel.errors import Outage
from kernel.settings import SharedSettings
from services.approval.contract import Outcome
from services.notice.clients.waiting_cases import WaitingCases
from tests.servers import RunningTemporal
from tests.workflows.conftest import CODEC_KEYS
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC, ref
from tests.workflows.test_another_kind import handed_in
from workflows import deregistration
from workflows.contract import STAGE, Step


@pytest.fixture
def leaver(applicant: Applicant) -> Applicant:
    """The operator of a business that is to end, by the ordinary way."""
    applicant.filing_type = editions.DEREGISTRATION
    applicant.application_no = f"14021304{uuid4().int % 10**15:015d}"
    return applicant


@pytest.fixture
def simply(applicant: Applicant, province: Province) -> Applicant:
    """The same by the simple way; departments have ten days."""
    applicant.filing_type = editions.SIMPLE_DEREGISTRATION
    applicant.application_no = f"14021305{uuid4().int % 10**15:015d}"
    province.objections_until = datetime.now(UTC) + timedelta(days=10)
    return applicant


async def asked(leaver: Applicant) -> None:
    """Opened, held, filled in, submitted; departments are asked."""
    await leaver.begin()
    await leaver.take(Step.TAKE_UP)
    await handed_in(leaver)


async def until_asked(leaver: Applicant) -> None:
    while (await leaver.handle.describe()).typed_search_attributes.get(STAGE) != Stage.DEPARTMENTS_ASKED:
        await asyncio.sleep(0.05)


async def test_heard_closed_void_told_and_filed(leaver: Applicant, province: Province) -> None:
    """Decided with what the tax authority said; closed and void by one act; the register tells the naming service. The
    file is closed, and nothing is printed."""
    province.voided = ref("licence_voided")
    await asked(leaver)
    closed = await leaver.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    [decided] = province.requests("decide_case")
    assert decided.parts["replies"] == ref("replies")
    [void] = province.requests("void_licence")
    assert void.enters is not None
    [entered] = province.requests("apply_filing")
    assert (entered.uscc, entered.filing_type, entered.tells_naming) == (USCC, editions.DEREGISTRATION, True)
    [told] = province.requests("announce_registration")
    assert {"entity", "entity_before", "licence_voided"} <= told.parts.keys() and told.occasion == 1
    [filed] = province.requests("hand_over_file")
    assert filed.business_type == "04" and {"entity", "licence_voided", "replies"} <= filed.parts.keys()
    assert "issue_licence" not in province.names()
    assert province.stages()[-4:] == ["DEPARTMENTS_ASKED", "UNDER_REVIEW", "APPROVED", "ENTERED"]


async def test_a_silent_department_is_waited_for(leaver: Applicant, province: Province, time: TimeSkipper) -> None:
    """At ever longer intervals, for days, and nothing is decided meanwhile."""
    province.silent_for = 30
    await asked(leaver)
    await until_asked(leaver)
    taken = await leaver.take(Step.OPEN)
    assert (taken.waits_for, taken.possible_steps) == (Actor.DEPARTMENT, (Step.WITHDRAW,))
    assert "decide_case" not in province.names()
    await time.fast_forward(leaver.handle, timedelta(days=7))
    assert (await leaver.handle.result()).stage is Stage.ARCHIVED
    [decided] = province.requests("decide_case")
    assert decided.complete_at - decided.submitted_at > timedelta(days=1)


async def test_a_reply_is_seen_at_once(
    leaver: Applicant, province: Province, time: TimeSkipper, temporal: RunningTemporal
) -> None:
    """After days of silence, when the next look is hours away: the notice service tells the case. Telling it again, or
    another that waits for nothing, is harmless; with no engine it is an outage."""
    province.silent_for = 10_000
    await asked(leaver)
    await until_asked(leaver)
    await time.fast_forward(leaver.handle, timedelta(days=3))
    province.silent_for = 0
    looks = province.names().count("collect_replies")
    settings = SharedSettings(temporal_address=temporal.address, codec_keys=CODEC_KEYS)
    waiting = WaitingCases(settings)
    await asyncio.to_thread(waiting.wake, leaver.application_no)
    assert (await leaver.handle.result()).stage is Stage.ARCHIVED
    assert province.names().count("collect_replies") == looks + 1
    await asyncio.to_thread(waiting.wake, leaver.application_no)
    nobody = WaitingCases(settings.model_copy(update={"temporal_address": "127.0.0.1:9"}))
    with pytest.raises(Outage):
        await asyncio.to_thread(nobody.wake, leaver.application_no)


async def test_who_withdraws_does_not_wait(leaver: Applicant, province: Province) -> None:
    """The business is free again at once."""
    province.silent_for = 1000
    await asked(leaver)
    await until_asked(leaver)
    assert (await leaver.take(Step.WITHDRAW)).stage is Stage.WITHDRAWN
    await leaver.handle.result()
    assert "close_filing" in province.names() and "apply_filing" not in province.names()


async def test_ten_days_without_objection(simply: Applicant, province: Province, time: TimeSkipper) -> None:
    """Nothing is decided before the tenth day is over, and at once after it."""
    province.silent_for = 10_000
    await asked(simply)
    await until_asked(simply)
    taken = await simply.take(Step.OPEN)
    assert taken.deadline == province.objections_until
    await time.fast_forward(simply.handle, timedelta(days=9, hours=23))
    assert "decide_case" not in province.names()
    province.silent_for = 0
    await time.fast_forward(simply.handle, timedelta(hours=2))
    assert (await simply.handle.result()).stage is Stage.ARCHIVED
    assert province.names().count("collect_replies") < 60


async def test_an_objection_stops_it_long_before(simply: Applicant, province: Province, time: TimeSkipper) -> None:
    """The decision is made with it; the business stays, and is free for the ordinary way."""
    province.silent_for = 12
    province.decisions.append(province.decision(Outcome.REJECT))
    await asked(simply)
    await until_asked(simply)
    await time.fast_forward(simply.handle, timedelta(days=2))
    assert (await simply.handle.result()).stage is Stage.REJECTED
    assert "close_filing" in province.names() and "apply_filing" not in province.names()


def test_it_is_small() -> None:
    """Fewer than 80 lines."""
    assert len(Path(deregistration.__file__).read_text(encoding="utf-8").splitlines()) < 80
