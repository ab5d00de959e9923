"""The same for filings about a business, foundings and examinations: `pytest tests/replay/recording_filings.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from services.approval.contract import Outcome
from services.register.contract.messages import SuspensionTurned
from tests.replay.keeping import keep
from tests.workflows.conftest import province, released, time
from tests.workflows.province import Applicant, Province
from tests.workflows.references import ref
from tests.workflows.test_another_kind import handed_in, owner, taken_up
from tests.workflows.test_deregistrations import asked, leaver, simply
from tests.workflows.test_families import company, founded_anew
from tests.workflows.test_moves import fetched, mover, standing, until_requested
from tests.workflows.test_operator_changes import asked as taken_over
from tests.workflows.test_operator_changes import successor
from tests.workflows.test_records import filed, filer
from tests.workflows.test_replacements import asked_for, loser
from tests.workflows.test_revocations import begun as examination_begun
from tests.workflows.test_revocations import decided, examined, looked
from tests.workflows.test_suspensions import rester
from workflows.contract import (
    FILE_MOVED,
    REVOCATION_MOVED,
    DeclareName,
    Step,
    suspension_term_id,
)

__all__ = [
    "company",
    "filer",
    "leaver",
    "loser",
    "mover",
    "owner",
    "province",
    "released",
    "rester",
    "simply",
    "successor",
    "time",
]


async def test_record_change(owner: Applicant, province: Province) -> None:
    """A registered business is changed: another name held, decided, licensed anew."""
    await taken_up(owner)
    await owner.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    await handed_in(owner)
    await owner.handle.result()
    await keep("change_straight", owner.client, owner.handle.id)


async def test_record_change_given_up(owner: Applicant, province: Province) -> None:
    """Given up with a name held: name and business are let go of."""
    await taken_up(owner)
    await owner.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    await owner.take(Step.COMPLETE_DETAILS)
    await owner.take(Step.ABANDON)
    await owner.handle.result()
    await keep("change_given_up", owner.client, owner.handle.id)


async def test_record_replacement(loser: Applicant, province: Province) -> None:
    """A licence that was lost: void, published, printed again."""
    province.voided = ref("licence_voided")
    await asked_for(loser)
    await loser.handle.result()
    await keep("replacement_lost", loser.client, loser.handle.id)


async def test_record_exchange(loser: Applicant, province: Province) -> None:
    """A licence that comes back is printed again."""
    await asked_for(loser)
    await loser.handle.result()
    await keep("replacement_exchanged", loser.client, loser.handle.id)


async def test_record_deregistration(leaver: Applicant, province: Province) -> None:
    """Departments are silent at first; then the business is closed and its licence void."""
    province.voided, province.silent_for = ref("licence_voided"), 2
    await asked(leaver)
    await leaver.handle.result()
    await keep("deregistration_ordinary", leaver.client, leaver.handle.id)


async def test_record_move(mover: Applicant, province: Province) -> None:
    """A business moves: its file is asked for, handed over by a person after weeks, then it is a change."""
    province.moves = [standing("REQUESTED")]
    await fetched(mover)
    await until_requested(mover)
    await mover.handle.signal(FILE_MOVED)
    await mover.handle.result()
    await keep("move_straight", mover.client, mover.handle.id)


async def test_record_move_lapsed(mover: Applicant, province: Province, time: TimeSkipper) -> None:
    """The file does not come: two alarms, then the limit, and nothing moved."""
    province.moves = [standing("REQUESTED", days) for days in (60, 80, 92)] + [standing("OVERDUE")]
    await fetched(mover)
    await until_requested(mover)
    await time.fast_forward(mover.handle, timedelta(days=93))
    await mover.handle.result()
    await keep("move_lapsed", mover.client, mover.handle.id)


async def test_record_founding(company: Applicant, province: Province) -> None:
    """Several found a business; one does not want to sign what was filled in, and signs what is filled in anew."""
    await company.up_to(Stage.SIGN_PENDING)
    await company.take(Step.REOPEN)
    await founded_anew(company)
    await keep("founding_reopened", company.client, company.handle.id)


async def test_record_operator_change(successor: Applicant, province: Province) -> None:
    """Departments are silent at first; then the business is licensed anew for whoever took it over."""
    province.silent_for = 2
    await taken_over(successor)
    await successor.handle.result()
    await keep("operator_change_straight", successor.client, successor.handle.id)


async def test_record_record(filer: Applicant, province: Province) -> None:
    """What is filed beside the licence: entered, told, filed."""
    await filed(filer)
    await filer.handle.result()
    await keep("record_straight", filer.client, filer.handle.id)


async def test_record_resumption(filer: Applicant, province: Province) -> None:
    """A business trades again before its rest is over."""
    filer.filing_type = editions.RESUMPTION
    filer.application_no = f"14021310{uuid4().int % 10**15:015d}"
    await filed(filer)
    await filer.handle.result()
    await keep("resumption_straight", filer.client, filer.handle.id)


async def test_record_suspension(rester: Applicant, province: Province, time: TimeSkipper) -> None:
    """A business rests; when its rest is over, agencies and applicant are told."""
    now = datetime.now(UTC)
    province.turns = [SuspensionTurned(next_at=now + timedelta(days=days)) for days in (5, 400)]
    await filed(rester)
    await rester.handle.result()
    await keep("suspension_straight", rester.client, rester.handle.id)
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    await time.fast_forward(term, timedelta(days=402))
    assert await term.result() is True
    await keep("suspension_term_over", rester.client, term.id)


async def test_record_suspension_ended(rester: Applicant, province: Province) -> None:
    """Ended by its owner, or filed anew: its timer has nothing to do."""
    province.turns = [SuspensionTurned()]
    await filed(rester)
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    await rester.handle.result()
    assert await term.result() is False
    await keep("suspension_term_ended", rester.client, term.id)


@pytest.mark.parametrize("conclusion", ["REVOKED", "REFUSED"])
async def test_record_revocation(time: TimeSkipper, province: Province, conclusion: str) -> None:
    """Examined until its period ends; revoked, or left as it is."""
    province.examined = [examined(), decided(conclusion)]
    handle = await examination_begun(time)
    await looked(province)
    await time.fast_forward(handle, timedelta(days=91))
    await handle.result()
    await keep(f"revocation_{conclusion.lower()}", time.client, handle.id)


async def test_record_revocation_moved(time: TimeSkipper, province: Province) -> None:
    """Something is written down while its period runs."""
    province.examined = [examined(), decided("REVOKED")]
    handle = await examination_begun(time)
    await looked(province)
    await handle.signal(REVOCATION_MOVED)
    await handle.result()
    await keep("revocation_moved", time.client, handle.id)


async def test_record_withdrawal(time: TimeSkipper, province: Province) -> None:
    """A wrong revocation is withdrawn."""
    province.examined = [decided("WITHDRAWN")]
    handle = await examination_begun(time, restores=True)
    await handle.result()
    await keep("revocation_withdrawn", time.client, handle.id)


async def test_record_objection(simply: Applicant, province: Province) -> None:
    """A department objects to the simple way."""
    province.decisions.append(province.decision(Outcome.REJECT))
    await asked(simply)
    await simply.handle.result()
    await keep("deregistration_objected", simply.client, simply.handle.id)
