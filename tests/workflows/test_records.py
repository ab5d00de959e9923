"""What is filed beside the licence is held, decided, entered, told, filed; nothing is printed and nothing is void."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from services.approval.contract import Outcome
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC
from tests.workflows.test_another_kind import handed_in
from workflows import record
from workflows.contract import Step


@pytest.fixture
def filer(applicant: Applicant) -> Applicant:
    """The operator of a business who has something on file changed."""
    applicant.filing_type = editions.RECORD
    applicant.application_no = f"14021303{uuid4().int % 10**15:015d}"
    return applicant


async def filed(filer: Applicant) -> None:
    """Opened, held, filled in, submitted."""
    await filer.begin()
    await filer.take(Step.TAKE_UP)
    await handed_in(filer)


async def test_entered_told_and_filed(filer: Applicant, province: Province) -> None:
    """Another version, the message, the file; the licence service is not asked, and the naming service is not told."""
    await filed(filer)
    closed = await filer.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    [entered] = province.requests("apply_filing")
    assert (entered.uscc, entered.filing_type, entered.tells_naming) == (USCC, editions.RECORD, False)
    [told] = province.requests("announce_registration")
    assert {"entity", "entity_before"} <= told.parts.keys() and "licence" not in told.parts and told.occasion == 1
    [kept] = province.requests("hand_over_file")
    assert kept.business_type == "03" and "entity" in kept.parts
    assert not {"issue_licence", "void_licence"} & set(province.names())
    assert province.stages()[-3:] == ["UNDER_REVIEW", "APPROVED", "ENTERED"]


async def test_who_is_restricted_since_is_decided_anew(filer: Applicant, province: Province) -> None:
    """The register refuses, nothing stands there, and the business is free again."""
    province.decisions = [province.decision(Outcome.APPROVE), province.decision(Outcome.REJECT)]
    province.trouble["apply_filing"] = [Refusal("register.person_restricted", "限制登记", "Restricted", status=409)]
    await filed(filer)
    assert (await filer.handle.result()).stage is Stage.REJECTED
    assert "close_filing" in province.names() and "announce_registration" not in province.names()


def test_it_is_small() -> None:
    """Fewer than 80 lines."""
    assert len(Path(record.__file__).read_text(encoding="utf-8").splitlines()) < 80
