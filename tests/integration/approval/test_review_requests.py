"""A person's review of an automatic refusal, asked for online (个人信息保护法 Art. 24)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from kernel.errors import Refusal
from services.approval.contract import CloseTask, OpenReview, Outcome, ReviewOpened
from services.approval.operations.closing import close_task
from services.approval.operations.deciding import decide_case
from services.approval.operations.requesting import open_review
from tests.fixtures.notices import NOTICE_OF_2027, load_notice
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, Office
from tests.integration.documents.text_of_pdf import pages_of

STATEMENT = "张晓禾：该类型在本县已经开放，请人工核实。"
UNTIL = datetime(2026, 11, 27, 16, tzinfo=UTC)
"""24:00 of the fifth working day after the Friday of the decision."""


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _refused(office: Office, *changes: tuple[str, Any]) -> str:
    request = office.request(REJECTED, *changes)
    decided = decide_case(office.resources, request)
    assert (decided.outcome, decided.review_request_until) == (Outcome.REJECT, UNTIL)
    return request.application_no


def _ask(office: Office, number: str, statement: str = STATEMENT, subject: str = "account-applicant") -> httpx.Response:
    return office.post(f"/decisions/{number}/review-requests", office.applicant(subject), {"statement": statement})


def _open(office: Office, number: str, request_id: str | None, submission: int = 1) -> ReviewOpened:
    request = OpenReview(application_no=number, submission=submission, request_id=request_id)
    return open_review(office.resources, request)


def _asked(office: Office) -> tuple[str, str]:
    number = _refused(office)
    answer = _ask(office, number)
    assert answer.status_code == 201, answer.text
    return number, str(answer.json()["request_id"])


def test_an_automatic_refusal_says_until_when(office: Office) -> None:
    """Answer, letter and part name the end of the period and how to ask online."""
    number = _refused(office)
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    assert datetime.fromisoformat(shown["review_request_until"]) == UNTIL
    assert shown["human_review"]["request_until"] == shown["review_request_until"]
    assert "全程网办平台" in shown["human_review"]["how_zh"] and shown["human_review"]["requested_at"] is None
    letter = office.get(f"/decisions/{number}/documents/decision_notice", office.applicant()).content
    told = "".join("".join(pages_of(letter)).split())
    assert "2026年11月27日" in told and "登录全程网办平台" in told
    assert "行政复议" in told and "行政诉讼" in told


@pytest.mark.parametrize("changes", [(), (DEFECTIVE,), (REFERRED,)])
def test_only_an_automatic_refusal_is_reviewed(office: Office, changes: tuple[tuple[str, Any], ...]) -> None:
    """An approval, a correction and a case that an examiner has already offer no review on request."""
    request = office.request(*changes)
    assert decide_case(office.resources, request).review_request_until is None
    assert _code(_ask(office, request.application_no)) == (409, "approval.review_not_offered")


def test_only_the_applicant_asks(office: Office) -> None:
    """Others learn not even that there is a decision; an examiner cannot ask."""
    number = _refused(office)
    assert _code(_ask(office, number, subject="somebody")) == (404, "approval.decision.not_found")
    assert _code(_ask(office, "1" * 23)) == (404, "approval.decision.not_found")
    answer = office.post(f"/decisions/{number}/review-requests", office.examiner(), {"statement": STATEMENT})
    assert answer.status_code == 403


@pytest.mark.parametrize("statement", ["", " 请 ", "长" * 1001, "\x07请核实", None])
def test_a_statement_is_needed(office: Office, statement: str | None) -> None:
    """A statement of 2 to 1000 characters; anything else is refused at the field."""
    number = _refused(office)
    answer = office.post(f"/decisions/{number}/review-requests", office.applicant(), {"statement": statement})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/statement"]


def test_asking_again_is_the_same_request(office: Office) -> None:
    """Once asked, always asked: other words, a later day or eight clicks at once change nothing."""
    number = _refused(office)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: _ask(office, number, f"第{n}次说明").json(), range(8)))
    office.clock.advance(timedelta(days=30))
    assert all(answer == answers[0] for answer in [*answers, _ask(office, number).json()])
    assert office.rows("SELECT count(*) FROM approval.review_request") == [(1,)]


@pytest.mark.parametrize("left", [timedelta(0), timedelta(microseconds=1)])
def test_the_period_ends(office: Office, left: timedelta) -> None:
    """The last instant is in time; at the end it is too late, and the day that was the last is said."""
    number = _refused(office)
    office.clock.advance(UNTIL - office.clock.now() - left)
    answer = _ask(office, number)
    if left:
        assert answer.status_code == 201
    else:
        assert _code(answer) == (409, "approval.review_period_over")
        assert "2026年11月27日24:00" in answer.text and "24:00 on 27 November 2026" in answer.text


def test_a_notice_takes_no_day_back_that_was_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused on 29 December 2026, before the notice for 2027: the day that was told stays when the notice comes, and
    one may still ask on it, a week after the day that a count by the notice would give."""
    office.clock.advance(timedelta(days=39))
    request = office.request(REJECTED)
    decided = decide_case(office.resources, request)
    assert decided.review_request_until == datetime(2027, 1, 13, 16, tzinfo=UTC)
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert decide_case(office.resources, request) == decided
    shown = office.get(f"/decisions/{request.application_no}", office.applicant()).json()
    assert datetime.fromisoformat(shown["review_request_until"]) == decided.review_request_until
    office.clock.advance(datetime(2027, 1, 13, 15, tzinfo=UTC) - office.clock.now())
    assert _ask(office, request.application_no).status_code == 201


def test_a_review_opens_a_task(office: Office) -> None:
    """The case is on the desk with three working days from the request, and the examiner reads the statement."""
    number, request_id = _asked(office)
    assert office.get("/tasks", office.examiner()).json()["items"] == []
    office.clock.advance(timedelta(hours=30))
    opened = _open(office, number, request_id)
    assert opened.review_due == datetime(2026, 11, 25, 16, tzinfo=UTC)
    [task] = office.get("/tasks", office.examiner()).json()["items"]
    assert (task["application_no"], task["origin"]) == (number, "requested")
    sheet = office.get(f"/tasks/{number}", office.examiner()).json()
    assert sheet["review_request"]["statement"] == STATEMENT
    [refusal] = sheet["history"]
    assert (refusal["outcome"], refusal["automatic"], refusal["reasons"][0]["rule_id"]) == ("REJECT", True, "AR-14")
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    assert shown["human_review"]["requested_at"] and shown["review_due"] == task["review_due"]


def test_opening_again_is_the_same(office: Office) -> None:
    """Eight attempts at once, and one without the request's number, open one task."""
    number, request_id = _asked(office)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: _open(office, number, request_id), range(8)))
    assert all(answer == answers[0] for answer in [*answers, _open(office, number, None)])
    assert office.rows("SELECT count(*) FROM approval.review_task") == [(1,)]


def test_nobody_asked(office: Office) -> None:
    """Without a request there is no task, and none appears for a request of another case or submission."""
    number, other = _refused(office), _asked(office)
    assert _open(office, number, None).review_due is None
    for wrong in ((number, other[1], 1), (other[0], "none", 1), (other[0], other[1], 2)):
        with pytest.raises(Refusal, match="review_request_unknown"):
            _open(office, *wrong)
    assert office.rows("SELECT count(*) FROM approval.review_task") == [(0,)]


def test_an_examiner_overturns_a_refusal_with_a_reason_for_each_rule(office: Office) -> None:
    """Against what the rules refused a case is approved only with a reason and by two; then the approval stands."""
    number, request_id = _asked(office)
    _open(office, number, request_id)
    office.claim(number)
    lacking = office.propose(number, "APPROVE")
    assert _code(lacking) == (422, "approval.proposal_incomplete")
    assert "AR-14（类型开放）不予登记" in lacking.json()["errors"][0]["zh"]
    decided = office.decided(number, "APPROVE", overrides={"AR-14": "该类型自本月起开放"})
    assert (decided.outcome, decided.review_request_until) == (Outcome.APPROVE, None)
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    assert (shown["outcome"], shown["automatic"], shown["human_review"]) == ("APPROVE", False, None)


def test_a_persons_refusal_is_not_reviewed_again(office: Office) -> None:
    """Refused by two persons: no further request, and the letter names the remedies without a person's review."""
    number, request_id = _asked(office)
    _open(office, number, request_id)
    proposal = office.proposed(number, "REJECT")
    office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner("examiner-2"))
    decided = office.confirm(number, proposal)
    assert (decided.outcome, decided.review_request_until) == (Outcome.REJECT, None)
    assert _code(_ask(office, number)) == (409, "approval.review_not_offered")
    letter = "".join("".join(pages_of(office.resources.exchange.collect_document(decided.documents[1]))).split())
    assert "行政复议" in letter and "人工审查的" not in letter


def test_a_review_can_be_withdrawn(office: Office) -> None:
    """The task leaves the desk with the case."""
    number, request_id = _asked(office)
    _open(office, number, request_id)
    assert close_task(office.resources, CloseTask(application_no=number, submission=1)).closed
    assert office.get("/tasks", office.examiner()).json()["items"] == []


def test_the_statement_is_sealed_and_recorded(office: Office) -> None:
    """The words lie encrypted in the database; the trail says that the applicant asked."""
    number, request_id = _asked(office)
    _open(office, number, request_id)
    [(row,)] = office.rows("SELECT r::text FROM approval.review_request r")
    assert "张晓禾" not in row and "开放" not in row
    trail = office.rows("SELECT event, actor_ref FROM approval.audit_entry ORDER BY number")
    assert trail[1:] == [("review_requested", "account-applicant"), ("review_opened", "rules")]


def test_a_request_that_nobody_could_make_is_found(office: Office) -> None:
    """The invariants name a request from after the period, and a refusal with a task nobody asked for."""
    number, request_id = _asked(office)
    _open(office, number, request_id)
    [(decision,)] = office.rows("SELECT decision_no FROM approval.decision")
    office.rows("UPDATE approval.review_request SET requested_at = :until, opened_at = NULL RETURNING 1", until=UNTIL)
    office.expected += [
        f"decision {decision}: task and outcome disagree",
        f"review request {request_id}: nobody could ask then",
    ]
