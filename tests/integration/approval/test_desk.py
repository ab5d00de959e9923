"""The examiners' desk: claims given back, reasons, the whole case sheet, its documents, statistics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from kernel.exchange import Made
from services.approval.contract import CloseTask, OpenReview
from services.approval.operations.closing import close_task
from services.approval.operations.deciding import decide_case
from services.approval.operations.requesting import open_review
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, Office

SIGNED = b"%PDF-1.7 signed by the applicant"
SIMILAR = {
    "rule_id": "AR-27",
    "part": "trade_name",
    "severity": "confirm",
    "article": "比对规则第四条",
    "conflicting_name": "大同市平城区晓河餐饮店",
    "zh": "与已登记名称近似",
    "en": "Similar to a registered name",
    "remedy_zh": "请确认",
    "remedy_en": "Confirm",
}


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _release(office: Office, number: str, subject: str = "examiner-1") -> httpx.Response:
    return office.post(f"/tasks/{number}/release", office.examiner(subject))


def _statistics(office: Office, **span: str) -> dict[str, Any]:
    query = "&".join(f"{key}={value}" for key, value in span.items())
    answer = office.get(f"/tasks/statistics?{query}", office.examiner())
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_claim_is_given_back(office: Office) -> None:
    """After the release another examiner has the case at once; releasing what nobody has changes nothing."""
    number = office.referred()
    office.claim(number)
    assert _release(office, number).json()["claimed"] == "nobody"
    assert _release(office, number).status_code == 200
    assert office.claim(number, "examiner-2").json()["claimed"] == "me"
    assert office.rows("SELECT count(*) FROM approval.audit_entry WHERE event = 'task_released'") == [(1,)]


def test_nobody_gives_back_another_ones_claim(office: Office) -> None:
    """A claim is its examiner's until it runs out; a closed case has none to give back."""
    number = office.referred()
    office.claim(number)
    assert _code(_release(office, number, "examiner-2")) == (409, "approval.task_claimed")
    assert _code(office.post(f"/tasks/{number}/release", office.examiner("far", "21010600")))[0] == 404
    close_task(office.resources, CloseTask(application_no=number, submission=1))
    assert _code(_release(office, number)) == (409, "approval.case_withdrawn")


def test_reasons_come_from_the_rules_in_force(office: Office) -> None:
    """Every rule that decides cases, with its article, and last the examiner's own words. A rule that only refers has
    no remedy to tell: that somebody looks at the case is no news in a decision."""
    reasons = office.get("/reasons", office.examiner()).json()["reasons"]
    assert len(reasons) == 46 and reasons[-1]["code"] == "OTHER"
    by_code = {reason["code"]: reason for reason in reasons}
    assert by_code["AR-31"]["outcomes"] == ["CORRECT"] and by_code["AR-31"]["article"]
    assert by_code["AR-14"]["outcomes"] == ["REJECT"]
    assert by_code["AR-38"]["outcomes"] == ["CORRECT", "REJECT"]
    assert all(reason["title_zh"] and reason["outcomes"] for reason in reasons)
    assert by_code["AR-31"]["remedy_zh"] and by_code["AR-20"]["remedy_zh"]
    bare = {reason["code"] for reason in reasons[:-1] if not reason["remedy_zh"]}
    assert bare == {f"AR-{number}" for number in ("06", "09", 10, 11, 13, 25, 33, 38, 39, 40)}


def test_every_reason_can_be_proposed(office: Office) -> None:
    """What the catalogue offers is accepted in a proposal."""
    number = office.referred()
    codes = [reason["code"] for reason in office.get("/reasons", office.examiner()).json()["reasons"]]
    office.claim(number)
    reasons = [
        {"code": code, "text": "租赁合同写的是另一地址", "pointer": None, "remedy": "请换一份租赁合同"}
        for code in codes[-40:]
    ]
    assert office.propose(number, "CORRECT", reasons=reasons).status_code == 201


def test_applicants_see_no_reasons(office: Office) -> None:
    """The catalogue is the examiners'."""
    assert office.get("/reasons", office.applicant()).status_code == 403


def test_a_reason_brings_its_rules_remedy(office: Office) -> None:
    """The letter names what the applicant can do, from the rule that the examiner chose."""
    number = office.referred()
    reasons = [{"code": "AR-31", "text": "请补充门牌号", "pointer": "/premises/detail"}]
    office.decided(number, "CORRECT", reasons=reasons)
    [reason] = office.get(f"/decisions/{number}", office.applicant()).json()["reasons"]
    offered = {each["code"]: each for each in office.get("/reasons", office.examiner()).json()["reasons"]}["AR-31"]
    assert (reason["remedy_zh"], reason["title_en"]) == (offered["remedy_zh"], offered["title_en"])


def test_the_sheet_tells_what_happened_before(office: Office) -> None:
    """Earlier submissions with outcome and reasons, and who did what, by role."""
    number = "14021301202611229999998"
    office.decide(DEFECTIVE, submission=1, application_no=number)
    office.clock.advance(timedelta(hours=1))
    office.decide(REFERRED, submission=2, application_no=number)
    office.claim(number, "examiner-2")
    office.get(f"/tasks/{number}", office.examiner("examiner-2"))
    sheet = office.get(f"/tasks/{number}", office.examiner("examiner-2")).json()
    [earlier] = sheet["history"]
    assert (earlier["submission"], earlier["outcome"], earlier["outcome_zh"]) == (1, "CORRECT", "补正")
    assert [reason["rule_id"] for reason in earlier["reasons"]] == ["AR-35"]
    assert [(act["who"], act["what_zh"]) for act in sheet["acts"]] == [
        ("rules", "按规则自动审查"),
        ("rules", "按规则自动审查"),
        ("me", "领取任务"),
    ]
    others = office.get(f"/tasks/{number}", office.examiner("examiner-3")).json()["acts"]
    assert others[-1]["who"] == "examiner" and "examiner-2" not in str(others)


def test_an_examiners_decision_on_an_earlier_submission_is_history(office: Office) -> None:
    """Both the rules' and the examiner's decision on the first submission stand before the second."""
    number = office.referred()
    office.decided(number, "CORRECT")
    office.decide(REFERRED, submission=2, application_no=number)
    sheet = office.get(f"/tasks/{number}", office.examiner()).json()
    assert [(each["outcome"], each["automatic"]) for each in sheet["history"]] == [("REFER", True), ("CORRECT", False)]
    assert sheet["history"][1]["reasons"][0]["zh"] == "经核实为重复登记"


def _with_documents(office: Office) -> str:
    request = office.request(REFERRED)
    [signed] = office.resources.exchange.deposit_documents(
        request.application_no, [Made("application_form", SIGNED, 4)]
    )
    documents = (signed, *(each for each in request.documents if each.kind != signed.kind))
    decide_case(office.resources, request.model_copy(update={"documents": documents}))
    return request.application_no


def test_the_sheet_lists_the_signed_documents(office: Office) -> None:
    """Title, pages and digests of everything the applicant signed, each to be read and each reading recorded."""
    number = _with_documents(office)
    listed = office.get(f"/tasks/{number}", office.examiner()).json()["documents"]
    form = next(each for each in listed if each["kind"] == "application_form")
    assert (form["title"], form["pages"], len(listed)) == ("个体工商户登记（备案）申请书", 4, 5)
    answer = office.get(f"/tasks/{number}/documents/application_form", office.examiner())
    assert (answer.content, answer.headers["content-type"]) == (SIGNED, "application/pdf")
    assert office.rows("SELECT actor_ref, object_ref FROM approval.audit_entry WHERE event = 'document_read'") == [
        ("examiner-1", "submission/1/application_form")
    ]


def test_others_read_no_documents(office: Office) -> None:
    """Neither another authority's examiner nor an applicant; an unknown kind is not there."""
    number = _with_documents(office)
    path = f"/tasks/{number}/documents"
    far = office.get(f"{path}/application_form", office.examiner("far", "21010600"))
    assert _code(far) == (404, "approval.task.not_found")
    assert office.get(f"{path}/application_form", office.applicant()).status_code == 403
    assert _code(office.get(f"{path}/passport", office.examiner())) == (404, "approval.document.not_found")
    assert office.get(f"{path}/..%2Fsecret", office.examiner()).status_code in {404, 422}
    assert office.rows("SELECT count(*) FROM approval.audit_entry WHERE event = 'document_read'") == [(0,)]


def test_the_sheet_names_similar_names(office: Office) -> None:
    """Names like the declared one, as the naming service found them."""
    number = office.referred(("/name/findings", [SIMILAR]))
    [similar] = office.get(f"/tasks/{number}", office.examiner()).json()["similar_names"]
    assert (similar["name"], similar["rule_id"]) == ("大同市平城区晓河餐饮店", "AR-27")


def test_a_business_without_a_name_has_no_similar_ones(office: Office) -> None:
    """No name, nothing to compare."""
    nameless = (("/name", None), ("/application/name_sha256", None))
    number = office.referred(*nameless)
    assert office.get(f"/tasks/{number}", office.examiner()).json()["similar_names"] == []


def test_the_list_says_who_must_countersign(office: Office) -> None:
    """A proposed refusal waits for everybody's signature but its examiner's."""
    number = office.referred()
    before = office.get("/tasks", office.examiner()).json()["items"][0]["countersign"]
    proposal = office.proposed(number, "REJECT")
    own, other, applicant = (
        office.get("/tasks", office.examiner(subject)).json()["items"][0]["countersign"]
        for subject in ("examiner-1", "examiner-2", "account-applicant")
    )
    assert (before, own, other, applicant) == ("nothing", "another", "mine", "another")
    office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner("examiner-2"))
    assert office.get("/tasks", office.examiner("examiner-2")).json()["items"][0]["countersign"] == "nothing"


def test_the_desk_is_counted(office: Office) -> None:
    """Open, overdue, soon due and unclaimed tasks of the own authority, now."""
    late, soon = office.referred(), office.referred()
    office.rows(
        "UPDATE approval.review_task SET review_due = :at WHERE application_no = :no RETURNING 1",
        at=office.clock.now(),
        no=late,
    )
    office.rows(
        "UPDATE approval.review_task SET review_due = :at WHERE application_no = :no RETURNING 1",
        at=office.clock.now() + timedelta(days=1),
        no=soon,
    )
    office.claim(office.referred())
    found = _statistics(office)
    assert [found[key] for key in ("open", "overdue", "due_within_a_day", "unclaimed")] == [3, 1, 1, 2]
    far = office.get("/tasks/statistics", office.examiner("far", "21010600")).json()
    assert (far["open"], far["decided"], far["on_time_rate"], far["seconds"]["median"]) == (0, 0, None, None)


def test_decisions_are_counted(office: Office) -> None:
    """By outcome, by whom and by day; a referral is no decision yet; times run from the submission."""
    for changes in ((), (), (DEFECTIVE,), (REJECTED,)):
        office.decide(*changes)
    number = office.referred()
    office.clock.advance(timedelta(days=1))
    office.decided(number, "APPROVE")
    found = _statistics(office)
    assert found["automatic"] == {"APPROVE": 2, "CORRECT": 1, "REJECT": 1, "REFER": 1}
    assert found["by_examiners"] == {"APPROVE": 1, "CORRECT": 0, "REJECT": 0}
    assert (found["decided"], found["on_time"], found["on_time_rate"]) == (5, 5, 1.0)
    assert (found["from"], found["to"]) == ("2026-10-23", "2026-11-21")
    assert found["by_day"] == [
        {"day": "2026-11-20", "decided": 4, "on_time": 4},
        {"day": "2026-11-21", "decided": 1, "on_time": 1},
    ]
    assert found["seconds"]["median"] == 3.0
    assert found["seconds"]["p90"] == pytest.approx(3 + 0.6 * 86400)


def test_late_decisions_are_not_on_time(office: Office) -> None:
    """An examiner's after the task's limit, unless it was extended; the rules' after the third working day."""
    late, extended = office.referred(), office.referred()
    office.claim(extended)
    asked = office.post(f"/tasks/{extended}/extensions", office.examiner(), {"reason": "须向社区核实"}).json()
    office.post(f"/tasks/{extended}/extensions/{asked['extension_id']}/approve", office.head())
    late_by_machine = office.request()
    office.clock.advance(timedelta(days=5, hours=14))
    for number in (late, extended):
        office.decided(number, "APPROVE")
    decide_case(office.resources, late_by_machine)
    found = _statistics(office)
    assert (found["decided"], found["on_time"], found["on_time_rate"]) == (3, 1, 0.3333)


def test_a_review_on_request_is_measured_from_the_request(office: Office) -> None:
    """The days in which the applicant considered do not count."""
    number = office.request(REJECTED).application_no
    office.decide(REJECTED, application_no=number)
    office.clock.advance(timedelta(days=3))
    asked = office.post(f"/decisions/{number}/review-requests", office.applicant(), {"statement": "请核实"})
    request = OpenReview(application_no=number, submission=1, request_id=asked.json()["request_id"])
    open_review(office.resources, request)
    office.clock.advance(timedelta(hours=2))
    office.decided(number, "APPROVE", overrides={"AR-14": "该类型自本月起开放"})
    day = "2026-11-23"
    found = _statistics(office, **{"from": day, "to": day})
    assert (found["seconds"]["median"], found["decided"], found["on_time"]) == (7200.0, 1, 1)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-11-02&to=2026-11-01", "/from"),
        ("from=2024-11-01&to=2026-11-01", "/from"),
        ("from=yesterday", "/from"),
        ("to=2026-02-30", "/to"),
    ],
)
def test_a_wrong_period_is_refused(office: Office, query: str, pointer: str) -> None:
    """A period that runs backwards, is too long or is none names its field."""
    answer = office.get(f"/tasks/statistics?{query}", office.examiner())
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_only_examiners_count(office: Office) -> None:
    """Statistics are the authority's own."""
    assert office.get("/tasks/statistics", office.applicant()).status_code == 403
