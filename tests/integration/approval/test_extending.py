"""Three more working days, once, with a reason, granted by the head (条例 Art. 19)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from catalogues.filing_types.words import PartKind
from kernel.errors import Refusal
from kernel.tokens import Role
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
    granted = _approve(office, number, answer.json()["extension_id"])
    assert granted.status_code == 200, granted.text
    return number, granted.json()


def _approve(office: Office, number: str, extension_id: str, subject: str = "head-1") -> httpx.Response:
    return office.post(f"/tasks/{number}/extensions/{extension_id}/approve", office.head(subject))


def _decline(office: Office, number: str, extension_id: str, reason: str) -> httpx.Response:
    path = f"/tasks/{number}/extensions/{extension_id}/decline"
    return office.post(path, office.head(), {"reason": reason})


def _requested(office: Office) -> tuple[str, str]:
    number = office.referred()
    office.claim(number)
    return number, str(_extend(office, number).json()["extension_id"])


def test_the_limit_stays_until_the_head_grants_it(office: Office) -> None:
    """Asked for, nothing moves, and the case's step is refused; the head's list shows it; granted, it moves."""
    number, extension_id = _requested(office)
    assert office.rows("SELECT review_due FROM approval.review_task") == [(DUE,)]
    with pytest.raises(Refusal, match="extension_unknown"):
        _confirm(office, number, extension_id)
    waiting = office.get("/tasks/awaiting-head", office.head()).json()
    assert [(task["application_no"], task["extension"]) for task in waiting["extensions"]] == [(number, "requested")]
    granted = _approve(office, number, extension_id).json()
    assert (granted["state"], granted["head"]) == ("granted", "贺长亭（工号head-1）")
    assert _approve(office, number, extension_id, "head-2").json()["head"] == granted["head"]
    assert office.rows("SELECT review_due FROM approval.review_task") == [(EXTENDED,)]
    assert office.get("/tasks/awaiting-head", office.head()).json()["extensions"] == []


def test_the_head_declines_with_a_reason(office: Office) -> None:
    """The limit stays, the examiner reads why, and may ask again; what was declined is granted no more."""
    number, extension_id = _requested(office)
    assert _decline(office, number, extension_id, "不行").status_code == 422
    assert _decline(office, number, extension_id, "社区当天即可答复，请直接联系").json()["state"] == "declined"
    assert _code(_approve(office, number, extension_id)) == (409, "approval.extension_declined")
    [asked] = office.get(f"/tasks/{number}", office.examiner()).json()["extensions"]
    assert (asked["state"], asked["decline_reason"]) == ("declined", "社区当天即可答复，请直接联系")
    again = _extend(office, number, reason="社区工作人员外出，三日后才能核实")
    assert (again.status_code, again.json()["state"]) == (201, "requested")


def test_only_a_head_grants(office: Office) -> None:
    """No examiner does, nor the head of another authority, nor one without name and number; an examiner who is head too
    grants no request of their own."""
    number, extension_id = _requested(office)
    path = f"/tasks/{number}/extensions/{extension_id}/approve"
    assert _code(office.post(path, office.examiner("examiner-2"))) == (403, "access.role_missing")
    assert _code(office.post(path, office.head("far", "21010600"))) == (404, "approval.task.not_found")
    assert _code(office.post(path, office.unnamed("head-0", Role.HEAD))) == (403, "approval.official_unnamed")
    assert _code(office.post(path, office.head("examiner-1"))) == (403, "approval.extension_own")
    assert _code(_approve(office, number, "0" * 36)) == (404, "approval.extension_unknown")


def test_a_request_nobody_answers_expires(office: Office) -> None:
    """Past the limit it is granted no more, waits for nobody, and is shown as expired."""
    number, extension_id = _requested(office)
    office.clock.advance(DUE - office.clock.now())
    assert _code(_approve(office, number, extension_id)) == (409, "approval.review_limit_passed")
    waiting = office.get("/tasks/awaiting-head", office.head()).json()
    assert (waiting["extensions"], len(waiting["overdue"])) == ([], 1)
    [task] = office.get("/tasks", office.examiner()).json()["items"]
    assert task["extension"] == "expired"


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
    assert _extend(office, number, reason=f" {REASON} ").json() | {"mine": False} == made
    office.clock.advance(timedelta(days=6))
    assert _extend(office, number).json() | {"mine": False} == made
    assert office.rows("SELECT count(*) FROM approval.review_extension") == [(1,)]


def test_a_review_is_extended_once(office: Office) -> None:
    """Another reason, or another examiner, does not extend it again."""
    number, _ = _extended(office)
    again = _extend(office, number, reason="还须向房东核实")
    assert _code(again) == (409, "approval.review_extended_already")
    assert "2026年11月30日24:00" in again.json()["detail"] and again.json()["errors"][0]["article"] == "条例第十九条"
    assert _code(_extend(office, number, "examiner-2")) == (409, "approval.review_extended_already")


def test_of_many_extensions_at_once_one_is_made(office: Office) -> None:
    """Six at the same instant leave one request."""
    number = office.referred()
    office.claim(number)
    reasons = [f"须向第{n}社区核实" for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda reason: _extend(office, number, reason=reason).status_code, reasons))
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert office.rows("SELECT count(*) FROM approval.review_extension") == [(1,)]


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
        assert "2026年11月25日24:00" in answer.json()["detail"]


@pytest.mark.parametrize(
    "reason", ["", " 查 ", "长" * 501, "\x00查", "不行", "按规定办理", "向社区\u200b核实场所", None]
)
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
    part = office.resources.exchange.collect(first.part, ExtensionPart, PartKind.EXTENSION)
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
    office.decided(decided, "APPROVE")
    assert _code(_extend(office, decided)) == (409, "approval.task_closed")


def test_the_reason_is_sealed_and_recorded(office: Office) -> None:
    """The words lie encrypted in the database; the trail says who extended."""
    _extended(office)
    [(row,)] = office.rows("SELECT x::text FROM approval.review_extension x")
    assert "社区" not in row
    assert office.rows("SELECT actor_ref FROM approval.audit_entry WHERE event LIKE '%exten%' ORDER BY number") == [
        ("examiner-1",),
        ("head-1",),
    ]


def test_a_limit_that_nobody_extended_is_found(office: Office) -> None:
    """The invariant names a task whose limit is not that of its extension."""
    number, _ = _extended(office)
    office.rows("UPDATE approval.review_task SET extended_until = NULL RETURNING 1")
    office.expected.append(f"task {number}/1: its limit is not its extension's")
