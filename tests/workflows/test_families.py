"""A business whose family members sign, too: all are authenticated within one window, as one part."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Section, SignerRole, Stage
from kernel.errors import Refusal
from services.filing.contract.messages import SignerNamed
from tests.workflows.province import Applicant, Province
from workflows.contract import Step

FAMILY = (
    SignerNamed(party="operator", role=SignerRole.OPERATOR),
    SignerNamed(party="family-1", role=SignerRole.FAMILY_MEMBER),
)


@pytest.fixture
def family(applicant: Applicant, province: Province) -> Applicant:
    province.signers = FAMILY
    return applicant


async def test_everybody_is_invited_and_concluded(family: Applicant, province: Province) -> None:
    """The others are invited once the applicant is authenticated; the decision reads the authentication of all."""
    await family.up_to(Stage.SIGN_PENDING)
    assert province.names()[-3:] == ["authenticate_persons", "open_session", "invite_persons"]
    await family.take(Step.SUBMIT)
    await family.handle.result()
    names = province.names()
    assert names.index("collect_signatures") < names.index("conclude_authentications")
    assert names.index("conclude_authentications") < names.index("accept_submission")
    [decided] = province.requests("decide_case")
    assert decided.part("authentication").key == "authentications"


async def test_who_is_missing_is_told_and_can_follow(family: Applicant, province: Province) -> None:
    """A submission before everybody is authenticated is refused with who is missing, and possible afterwards."""
    missing = Refusal("identity.persons_missing", "尚有签名人未实名认证", "A signer is not authenticated yet")
    province.trouble["conclude_authentications"] = [missing]
    await family.up_to(Stage.SIGN_PENDING)
    assert (await family.refused(Step.SUBMIT)).code == "identity.persons_missing"
    answer = await family.open()
    assert answer.stage == Stage.SIGNED and Step.SUBMIT in answer.possible_steps
    assert (await family.take(Step.SUBMIT)).stage == Stage.SUBMITTED
    assert (await family.handle.result()).stage == Stage.ARCHIVED


async def test_everybody_is_invited_again_for_a_new_window(
    family: Applicant, province: Province, time: TimeSkipper
) -> None:
    """Past the deadline everybody's authentication is void; the new window invites them anew."""
    await family.up_to(Stage.SIGN_PENDING)
    await time.fast_forward(family.handle, province.window + timedelta(minutes=1))
    while Stage.LAPSED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (Step.REAUTHENTICATE, Step.AUTHENTICATE):
        await family.take(step)
    assert [invited.window for invited in province.requests("invite_persons")] == [1, 2]


@pytest.fixture
def company(time: TimeSkipper, province: Province) -> Applicant:
    """A company that its representative founds with another person."""
    province.signers = (
        SignerNamed(party="operator", role=SignerRole.LEGAL_REPRESENTATIVE),
        SignerNamed(party="party-1", role=SignerRole.SHAREHOLDER),
    )
    number = f"14021311{uuid4().int % 10**15:015d}"
    return Applicant(time.client, editions.COMPANY_ESTABLISHMENT, application_no=number)


async def founded_anew(company: Applicant) -> None:
    """From name, founders and details once more, to the end."""
    for step in (Step.CONFIRM_OPERATOR, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE, Step.SUBMIT):
        await company.take(step)
    assert (await company.handle.result()).stage == Stage.ARCHIVED


async def test_what_somebody_does_not_sign_is_filled_in_anew(company: Applicant, province: Province) -> None:
    """The signatures of the window are void, name, founders and details open again; the second window invites anew."""
    signing = await company.up_to(Stage.SIGN_PENDING)
    assert Step.REOPEN in signing.possible_steps
    taken = await company.take(Step.REOPEN)
    assert (taken.stage, taken.name_held_until) == (Stage.NAME_RESERVED, signing.name_held_until)
    assert {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR} <= set(taken.possible_steps)
    assert province.requests("void_signatures")[0].reason == "reopened"
    assert province.requests("record_stages")[-1].reopen == (Section.NAME, Section.OPERATOR, Section.DETAILS)
    assert (await company.refused(Step.REOPEN)).code == "case.step_out_of_order"
    await founded_anew(company)
    assert [invited.window for invited in province.requests("invite_persons")] == [1, 2]


async def test_a_shop_is_not_opened_again(family: Applicant) -> None:
    """Only where several found a business; a shop's application is given up instead."""
    assert Step.REOPEN not in (await family.up_to(Stage.SIGN_PENDING)).possible_steps
    assert (await family.refused(Step.REOPEN)).code == "case.step_out_of_order"


async def test_one_signer_needs_neither(applicant: Applicant, province: Province) -> None:
    """Nobody is invited where the operator signs alone."""
    province.signers = FAMILY[:1]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    assert not {"invite_persons", "conclude_authentications"} & set(province.names())
