"""Three more working days, once, with a reason (条例 Art. 19)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from kernel.errors import Refusal
from services.approval.contract import CloseTask, ConfirmExtension, ExtensionConfirmed, ExtensionPart
from services.approval.operations.closing import close_task
from services.approval.operations.extending import confirm_extension
from tests.integration.approval.conftest import Office

REASON = "须向社区核实经营场所"
DUE = datetime(2026, 11, 25, 16, tzinfo=UTC)
"""24:00 of Wednesday, the third working day after the Friday of the submission."""
EXTENDED = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""24:00 of the Monday after: Thursday, Friday, Monday."""


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _extend(office: Office, number: str, subject: str = "examiner-1", reason: str = REASON) -> httpx.Response:
    return office.post(f"/tasks/{number}/extensions", office.examiner(subject), {"reason": reason})


def _extended(office: Office) -> tuple[str, dict[str, Any]]:
    number = office.referred()
    office.claim(number)
    answer = _extend(office, number)
    assert answer.status_code == 201, answer.text
    return number, answer.json()


def _confirm(office: Office, number: str, extension_id: str, submission: int = 1) -> ExtensionConfirmed:
    request = ConfirmExtension(application_no=number, submission=submission, extension_id=extension_id)
    return confirm_extension(office.resources, request)


def test_a_review_is_extended(office: Office) -> None:
    """The limit moves by three working days, in the answer, in the list and on the sheet."""
    number, made = _extended(office)
    assert datetime.fromisoformat(made["extended_until"]) == EXTENDED
    [task] = office.get("/tasks", office.examiner()).json()["items"]
    assert (task["extended"], task["review_due"], task["extended_until"]) == (True, *[made["extended_until"]] * 2)
    sheet = office.get(f"/tasks/{number}", office.examiner("examiner-2")).json()
    assert (sheet["extension"]["reason"], sheet["extension"]["mine"]) == (REASON, False)


def test_the_applicant_reads_why(office: Office) -> None:
    """The decision that refers the case tells its applicant the new limit and the reason."""
    number, made = _extended(office)
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    assert (shown["review_due"], shown["extension_reason"]) == (made["extended_until"], REASON)


def test_the_same_words_again_are_one_extension(office: Office) -> None:
    """A double click, even when the claim and the first limit are gone, answers with the same extension."""
    number, made = _extended(office)
    assert _extend(office, number, reason=f" {REASON} ").json() == made
    office.clock.advance(timedelta(days=6))
    assert _extend(office, number).json() == made
    assert office.rows("SELECT count(*) FROM approval.review_extension") == [(1,)]


def test_a_review_is_extended_once(office: Office) -> None:
    """Another reason, or another examiner, does not extend it again."""
    number, _ = _extended(office)
    again = _extend(office, number, reason="还须核实")
    assert _code(again) == (409, "approval.review_extended_already")
    assert "2026-11-30" in again.json()["detail"] and again.json()["errors"][0]["article"] == "条例第十九条"
    assert _code(_extend(office, number, "examiner-2")) == (409, "approval.review_extended_already")


def test_of_many_extensions_at_once_one_is_made(office: Office) -> None:
    """Six at the same instant leave one extension and move the limit once."""
    number = office.referred()
    office.claim(number)
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda n: _extend(office, number, reason=f"原因之{n}").status_code, range(6)))
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert office.rows("SELECT review_due FROM approval.review_task") == [(EXTENDED,)]


def test_only_who_holds_the_claim_extends(office: Office) -> None:
    """Without a claim, under another's, from another authority or for oneself nothing is extended."""
    number = office.referred()
    assert _code(_extend(office, number)) == (409, "approval.task_not_claimed")
    office.claim(number)
    assert _code(_extend(office, number, "examiner-2")) == (409, "approval.task_claimed")
    assert _code(_extend(office, number, "account-applicant")) == (403, "approval.conflict_of_interest")
    far = office.post(f"/tasks/{number}/extensions", office.examiner("far", "21010600"), {"reason": REASON})
    assert _code(far) == (404, "approval.task.not_found")
    assert _code(office.post(f"/tasks/{number}/extensions", office.applicant(), {"reason": REASON}))[0] == 403


@pytest.mark.parametrize("left", [timedelta(0), timedelta(microseconds=1)])
def test_an_extension_comes_before_the_limit(office: Office, left: timedelta) -> None:
    """The last instant is in time; at the limit it is too late."""
    number = office.referred()
    office.clock.advance(DUE - office.clock.now() - left)
    office.claim(number)
    answer = _extend(office, number)
    if left:
        assert answer.status_code == 201
    else:
        assert _code(answer) == (409, "approval.review_limit_passed")
        assert "2026-11-26 00:00" in answer.json()["detail"]


@pytest.mark.parametrize("reason", ["", " 查 ", "长" * 501, "\x00查", None])
def test_a_reason_is_needed(office: Office, reason: str | None) -> None:
    """A reason of 2 to 500 characters; anything else is refused at the field."""
    number = office.referred()
    office.claim(number)
    answer = office.post(f"/tasks/{number}/extensions", office.examiner(), {"reason": reason})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/reason"]


def test_the_workflow_reads_an_extension_back(office: Office) -> None:
    """The same confirmation again is the same, and its part carries the reason to whoever tells the applicant."""
    number, made = _extended(office)
    first, second = (_confirm(office, number, made["extension_id"]) for _ in range(2))
    assert first == second and first.extended_until == EXTENDED
    part = office.resources.exchange.collect(first.part, ExtensionPart)
    assert (part.reason, part.last_day.isoformat()) == (REASON, "2026-11-30")


def test_an_unknown_extension_is_not_confirmed(office: Office) -> None:
    """One of another case, of another submission, or of nobody moves no limit."""
    number, made = _extended(office)
    other = office.referred()
    for wrong in ((other, made["extension_id"], 1), (number, "none", 1), (number, made["extension_id"], 2)):
        with pytest.raises(Refusal, match="extension_unknown"):
            _confirm(office, *wrong)


def test_a_closed_review_is_not_extended(office: Office) -> None:
    """Withdrawn or decided, there is nothing to extend, nor to confirm."""
    number, made = _extended(office)
    close_task(office.resources, CloseTask(application_no=number, submission=1))
    assert _code(_extend(office, number)) == (409, "approval.case_withdrawn")
    with pytest.raises(Refusal, match="case_withdrawn"):
        _confirm(office, number, made["extension_id"])
    decided = office.referred()
    office.confirm(decided, office.proposed(decided, "APPROVE"))
    assert _code(_extend(office, decided)) == (409, "approval.task_closed")


def test_the_reason_is_sealed_and_recorded(office: Office) -> None:
    """The words lie encrypted in the database; the trail says who extended."""
    _extended(office)
    [(row,)] = office.rows("SELECT x::text FROM approval.review_extension x")
    assert "社区" not in row
    assert office.rows("SELECT actor_ref FROM approval.audit_entry WHERE event = 'review_extended'") == [
        ("examiner-1",)
    ]


def test_a_limit_that_nobody_extended_is_found(office: Office) -> None:
    """The invariant names a task whose limit is not that of its extension."""
    number, _ = _extended(office)
    office.rows("UPDATE approval.review_task SET extended_until = NULL RETURNING 1")
    office.expected.append(f"task {number}/1: its limit is not its extension's")
