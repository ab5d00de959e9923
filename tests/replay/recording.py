"""Records the histories that `test_histories.py` replays: `pytest tests/replay/recording.py` after a versioned change.

`COURSE` names that change; what earlier code ran stays on file. The straight history is the demonstration's own
(`kaiye history NUMBER --out tests/replay/histories/straight.json`).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.cases import readable_history
from kernel.errors import Defect, Outage, Refusal
from services.approval.contract import Outcome
from services.register.contract import SuspensionTurned
from tests.workflows.conftest import applicant, province, released, time
from tests.workflows.province import Applicant, Province, examiner_decides
from tests.workflows.references import document, ref
from tests.workflows.test_another_kind import handed_in, owner, taken_up
from tests.workflows.test_deregistrations import asked, leaver, simply
from tests.workflows.test_families import FAMILY, company, founded_anew
from tests.workflows.test_late_reviews import begun as late_review_begun
from tests.workflows.test_moves import fetched, mover, standing, until_requested
from tests.workflows.test_operator_changes import asked as taken_over
from tests.workflows.test_operator_changes import successor
from tests.workflows.test_records import filed, filer
from tests.workflows.test_replacements import asked_for, loser
from tests.workflows.test_revocations import begun as examination_begun
from tests.workflows.test_revocations import decided, examined, looked
from tests.workflows.test_suspensions import rester
from tests.workflows.test_take_over import licensed
from workflows import course
from workflows.contract import (
    FILE_MOVED,
    REVOCATION_MOVED,
    SIGNED,
    STAGE,
    TASK_QUEUE,
    DeclareName,
    Extend,
    RequestReview,
    Step,
    suspension_term_id,
)
from workflows.take_over import RegisterTakeOver, TakeOverBegun

HISTORIES = Path(__file__).parent / "histories"
COURSE = "reminding"
LATE_REQUEST = "01970000-0000-7000-8000-000000000001"

__all__ = [
    "applicant",
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


async def _record(name: str, case: Applicant) -> None:
    await _keep(f"{COURSE}_{name}", case.client, case.handle.id)


async def _keep(name: str, client: Client, workflow_id: str) -> None:
    content = await readable_history(client, workflow_id)
    with (HISTORIES / f"{name}.json").open("x", encoding="utf-8") as file:
        file.write(content + "\n")


async def test_record_late_review(time: TimeSkipper, released: Province) -> None:
    """The answer to a request after its period: told and filed, after an outage."""
    released.trouble = {"add_supplement": [Outage("archive.volume_not_filed")]}
    handle = await late_review_begun(time, LATE_REQUEST)
    await handle.result()
    await _keep("late_review", time.client, handle.id)


async def test_record_take_over(time: TimeSkipper, released: Province) -> None:
    """Businesses that were licensed before there was a register come into it; one of them cannot."""
    released.licensed = licensed(3)
    released.trouble = {"take_over": [Defect("register.parts_differ")] * 4}
    handle = await time.client.start_workflow(
        RegisterTakeOver.run, TakeOverBegun(), id="take-over-recorded", task_queue=TASK_QUEUE
    )
    await handle.result()
    await _keep("take_over", time.client, handle.id)


async def test_record_change(owner: Applicant, province: Province) -> None:
    """A registered business is changed: another name held, decided, licensed anew."""
    await taken_up(owner)
    await owner.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    await handed_in(owner)
    await owner.handle.result()
    await _keep("change_straight", owner.client, owner.handle.id)


async def test_record_change_given_up(owner: Applicant, province: Province) -> None:
    """Given up with a name held: name and business are let go of."""
    await taken_up(owner)
    await owner.take(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    await owner.take(Step.COMPLETE_DETAILS)
    await owner.take(Step.ABANDON)
    await owner.handle.result()
    await _keep("change_given_up", owner.client, owner.handle.id)


async def test_record_replacement(loser: Applicant, province: Province) -> None:
    """A licence that was lost: void, published, printed again."""
    province.voided = ref("licence_voided")
    await asked_for(loser)
    await loser.handle.result()
    await _keep("replacement_lost", loser.client, loser.handle.id)


async def test_record_exchange(loser: Applicant, province: Province) -> None:
    """A licence that comes back is printed again."""
    await asked_for(loser)
    await loser.handle.result()
    await _keep("replacement_exchanged", loser.client, loser.handle.id)


async def test_record_deregistration(leaver: Applicant, province: Province) -> None:
    """Departments are silent at first; then the business is closed and its licence void."""
    province.voided, province.silent_for = ref("licence_voided"), 2
    await asked(leaver)
    await leaver.handle.result()
    await _keep("deregistration_ordinary", leaver.client, leaver.handle.id)


async def test_record_move(mover: Applicant, province: Province) -> None:
    """A business moves: its file is asked for, handed over by a person after weeks, then it is a change."""
    province.moves = [standing("REQUESTED")]
    await fetched(mover)
    await until_requested(mover)
    await mover.handle.signal(FILE_MOVED)
    await mover.handle.result()
    await _keep("move_straight", mover.client, mover.handle.id)


async def test_record_move_lapsed(mover: Applicant, province: Province, time: TimeSkipper) -> None:
    """The file does not come: two alarms, then the limit, and nothing moved."""
    province.moves = [standing("REQUESTED", days) for days in (60, 80, 92)] + [standing("OVERDUE")]
    await fetched(mover)
    await until_requested(mover)
    await time.fast_forward(mover.handle, timedelta(days=93))
    await mover.handle.result()
    await _keep("move_lapsed", mover.client, mover.handle.id)


async def test_record_founding(company: Applicant, province: Province) -> None:
    """Several found a business; one does not want to sign what was filled in, and signs what is filled in anew."""
    await company.up_to(Stage.SIGN_PENDING)
    await company.take(Step.REOPEN)
    await founded_anew(company)
    await _keep("founding_reopened", company.client, company.handle.id)


async def test_record_operator_change(successor: Applicant, province: Province) -> None:
    """Departments are silent at first; then the business is licensed anew for whoever took it over."""
    province.silent_for = 2
    await taken_over(successor)
    await successor.handle.result()
    await _keep("operator_change_straight", successor.client, successor.handle.id)


async def test_record_record(filer: Applicant, province: Province) -> None:
    """What is filed beside the licence: entered, told, filed."""
    await filed(filer)
    await filer.handle.result()
    await _keep("record_straight", filer.client, filer.handle.id)


async def test_record_resumption(filer: Applicant, province: Province) -> None:
    """A business trades again before its rest is over."""
    filer.filing_type = editions.RESUMPTION
    filer.application_no = f"14021310{uuid4().int % 10**15:015d}"
    await filed(filer)
    await filer.handle.result()
    await _keep("resumption_straight", filer.client, filer.handle.id)


async def test_record_suspension(rester: Applicant, province: Province, time: TimeSkipper) -> None:
    """A business rests; when its rest is over, agencies and applicant are told."""
    now = datetime.now(UTC)
    province.turns = [SuspensionTurned(next_at=now + timedelta(days=days)) for days in (5, 400)]
    await filed(rester)
    await rester.handle.result()
    await _keep("suspension_straight", rester.client, rester.handle.id)
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    await time.fast_forward(term, timedelta(days=402))
    assert await term.result() is True
    await _keep("suspension_term_over", rester.client, term.id)


async def test_record_suspension_ended(rester: Applicant, province: Province) -> None:
    """Ended by its owner, or filed anew: its timer has nothing to do."""
    province.turns = [SuspensionTurned()]
    await filed(rester)
    term = rester.client.get_workflow_handle(suspension_term_id(rester.application_no))
    await rester.handle.result()
    assert await term.result() is False
    await _keep("suspension_term_ended", rester.client, term.id)


@pytest.mark.parametrize("conclusion", ["REVOKED", "REFUSED"])
async def test_record_revocation(time: TimeSkipper, province: Province, conclusion: str) -> None:
    """Examined until its period ends; revoked, or left as it is."""
    province.examined = [examined(), decided(conclusion)]
    handle = await examination_begun(time)
    await looked(province)
    await time.fast_forward(handle, timedelta(days=91))
    await handle.result()
    await _keep(f"revocation_{conclusion.lower()}", time.client, handle.id)


async def test_record_revocation_moved(time: TimeSkipper, province: Province) -> None:
    """Something is written down while its period runs."""
    province.examined = [examined(), decided("REVOKED")]
    handle = await examination_begun(time)
    await looked(province)
    await handle.signal(REVOCATION_MOVED)
    await handle.result()
    await _keep("revocation_moved", time.client, handle.id)


async def test_record_withdrawal(time: TimeSkipper, province: Province) -> None:
    """A wrong revocation is withdrawn."""
    province.examined = [decided("WITHDRAWN")]
    handle = await examination_begun(time, restores=True)
    await handle.result()
    await _keep("revocation_withdrawn", time.client, handle.id)


async def test_record_objection(simply: Applicant, province: Province) -> None:
    """A department objects to the simple way."""
    province.decisions.append(province.decision(Outcome.REJECT))
    await asked(simply)
    await simply.handle.result()
    await _keep("deregistration_objected", simply.client, simply.handle.id)


async def test_record_straight(applicant: Applicant, province: Province) -> None:
    """As the pages take the steps: signed, submitted, registered, licensed."""
    await applicant.up_to(Stage.SIGN_PENDING)
    await applicant.handle.signal(SIGNED)
    while (await applicant.handle.describe()).typed_search_attributes.get(STAGE) != Stage.SIGNED:
        await asyncio.sleep(0.05)
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    await _record("straight", applicant)


async def test_record_family(applicant: Applicant, province: Province) -> None:
    """A family business: everybody who signs is authenticated."""
    province.signers = FAMILY
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("family", applicant)


async def test_record_opened_before(applicant: Applicant, province: Province) -> None:
    """Opened before there was a register, submitted afterwards."""
    applicant.filing_type = None
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("opened_before", applicant)


async def test_record_carried(applicant: Applicant, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last run of a case that went on in new runs: submitted with what an earlier one carried over."""
    monkeypatch.setattr(course, "EVENTS_AT_MOST", 12)
    await applicant.up_to(Stage.SIGNED)
    monkeypatch.undo()
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    await _record("carried", applicant)


async def test_record_lapsed(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Lapsed, given a new window, licensed."""
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window + timedelta(minutes=1))
    while Stage.LAPSED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (Step.REAUTHENTICATE, Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("lapsed", applicant)


async def test_record_withdrawn_from_the_desk(applicant: Applicant, province: Province) -> None:
    """Referred to an examiner, withdrawn before the decision, the task closed."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.MANUAL_REVIEW not in province.stages():
        await asyncio.sleep(0.05)
    await applicant.take(Step.WITHDRAW)
    await applicant.handle.result()
    await _record("withdrawn_from_the_desk", applicant)


async def test_record_corrected(applicant: Applicant, province: Province) -> None:
    """Returned for correction once, with a limit, then licensed."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.CORRECTION_REQUIRED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (
        Step.CORRECT,
        Step.COMPLETE_DETAILS,
        Step.CONFIRM_DOCUMENTS,
        Step.AUTHENTICATE,
        Step.COLLECT_SIGNATURES,
        Step.SUBMIT,
    ):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("corrected", applicant)


async def test_record_uncorrected(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Returned for correction, begun, and not handed in again in time."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.CORRECTION_REQUIRED)
    await applicant.take(Step.CORRECT)
    await time.fast_forward(applicant.handle, timedelta(days=8, minutes=1))
    await applicant.handle.result()
    await _record("uncorrected", applicant)


async def test_record_given_up(applicant: Applicant, province: Province) -> None:
    """Returned for correction and given up: the file is handed over."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.CORRECTION_REQUIRED)
    await applicant.take(Step.CORRECT)
    await applicant.take(Step.ABANDON)
    await applicant.handle.result()
    await _record("given_up", applicant)


async def _until(province: Province, stage: Stage) -> None:
    while stage != province.stages()[-1]:
        await asyncio.sleep(0.05)


async def test_record_rejected(applicant: Applicant, province: Province) -> None:
    """Refused and closed at once, by an answer that offers no person's review."""
    province.decisions = [province.decision(Outcome.REJECT)]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("rejected", applicant)


async def test_record_unquestioned(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Refused, kept for a person's review, closed when nobody had asked for one."""
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=datetime.now(UTC) + timedelta(days=7))]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.REJECTED)
    await time.fast_forward(applicant.handle, timedelta(days=7, minutes=2))
    await applicant.handle.result()
    await _record("unquestioned", applicant)


async def test_record_restricted(applicant: Applicant, province: Province) -> None:
    """Approved, refused by the register since somebody was restricted meanwhile, decided anew and refused."""
    province.decisions = [province.decision(Outcome.APPROVE), province.decision(Outcome.REJECT)]
    province.trouble["apply_filing"] = [Refusal("register.person_restricted", "限制登记", "Restricted", status=409)]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("restricted", applicant)


async def test_record_reviewed(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Refused, brought before a person, extended, overdue, licensed."""
    now = datetime.now(UTC)
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=now + timedelta(days=7))]
    province.reviewed_until, province.extended_until = now + timedelta(days=3), now + timedelta(days=6)
    province.extension = document("extension_notice")
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.REJECTED)
    await applicant.take(Step.REQUEST_REVIEW, RequestReview(request_id="r1"))
    await applicant.take(Step.EXTEND, Extend(extension_id="x1"))
    await time.fast_forward(applicant.handle, timedelta(days=6, minutes=1))
    await applicant.take(Step.DECIDE, examiner_decides())
    await applicant.handle.result()
    await _record("reviewed", applicant)
