"""Cases that were opened before there was a register."""

from __future__ import annotations

import asyncio

import pytest

from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC
from workflows.before_the_register import REGISTERED
from workflows.contract import POSSIBLE_STEPS, Step
from workflows.course import Course

ENTITY_MISSING = Refusal("licence.entity_missing", "登记簿中没有该主体", "The business is not in the register")


@pytest.fixture
def opened_earlier(applicant: Applicant) -> Applicant:
    applicant.filing_type = None
    return applicant


@pytest.fixture
def submitted_earlier(opened_earlier: Applicant, monkeypatch: pytest.MonkeyPatch) -> Applicant:
    """As a case is replayed that was submitted by code that knew no register."""
    patched = Course.patched
    monkeypatch.setattr(Course, "patched", lambda course, patch: patch != REGISTERED and patched(course, patch))
    return opened_earlier


async def test_a_case_in_preparation_is_registered_too(opened_earlier: Applicant, province: Province) -> None:
    """Opened before, submitted afterwards: the register is asked as for any other, as the kind of case it was."""
    await opened_earlier.up_to(Stage.SUBMITTED)
    assert (await opened_earlier.handle.result()).uscc == USCC
    [asked], [applied] = province.requests("open_filing"), province.requests("apply_filing")
    assert {asked.filing_type, applied.filing_type} == {"sole_trader.establishment"}
    assert "message_applicant" not in province.names()


async def test_a_licence_under_way_is_issued_as_before(submitted_earlier: Applicant, province: Province) -> None:
    """Submitted before, and the licence service has begun it: nothing is asked of the register, and the applicant is
    told by a message of its own."""
    await submitted_earlier.up_to(Stage.SUBMITTED)
    assert (await submitted_earlier.handle.result()).stage == Stage.ARCHIVED
    assert not {"open_filing", "apply_filing"} & set(province.names())
    assert [message.template for message in province.requests("message_applicant")] == ["licensed"]
    assert [announced.occasion for announced in province.requests("announce_registration")] == [None]


async def test_the_licence_service_may_ask_for_the_entity(submitted_earlier: Applicant, province: Province) -> None:
    """Submitted before, nothing issued: the business is registered first, and then licensed once."""
    province.trouble["issue_licence"] = [ENTITY_MISSING]
    await submitted_earlier.up_to(Stage.SUBMITTED)
    assert (await submitted_earlier.handle.result()).stage == Stage.ARCHIVED
    first, second = province.requests("issue_licence")
    assert "entity" not in first.parts and second.part("entity").key == "entity"
    assert province.names().count("apply_filing") == 1
    assert "message_applicant" not in province.names()
    assert province.stages()[-3:] == ["UNDER_REVIEW", "APPROVED", "LICENSED"]


async def test_a_refused_licence_parks_a_case_of_today(applicant: Applicant, province: Province) -> None:
    """With the entity at hand the same refusal is nobody's answer: operations mend the cause and try again."""
    province.trouble["issue_licence"] = [ENTITY_MISSING]
    await applicant.up_to(Stage.SUBMITTED)
    while Step.RETRY not in (await applicant.handle.describe()).typed_search_attributes.get(POSSIBLE_STEPS, ()):
        await asyncio.sleep(0.05)
    await applicant.take(Step.RETRY)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    entries = province.requests("apply_filing")
    assert len(entries) == 2 and entries[0] == entries[1]  # the register answers with what it wrote at the first


async def test_its_name_timer_is_the_earlier_ones(opened_earlier: Applicant, province: Province) -> None:
    """A case opened before gives a timer up when a nearer limit begins, as its history does."""
    await opened_earlier.up_to(Stage.SIGN_PENDING)
    history = await opened_earlier.handle.fetch_history()
    assert sum(event.HasField("timer_canceled_event_attributes") for event in history.events) == 1
