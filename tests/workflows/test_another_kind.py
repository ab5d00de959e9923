"""A change of a registered business stands on the course that every application shares."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor, Stage
from kernel.errors import Refusal
from kernel.failures import refused as failure
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC
from workflows import change
from workflows.contract import DeclareName, Step


def refused(code: str) -> Exception:
    return failure(Refusal(code, "另有申请", "Another is under way", status=409))


@pytest.fixture
def owner(applicant: Applicant) -> Applicant:
    """Of a business that stands in the register."""
    applicant.filing_type = editions.CHANGE
    applicant.application_no = f"14021302{uuid4().int % 10**15:015d}"
    return applicant


async def taken_up(owner: Applicant) -> None:
    """Opened, held and filled in."""
    await owner.begin()
    taken = await owner.take(Step.TAKE_UP)
    assert (taken.stage, taken.waits_for) == (Stage.OPERATOR_LOCKED, Actor.APPLICANT)
    assert set(taken.possible_steps) == {Step.DECLARE_NAME, Step.COMPLETE_DETAILS, Step.ABANDON}


async def handed_in(owner: Applicant) -> None:
    """From the form to the submission."""
    for step in (Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE, Step.SUBMIT):
        await owner.take(step)


async def test_a_change_leads_to_another_version(owner: Applicant, province: Province) -> None:
    """Held, filled in, decided, entered as a version of the same code, licensed anew; what stood there before goes to
    the decision and to the agencies."""
    await taken_up(owner)
    await handed_in(owner)
    closed = await owner.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    assert province.names()[:2] == ["open_filing", "take_up"] and "close_filing" not in province.names()
    [entered] = province.requests("apply_filing")
    assert (entered.uscc, entered.filing_type) == (USCC, editions.CHANGE)
    for name in ("decide_case", "announce_registration"):
        assert "entity_before" in province.requests(name)[0].parts
    [filed] = province.requests("hand_over_file")
    assert (filed.business_type, filed.uscc) == ("02", USCC)


async def test_another_name_is_held_beside_the_form(owner: Applicant, province: Province) -> None:
    """A name that is held is printed by the documents; the form stays open."""
    await taken_up(owner)
    assert (await owner.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))).stage is Stage.OPERATOR_LOCKED
    await owner.take(Step.COMPLETE_DETAILS)
    [prepared] = province.requests("prepare_documents")
    assert prepared.name is not None


async def test_a_second_filing_is_told_of_the_first(owner: Applicant, province: Province) -> None:
    """The register's refusal is the step's answer; nothing is held then, and nothing is let go of."""
    province.trouble["open_filing"] = [refused("register.filing_under_way")]
    await owner.begin()
    assert (await owner.refused(Step.TAKE_UP)).code == "register.filing_under_way"
    assert (await owner.take(Step.ABANDON)).stage is Stage.ABANDONED
    await owner.handle.result()
    assert "close_filing" not in province.names()


async def test_whoever_gives_up_lets_the_business_go(owner: Applicant, province: Province) -> None:
    """The next filing finds it free."""
    await taken_up(owner)
    await owner.take(Step.ABANDON)
    assert (await owner.handle.result()).stage is Stage.ABANDONED
    assert province.names().count("close_filing") == 1


def test_it_is_small() -> None:
    """Fewer than 80 lines."""
    assert len(Path(change.__file__).read_text(encoding="utf-8").splitlines()) < 80
