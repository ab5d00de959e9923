"""A second examiner who does not agree with a refusal: declines it with a reason, and the case stays on the desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from kernel.errors import Refusal
from services.approval.contract import CloseTask, Outcome
from services.approval.operations.closing import close_task
from tests.integration.approval.conftest import Office
from tests.integration.documents.text_of_pdf import pages_of

WHY = "材料已能说明来源，请改为补正"


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _decline(
    office: Office, number: str, proposal: str, subject: str = "examiner-2", reason: str = WHY
) -> httpx.Response:
    path = f"/tasks/{number}/proposals/{proposal}/decline"
    return office.post(path, office.examiner(subject), {"reason": reason})


def _countersign(office: Office, number: str, proposal: str, subject: str = "examiner-2") -> httpx.Response:
    return office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner(subject))


def _refused(office: Office) -> tuple[str, str]:
    number = office.referred()
    return number, office.proposed(number, "REJECT")


def _stands(office: Office, number: str, subject: str) -> dict[str, Any]:
    tasks = office.get("/tasks", office.examiner(subject)).json()["items"]
    found: dict[str, Any] = next(task for task in tasks if task["application_no"] == number)
    return found


def test_a_declined_refusal_goes_back_with_its_reason(office: Office) -> None:
    """It waits for nobody's signature any more; who proposed it reads why, and the trail says who did what."""
    number, proposal = _refused(office)
    assert _stands(office, number, "examiner-2")["countersign"] == "mine"
    answer = _decline(office, number, proposal)
    assert answer.status_code == 200
    assert (answer.json()["declined_by_me"], answer.json()["needs_countersign"]) == (True, False)
    for subject in ("examiner-1", "examiner-2"):
        stands = _stands(office, number, subject)
        assert (stands["state"], stands["countersign"]) == ("open", "declined")
    sheet = office.get(f"/tasks/{number}", office.examiner()).json()
    [made] = sheet["proposals"]
    assert (made["mine"], made["declined_by_me"], made["decline_reason"]) == (True, False, WHY)
    assert sheet["acts"][-1]["what_zh"] == "复核退回审查意见"
    trail = office.rows("SELECT event, actor_ref, object_ref FROM approval.audit_entry ORDER BY number DESC LIMIT 2")
    assert ("countersignature_declined", "examiner-2", proposal) in [tuple(row) for row in trail]


def test_declining_again_changes_nothing(office: Office) -> None:
    """A double click, four at once, and another examiner: what was said first stays, and is written down once."""
    number, proposal = _refused(office)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: _decline(office, number, proposal).json(), range(4)))
    office.clock.advance(timedelta(minutes=5))
    third = _decline(office, number, proposal, "examiner-3", "另一个理由").json()
    assert all(answer == answers[0] for answer in answers)
    assert (third["decline_reason"], third["declined_at"]) == (WHY, answers[0]["declined_at"])
    events = "SELECT count(*) FROM approval.audit_entry WHERE event = 'countersignature_declined'"
    assert office.rows(events) == [(1,)]


def test_a_declined_refusal_decides_nothing(office: Office) -> None:
    """Neither countersigned afterwards, by whomever, nor confirmed by the case's workflow."""
    number, proposal = _refused(office)
    _decline(office, number, proposal)
    for subject in ("examiner-2", "examiner-3"):
        assert _code(_countersign(office, number, proposal, subject)) == (409, "approval.countersign_declined")
    with pytest.raises(Refusal, match="countersign_declined") as refused:
        office.confirm(number, proposal)
    assert WHY not in f"{refused.value.zh}{refused.value.en}{refused.value.details}"


def test_what_is_countersigned_is_not_declined(office: Office) -> None:
    """The first word counts, also that of the same examiner, and of two at once exactly one does."""
    number, proposal = _refused(office)
    _countersign(office, number, proposal)
    assert _code(_decline(office, number, proposal)) == (409, "approval.countersigned_already")
    number, proposal = _refused(office)
    with ThreadPoolExecutor(2) as threads:
        signed = threads.submit(_countersign, office, number, proposal, "examiner-2")
        declined = threads.submit(_decline, office, number, proposal, "examiner-3")
    assert sorted((signed.result().status_code, declined.result().status_code)) == [200, 409]


def test_nobody_declines_their_own_proposal(office: Office) -> None:
    """Nor one of the own application, nor another authority's case, nor what needs no countersignature."""
    number, proposal = _refused(office)
    assert _code(_decline(office, number, proposal, "examiner-1")) == (403, "approval.countersign_own")
    assert _code(_decline(office, number, proposal, "account-applicant")) == (403, "approval.conflict_of_interest")
    far = office.post(
        f"/tasks/{number}/proposals/{proposal}/decline", office.examiner("far", "21010600"), {"reason": WHY}
    )
    assert _code(far) == (404, "approval.task.not_found")
    assert _code(_decline(office, number, "0" * 36)) == (404, "approval.proposal_unknown")
    approval = office.propose(number, "APPROVE").json()["proposal_id"]
    assert _code(_decline(office, number, approval)) == (409, "approval.countersign_not_needed")
    assert _stands(office, number, "examiner-2")["countersign"] == "mine"


@pytest.mark.parametrize("reason", ["", " 好 ", "好" * 501, "不\x00同意", "不同意", "——————"])
def test_declining_needs_a_reason(office: Office, reason: str) -> None:
    """Too short, too long, unprintable: said at the field, and nothing is kept."""
    number, proposal = _refused(office)
    answer = _decline(office, number, proposal, reason=reason)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/reason"]
    assert _countersign(office, number, proposal).status_code == 200


def test_the_reason_is_encrypted(office: Office) -> None:
    """It lies encrypted in the database, as do the words of the proposal."""
    number, proposal = _refused(office)
    _decline(office, number, proposal)
    [(row,)] = office.rows("SELECT p::text FROM approval.proposal p")
    assert WHY not in row


def test_the_first_examiner_says_something_else(office: Office) -> None:
    """The very words that were declined are refused; mended ones wait for a second examiner again, and count."""
    number, proposal = _refused(office)
    _decline(office, number, proposal)
    assert _code(office.propose(number, "REJECT")) == (409, "approval.proposal_declined")
    again = office.propose(number, "REJECT", remark="补充说明见附件").json()["proposal_id"]
    assert _stands(office, number, "examiner-2")["countersign"] == "mine"
    assert _countersign(office, number, again).status_code == 200
    assert office.confirm(number, again).outcome is Outcome.REJECT
    [first, second] = office.get(f"/tasks/{number}", office.examiner()).json()["proposals"]
    assert (first["decline_reason"], second["declined_at"]) == (WHY, None)


def test_the_second_examiner_may_take_the_case_over(office: Office) -> None:
    """Once the claim has run out, whoever claims the case decides it."""
    number, proposal = _refused(office)
    _decline(office, number, proposal)
    office.clock.advance(timedelta(minutes=30))
    assert office.claim(number, "examiner-2").status_code == 200
    approval = office.propose(number, "APPROVE", "examiner-2", remark="经核实不是重复登记").json()["proposal_id"]
    assert office.carry_out(number, approval, "examiner-2").status_code == 200
    assert office.confirm(number, approval).outcome is Outcome.APPROVE
    assert _code(_decline(office, number, proposal)) == (409, "approval.task_closed")


def test_a_withdrawn_case_is_not_declined(office: Office) -> None:
    """There is nothing left to examine."""
    number, proposal = _refused(office)
    close_task(office.resources, CloseTask(application_no=number, submission=1))
    assert _code(_decline(office, number, proposal)) == (409, "approval.case_withdrawn")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("declined_by = examiner", "proposal_declined_by_another"),
        ("outcome = 'CORRECT', needs_second = false", "proposal_declined_by_another"),
        ("countersigned_by = 'examiner-3', countersigned_at = now()", "proposal_countersigned_or_declined"),
        ("decline_reason_sealed = NULL", "proposal_declined_as_a_whole"),
    ],
)
def test_the_database_itself_keeps_the_two_apart(office: Office, change: str, constraint: str) -> None:
    """Declined by another than who proposed it, with a reason, a refusal, and not countersigned as well."""
    number, proposal = _refused(office)
    _decline(office, number, proposal)
    with pytest.raises(IntegrityError, match=constraint):
        office.rows(f"UPDATE approval.proposal SET {change} RETURNING 1")


def test_every_second_word_is_a_paper_of_the_file(office: Office) -> None:
    """Declined with its reason, then countersigned, both with names and numbers; no part of what the applicant is
    told."""
    number, proposal = _refused(office)
    assert _decline(office, number, proposal).status_code == 200
    mended = [{"code": "AR-38", "text": "经核实与已有登记重复", "remedy": "请先注销已有的登记"}]
    again = office.propose(number, "REJECT", reasons=mended).json()["proposal_id"]
    assert _countersign(office, number, again).status_code == 200
    decided = office.confirm(number, again)
    assert office.confirm(number, again) == decided
    paper = next(each for each in decided.documents if each.kind == "countersignatures")
    [content] = office.resources.exchange.collect_documents([paper])
    told = "".join("".join(pages_of(content)).split())
    assert WHY in told and "已对照材料，同意" in told and "examiner-1" in told and "examiner-2" in told
    shown = office.get(f"/decisions/{number}", office.applicant()).json()["documents"]
    assert "countersignatures" not in {each["kind"] for each in shown}
