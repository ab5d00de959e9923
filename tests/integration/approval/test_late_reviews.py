"""A person's review asked for after its period: the right has no end (个人信息保护法 Art. 24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from catalogues.filing_types.words import PartKind
from kernel.errors import Refusal
from services.approval.contract import (
    EndLateReview,
    OpenReview,
    PublishReviewAnswer,
    ReviewAnswerPart,
    ReviewAnswerPublished,
)
from services.approval.operations.deciding import decide_case
from services.approval.operations.late_reviews import end_late_review
from services.approval.operations.requesting import open_review
from services.approval.operations.review_papers import publish_review_answer
from tests.integration.approval.conftest import REJECTED, Office
from tests.integration.documents.text_of_pdf import pages_of

STATEMENT = "限制决定已经被复议机关撤销，请人工核实。"
STANDS = {
    "outcome": "STANDS",
    "fact": "该类型在本县尚未开放个体户自助登记",
    "article": "条例第十九条",
    "remedy": "可以到登记机关窗口按普通流程申请",
}


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _refused(office: Office) -> str:
    request = office.request(REJECTED)
    decide_case(office.resources, request)
    return request.application_no


def _ask(office: Office, number: str, subject: str = "account-applicant") -> httpx.Response:
    return office.post(f"/decisions/{number}/late-reviews", office.applicant(subject), {"statement": STATEMENT})


def _late(office: Office, days: int = 400) -> tuple[str, str]:
    """Refused long ago, and asked about now."""
    number = _refused(office)
    office.clock.advance(timedelta(days=days))
    answer = _ask(office, number)
    assert answer.status_code == 201, answer.text
    return number, str(answer.json()["request_id"])


def _answer(office: Office, request_id: str, subject: str = "examiner-1", **more: Any) -> httpx.Response:
    return office.post(f"/late-reviews/{request_id}/answer", office.examiner(subject), {**STANDS, **more})


def _published(office: Office, number: str, request_id: str) -> ReviewAnswerPublished:
    return publish_review_answer(office.resources, PublishReviewAnswer(application_no=number, request_id=request_id))


def _text(office: Office, number: str, kind: str) -> str:
    content = office.get(f"/decisions/{number}/documents/{kind}", office.applicant())
    assert content.status_code == 200, content.text
    return "".join("".join(pages_of(content.content)).split())


def test_within_the_period_the_case_itself_is_reviewed(office: Office) -> None:
    """Then the request brings the case before a person; afterwards it may be asked for as late as anybody likes."""
    number = _refused(office)
    assert _code(_ask(office, number)) == (409, "approval.review_period_runs")
    assert office.get(f"/decisions/{number}", office.applicant()).json()["human_review"]["late"] is False
    office.clock.advance(timedelta(days=3650))
    assert office.get(f"/decisions/{number}", office.applicant()).json()["human_review"]["late"] is True
    first, again = _ask(office, number), _ask(office, number)
    assert first.status_code == 201 and again.json() == first.json()
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    assert (shown["human_review"]["late"], shown["late_review"]["statement"]) == (False, STATEMENT)
    assert shown["late_review"]["outcome"] is None


def test_only_what_a_machine_refused_and_no_person_saw(office: Office) -> None:
    """A case that an examiner has, one whose review was asked for in time, and somebody else's are none."""
    referred = office.referred()
    assert _code(_ask(office, referred)) == (409, "approval.review_not_offered")
    number = _refused(office)
    statement = {"statement": STATEMENT}
    asked = office.post(f"/decisions/{number}/review-requests", office.applicant(), statement).json()
    open_review(office.resources, OpenReview(application_no=number, submission=1, request_id=asked["request_id"]))
    office.clock.advance(timedelta(days=30))
    assert _code(_ask(office, number)) == (409, "approval.review_not_offered")
    assert _code(_ask(office, number, "somebody")) == (404, "approval.decision.not_found")
    assert office.post(f"/decisions/{number}/late-reviews", office.examiner(), statement).status_code == 403


def test_stands_on_the_desk_of_its_authority(office: Office) -> None:
    """Who asked, masked, and when, with the decision and what was found; another authority sees nothing."""
    number, request_id = _late(office)
    [line] = office.get("/late-reviews", office.examiner()).json()["items"]
    assert (line["application_no"], line["state"], line["request_id"]) == (number, "open", request_id)
    assert "*" in line["applicant"]
    sheet = office.get(f"/late-reviews/{request_id}", office.head()).json()
    assert sheet["request"]["statement"] == STATEMENT and sheet["decision"]["reasons"][0]["outcome"] == "REJECT"
    assert (sheet["own"], sheet["can_sign"]) == (False, True)
    elsewhere = office.examiner("examiner-9", "14010600")
    assert office.get("/late-reviews", elsewhere).json()["items"] == []
    assert _code(office.get(f"/late-reviews/{request_id}", elsewhere)) == (404, "approval.late_review.not_found")
    read = office.rows("SELECT event FROM approval.audit_entry WHERE application_no = :no", no=number)
    assert read[-2:] == [("late_review_requested",), ("case_read",)]
    assert office.broken() == []


@pytest.mark.parametrize(
    ("typed", "pointers"),
    [
        ({"fact": "不符合规定"}, ["/fact"]),
        ({"fact": "", "remedy": "", "article": ""}, ["/fact", "/remedy", "/article"]),
        ({"outcome": "WRONG", "fact": "", "remedy": "", "article": ""}, ["/fact"]),
    ],
)
def test_an_answer_has_reasons(office: Office, typed: dict[str, str], pointers: list[str]) -> None:
    """All that is missing is told at once, each at its field, and nothing is kept."""
    _, request_id = _late(office)
    refused = _answer(office, request_id, **typed)
    assert _code(refused) == (422, "approval.answer_unfit")
    assert [error["pointer"] for error in refused.json()["errors"]] == pointers
    assert office.rows("SELECT answered_at FROM approval.late_review WHERE request_id = :id", id=request_id) == [
        (None,)
    ]


def test_who_may_answer(office: Office) -> None:
    """Somebody with name and number, of that authority, and not on an application of their own; the first answer
    stands."""
    _, request_id = _late(office)
    unnamed = office.post(f"/late-reviews/{request_id}/answer", office.unnamed(), STANDS)
    assert unnamed.json()["code"] == "approval.official_unnamed"
    assert _code(_answer(office, request_id, "account-applicant")) == (403, "approval.conflict_of_interest")
    assert office.post(f"/late-reviews/{request_id}/answer", office.head(), STANDS).status_code == 403
    first = _answer(office, request_id)
    assert (first.status_code, first.json()["state"]) == (200, "answered")
    assert _answer(office, request_id).json() == first.json()
    assert _code(_answer(office, request_id, "examiner-2")) == (409, "approval.late_review_answered")
    assert _code(_answer(office, request_id, outcome="WRONG")) == (409, "approval.late_review_answered")


def test_the_refusal_stands(office: Office) -> None:
    """The applicant reads fact, article and remedy with the examiner's name and number; both papers are the same
    bytes whenever they are asked for."""
    number, request_id = _late(office)
    with pytest.raises(Refusal, match="late_review_unanswered"):
        _published(office, number, request_id)
    _answer(office, request_id)
    published = _published(office, number, request_id)
    assert _published(office, number, request_id) == published
    assert [document.kind for document in published.documents] == ["review_application", "review_answer"]
    assert set(published.parts) == {"application", "decision", "review_answer"}
    part = office.resources.exchange.collect(published.parts["review_answer"], ReviewAnswerPart, PartKind.REVIEW_ANSWER)
    assert (part.outcome, part.fact) == ("STANDS", STANDS["fact"])
    shown = office.get(f"/decisions/{number}", office.applicant()).json()
    answer = shown["late_review"]
    assert [answer[key] for key in ("outcome", "fact", "article", "remedy")] == list(STANDS.values())
    assert "examiner-1" in answer["reviewer"]
    assert "review_answer" in {document["kind"] for document in shown["documents"]}
    told = _text(office, number, "review_answer")
    assert "原不予登记决定正确" in told and STANDS["fact"] in told and "行政复议" in told and "examiner-1" in told
    asked = _text(office, number, "review_application")
    assert STATEMENT in asked and "在办理期限届满之后" in asked
    assert office.broken() == []


def test_the_refusal_was_wrong(office: Office) -> None:
    """Without another remedy the applicant is told to file anew, and that the name is checked anew."""
    number, request_id = _late(office)
    answer = _answer(office, request_id, outcome="WRONG", fact="限制决定已被复议机关撤销", article="", remedy="")
    assert answer.status_code == 200, answer.text
    _published(office, number, request_id)
    told = _text(office, number, "review_answer")
    assert "原不予登记决定不当" in told and "重新提交设立登记申请" in told and "名称将重新核对" in told


def test_off_the_desk_once_it_is_told(office: Office) -> None:
    """Until then it says that the answer is under way; told twice is told once."""
    number, request_id = _late(office)
    _answer(office, request_id)
    [waiting] = office.get("/late-reviews", office.examiner()).json()["items"]
    assert waiting["state"] == "answered"
    _published(office, number, request_id)
    for _ in range(2):
        end_late_review(office.resources, EndLateReview(request_id=request_id))
    assert office.get("/late-reviews", office.examiner()).json()["items"] == []
    [told] = office.get("/late-reviews?told=true", office.examiner()).json()["items"]
    assert (told["state"], told["outcome"]) == ("told", "STANDS")


def test_a_request_in_time_is_a_paper_too(office: Office) -> None:
    """For the volume of the case: what was asked, the same whenever the review is opened."""
    number = _refused(office)
    statement = {"statement": STATEMENT}
    asked = office.post(f"/decisions/{number}/review-requests", office.applicant(), statement).json()
    request = OpenReview(application_no=number, submission=1, request_id=asked["request_id"])
    opened = open_review(office.resources, request)
    assert opened.document and opened.document.kind == "review_application"
    assert open_review(office.resources, request) == opened
    told = _text(office, number, "review_application")
    assert STATEMENT in told and "在办理期限之内" in told
