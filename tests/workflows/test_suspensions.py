"""A rest is filed and published; a timer of its own lets it begin and end, and tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from services.register.contract.messages import SuspensionTurned
from tests.workflows.province import Applicant, Province
from tests.workflows.references import USCC
from tests.workflows.test_records import filed
from workflows import suspension, suspension_term
from workflows.contract import suspension_term_id


@pytest.fixture
def rester(applicant: Applicant) -> Applicant:
    """The operator of a business that is to rest."""
    applicant.filing_type = editions.SUSPENSION
    applicant.application_no = f"14021308{uuid4().int % 10**15:015d}"
    return applicant


async def test_begins_and_ends_by_its_timer(rester: Applicant, province: Province, time: TimeSkipper) -> None:
    """The case is closed long before; agencies and applicant are told when the register says that it is over."""
    now = datetime.now(UTC)
    province.turns = [SuspensionTurned(next_at=now + timedelta(days=days)) for days in (5, 400)]
    await filed(rester)
    closed = await rester.handle.result()
    assert (closed.stage, closed.uscc) == (Stage.ARCHIVED, USCC)
    [told] = province.requests("announce_registration")
    assert "entity" in told.parts and told.occasion == 1
    assert not {"issue_licence", "void_licence"} & set(province.names())
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    await time.fast_forward(term, timedelta(days=399))
    assert province.names().count("turn_suspension") == 2 and len(province.requests("announce_registration")) == 1
    await time.fast_forward(term, timedelta(days=3))
    assert await term.result() is True
    _, over = province.requests("announce_registration")
    assert over.occasion is None and {"application", "entity"} == over.parts.keys()
    [message] = [each for each in province.requests("message_applicant") if each.template == "resumed"]
    assert message.application_no == rester.application_no


async def test_ended_or_filed_anew_it_tells_nobody(rester: Applicant, province: Province) -> None:
    """The register says that nothing is to come."""
    province.turns = [SuspensionTurned()]
    await filed(rester)
    await rester.handle.result()
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    assert await term.result() is False
    assert len(province.requests("announce_registration")) == 1


def test_they_are_small() -> None:
    """Fewer than 80 lines each."""
    for file in (suspension.__file__, suspension_term.__file__):
        assert file and len(Path(file).read_text(encoding="utf-8").splitlines()) < 80
