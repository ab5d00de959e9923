"""The human way through HTTP: tasks, claims, proposals, two persons for a refusal, confirmation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from kernel.errors import Refusal
from services.approval.contract import CloseTask, ConfirmExaminerDecision, Outcome
from services.approval.operations.closing import close_task
from services.approval.operations.confirming import confirm_examiner_decision
from services.approval.operations.deciding import decide_case
from tests.integration.approval.conftest import AUTHORITY, DEFECTIVE, REFERRED, Office
from tests.integration.documents.text_of_pdf import pages_of


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_examiner_sees_the_cases_of_the_own_authority(office: Office) -> None:
    """Open cases appear in the list of their authority and in no other."""
    number = office.referred()
    own = office.get("/tasks", office.examiner()).json()
    others = office.get("/tasks", office.examiner("far", "21010600")).json()
    assert [task["application_no"] for task in own["items"]] == [number]
    assert (own["items"][0]["claimed"], own["next"]) == ("nobody", None)
    assert (others["items"], others["next"]) == ([], None)


def test_the_list_comes_in_pages(office: Office) -> None:
    """Following the cursor shows every open case once."""
    numbers = {office.referred() for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = office.get(f"/tasks?limit=2{cursor}", office.examiner()).json()
        seen += [task["application_no"] for task in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == sorted(numbers)


@pytest.mark.parametrize("cursor", ["xxxx", "WzAsZmFsc2UsIjIwMjYtMTEtMjBUMDI6MDA6MDAiLCIxIl0", "_w=="])
def test_a_wrong_cursor_is_refused(office: Office, cursor: str) -> None:
    """A cursor nobody gave is a wrong field, not an error of ours."""
    assert _code(office.get(f"/tasks?cursor={cursor}", office.examiner())) == (422, "request.cursor_invalid")


def test_the_case_sheet_shows_the_case_masked(office: Office) -> None:
    """The sheet has all results and the case without its persons; reading it is recorded."""
    number = office.referred()
    answer = office.get(f"/tasks/{number}", office.examiner())
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 45
    assert answer.json()["case"]["application"]["operator"]["name"] == "张**"
    for secret in ("张晓禾", "140213199001011233", "13800000025", "xiaohe@example.com", "向阳里"):
        assert secret not in answer.text
    assert ("case_read",) in office.rows("SELECT event FROM approval.audit_entry")


@pytest.mark.parametrize("authority", ["21010600", "14021200"])
def test_cases_of_others_do_not_exist(office: Office, authority: str) -> None:
    """Of another authority's case an examiner learns nothing, not even that it exists."""
    number, far = office.referred(), office.examiner("far", authority)
    answers = [
        office.get(f"/tasks/{number}", far),
        office.post(f"/tasks/{number}/claim", far),
        office.post(f"/tasks/{number}/proposals", far, {"outcome": "APPROVE"}),
        office.get("/tasks/" + "9" * 23, office.examiner()),
    ]
    assert {_code(answer) for answer in answers} == {(404, "approval.task.not_found")}


def test_only_examiners_with_an_authority_may_enter(office: Office) -> None:
    """Applicants get 403, nobody 401, and an examiner of no authority is told so."""
    assert _code(office.get("/tasks", office.applicant())) == (403, "access.role_missing")
    assert _code(office.get("/tasks")) == (401, "access.token_invalid")
    assert _code(office.get("/tasks", office.examiner("lost", None))) == (403, "access.authority_missing")


def test_a_claim_keeps_others_away_until_it_runs_out(office: Office) -> None:
    """A claimed case is another's for half an hour; the claimant may renew it."""
    number = office.referred()
    assert office.claim(number).json()["claimed"] == "me"
    assert _code(office.claim(number, "examiner-2")) == (409, "approval.task_claimed")
    assert _code(office.propose(number, "APPROVE", "examiner-2")) == (409, "approval.task_claimed")
    office.clock.advance(timedelta(minutes=20))
    assert office.claim(number).status_code == 200
    office.clock.advance(timedelta(minutes=20))
    assert _code(office.claim(number, "examiner-2")) == (409, "approval.task_claimed")
    office.clock.advance(timedelta(minutes=10))
    assert office.claim(number, "examiner-2").json()["claimed"] == "me"


def test_of_many_claims_at_once_one_wins(office: Office) -> None:
    """Six examiners claim at the same instant; exactly one has the case."""
    number = office.referred()
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda n: office.claim(number, f"examiner-{n}").status_code, range(6)))
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]


def test_nobody_proposes_without_a_claim(office: Office) -> None:
    """A proposal needs the case to be claimed first."""
    assert _code(office.propose(office.referred(), "APPROVE")) == (409, "approval.task_not_claimed")


def test_nobody_examines_the_own_application(office: Office) -> None:
    """The applicant's own account cannot claim, propose or countersign, whatever its roles."""
    number = office.referred()
    proposal = office.proposed(number, "REJECT")
    own = "account-applicant"
    answers = [
        office.claim(number, own),
        office.propose(number, "APPROVE", own),
        office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner(own)),
    ]
    assert {_code(answer) for answer in answers} == {(403, "approval.conflict_of_interest")}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"outcome": "CORRECT", "reasons": []}, "/reasons"),
        ({"outcome": "REJECT", "reasons": [{"code": "AR-99", "text": "理由"}]}, "/reasons/0/code"),
        ({"outcome": "REFER"}, "/outcome"),
        ({"outcome": "REJECT", "reasons": [{"code": "OTHER", "text": "x"}]}, "/reasons/0/text"),
        ({"outcome": "REJECT", "reasons": [{"code": "OTHER", "text": "\x00\x00"}]}, "/reasons/0/text"),
        ({"outcome": "REJECT", "reasons": [{"code": "OTHER", "text": "理由", "pointer": "x"}]}, "/reasons/0/pointer"),
        ({"outcome": "REJECT", "reasons": [{"code": "OTHER", "text": "不行", "remedy": "—"}]}, "/reasons/0/text"),
        ({"outcome": "REJECT", "reasons": [{"code": "OTHER", "text": "不行", "remedy": "—"}]}, "/reasons/0/remedy"),
        ({"outcome": "REJECT", "reasons": [{"code": "AR-38", "text": "已有同一字号的登记"}]}, "/reasons/0/remedy"),
        ({"outcome": "CORRECT", "reasons": [{"code": "AR-31", "text": "门牌号\u2063不清楚"}]}, "/reasons/0/text"),
        ({"outcome": "APPROVE", "remark": "好" * 1001}, "/remark"),
        ({"outcome": "APPROVE", "remark": "已核实\u200b"}, "/remark"),
        ({"outcome": "APPROVE", "extra": 1}, "/extra"),
    ],
)
def test_an_incomplete_proposal_is_refused_by_field(office: Office, body: dict[str, Any], pointer: str) -> None:
    """What a proposal lacks is named by field, and nothing is kept."""
    number = office.referred()
    office.claim(number)
    answer = office.post(f"/tasks/{number}/proposals", office.examiner(), body)
    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert office.rows("SELECT count(*) FROM approval.proposal") == [(0,)]


def test_approval_against_a_defect_needs_a_reason(office: Office) -> None:
    """A case with a defect beside the referral is approved only with a word on why, by two."""
    number = office.referred(DEFECTIVE)
    office.claim(number)
    assert _code(office.propose(number, "APPROVE")) == (422, "approval.proposal_incomplete")
    made = office.propose(number, "APPROVE", overrides={"AR-35": "已电话核实，经营者一人经营"})
    assert (made.status_code, made.json()["needs_countersign"]) == (201, True)


def test_the_same_words_again_are_one_proposal(office: Office) -> None:
    """A double click leaves one proposal; other words make another."""
    number = office.referred()
    first = office.proposed(number, "CORRECT")
    assert office.propose(number, "CORRECT").json()["proposal_id"] == first
    assert office.propose(number, "CORRECT", remark="另").json()["proposal_id"] != first
    assert office.rows("SELECT count(*) FROM approval.proposal") == [(2,)]


def test_what_examiners_write_is_encrypted(office: Office) -> None:
    """Reasons and remark lie encrypted in the database."""
    office.proposed(office.referred(), "CORRECT", remark="张晓禾已电话说明")
    [(row,)] = office.rows("SELECT p::text FROM approval.proposal p")
    assert "张晓禾" not in row and "重复登记" not in row


def test_an_approval_is_confirmed(office: Office) -> None:
    """A confirmed approval is an examiner's decision with a letter of its own, and closes the task."""
    number = office.referred()
    decided = office.decided(number, "APPROVE", remark="经核实不是重复登记")
    part = office.part(decided)
    assert (decided.outcome, part.automatic, part.reviewer) == (Outcome.APPROVE, False, "郝明澈（工号examiner-1）")
    assert [document.kind for document in decided.documents] == ["review_sheet", "decision_notice"]
    sheet = "".join("".join(pages_of(office.resources.exchange.collect_document(decided.documents[0]))).split())
    assert "经核实不是重复登记" in sheet and "郝明澈（工号examiner-1）" in sheet
    assert office.rows("SELECT state FROM approval.review_task") == [("decided",)]
    assert office.get("/tasks", office.examiner()).json()["items"] == []


def test_an_examiner_signs_with_name_and_number(office: Office) -> None:
    """Both belong to the examiner's account and stand on the decision."""
    number = office.referred()
    assert office.part(office.decided(number, "APPROVE", "examiner-9")).reviewer == "王审核（工号examiner-9）"


def test_a_correction_returns_where_its_pointer_leads(office: Office) -> None:
    """An examiner's correction names its reasons in the letter and leads back to their section."""
    number = office.referred()
    reasons = [
        {
            "code": "OTHER",
            "text": "请补充经营场所门牌号",
            "pointer": "/premises/detail",
            "remedy": "在名称页面补充门牌号",
        }
    ]
    decided = office.decided(number, "CORRECT", reasons=reasons)
    letter = "".join("".join(pages_of(office.resources.exchange.collect_document(decided.documents[1]))).split())
    assert (decided.outcome, decided.return_to) == (Outcome.CORRECT, "name")
    assert "请补充经营场所门牌号" in letter
    assert [result.rule_id for result in office.part(decided).results][-1] == "OTHER"


def test_a_refusal_needs_two_persons(office: Office) -> None:
    """A refusal is confirmed only after another examiner of the authority countersigned it."""
    number = office.referred()
    proposal = office.proposed(number, "REJECT")
    path = f"/tasks/{number}/proposals/{proposal}/countersign"
    with pytest.raises(Refusal, match="countersign_missing"):
        office.confirm(number, proposal)
    assert _code(office.post(path, office.examiner())) == (403, "approval.countersign_own")
    assert _code(office.post(path, office.examiner("far", "21010600"))) == (404, "approval.task.not_found")
    with pytest.raises(Refusal, match="countersign_missing"):
        office.confirm(number, proposal)
    signed = office.post(path, office.examiner("examiner-2"))
    assert (signed.status_code, signed.json()["needs_countersign"]) == (200, False)
    assert office.post(path, office.examiner("examiner-2")).json() == signed.json()
    assert office.confirm(number, proposal).outcome is Outcome.REJECT


def test_only_a_refusal_is_countersigned(office: Office) -> None:
    """An approval needs no second person, and an unknown proposal is not one."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    second = office.examiner("examiner-2")
    assert _code(office.post(f"/tasks/{number}/proposals/{proposal}/countersign", second)) == (
        409,
        "approval.countersign_not_needed",
    )
    assert _code(office.post(f"/tasks/{number}/proposals/{'0' * 36}/countersign", second)) == (
        404,
        "approval.proposal_unknown",
    )


def test_confirming_again_gives_the_same_decision(office: Office) -> None:
    """The same confirmation again, and eight at once, lead to one decision with the same bytes."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    office.carry_out(number, proposal)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: office.confirm(number, proposal), range(8)))
    office.clock.advance(timedelta(days=1))
    assert all(answer == answers[0] for answer in [*answers, office.confirm(number, proposal)])
    assert office.rows("SELECT count(*) FROM approval.decision WHERE NOT automatic") == [(1,)]


def test_one_decision_closes_the_case(office: Office) -> None:
    """After the decision another proposal is neither confirmed nor made, and nobody claims the case."""
    number = office.referred()
    first = office.proposed(number, "APPROVE")
    second = office.propose(number, "CORRECT").json()["proposal_id"]
    office.carry_out(number, first)
    office.confirm(number, first)
    with pytest.raises(Refusal, match="task_closed"):
        office.confirm(number, second)
    assert _code(office.propose(number, "CORRECT")) == (409, "approval.task_closed")
    assert _code(office.claim(number)) == (409, "approval.task_closed")


def test_a_withdrawn_case_leaves_the_desk(office: Office) -> None:
    """It is not listed, claimed, proposed upon, countersigned or confirmed any more; closing it again is the same."""
    number = office.referred()
    proposal = office.proposed(number, "REJECT")
    asked = CloseTask(application_no=number, submission=1)
    assert close_task(office.resources, asked).closed and close_task(office.resources, asked).closed
    assert office.get("/tasks", office.examiner()).json()["items"] == []
    countersign = office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner("examiner-2"))
    for answer in (office.claim(number), office.propose(number, "APPROVE"), countersign):
        assert _code(answer) == (409, "approval.case_withdrawn")
    with pytest.raises(Refusal, match="case_withdrawn"):
        office.confirm(number, proposal)
    assert office.get(f"/tasks/{number}", office.examiner()).json()["task"]["state"] == "withdrawn"
    assert office.rows("SELECT count(*) FROM approval.audit_entry WHERE event = 'case_withdrawn'") == [(1,)]


def test_a_decision_that_comes_after_the_withdrawal_opens_no_task(office: Office) -> None:
    """Referred after the applicant had left: the decision is kept, and nobody is asked to examine it."""
    request = office.request(REFERRED)
    asked = CloseTask(application_no=request.application_no, submission=1)
    assert not close_task(office.resources, asked).closed
    decide_case(office.resources, request)
    assert office.get("/tasks", office.examiner()).json()["items"] == []
    assert close_task(office.resources, asked).closed


def test_an_examined_case_stays_decided(office: Office) -> None:
    """A withdrawal that comes after the examiner's decision undoes nothing."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    office.carry_out(number, proposal)
    decided = office.confirm(number, proposal)
    assert not close_task(office.resources, CloseTask(application_no=number, submission=1)).closed
    assert office.confirm(number, proposal) == decided


def test_a_withdrawal_and_a_decision_at_once(office: Office) -> None:
    """Whichever comes first, no task is open in the end."""
    requests = [office.request(REFERRED) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        for request in requests:
            threads.submit(decide_case, office.resources, request)
            threads.submit(close_task, office.resources, CloseTask(application_no=request.application_no, submission=1))
    assert office.rows("SELECT DISTINCT state, count(*) FROM approval.review_task GROUP BY state") == [("withdrawn", 4)]


def test_a_task_that_stays_open_after_a_withdrawal_is_found(office: Office) -> None:
    """The invariant names a task whose state contradicts the withdrawal."""
    number = office.referred()
    close_task(office.resources, CloseTask(application_no=number, submission=1))
    office.rows("UPDATE approval.review_task SET state = 'open' RETURNING 1")
    office.expected.append(f"task {number}/1: open, against its decision")


def test_an_unknown_proposal_is_not_confirmed(office: Office) -> None:
    """A proposal of another case, of another submission, or of nobody decides nothing."""
    number, other = office.referred(), office.referred()
    proposal = office.proposed(other, "APPROVE")
    for application_no, submission, proposal_id in ((number, 1, proposal), (other, 2, proposal), (number, 1, "none")):
        request = ConfirmExaminerDecision(application_no=application_no, submission=submission, proposal_id=proposal_id)
        with pytest.raises(Refusal, match="proposal_unknown"):
            confirm_examiner_decision(office.resources, request)


def test_a_refusal_of_the_activity_holds_no_personal_data(office: Office) -> None:
    """What travels in a workflow's payload says rules, not persons."""
    number = office.referred()
    proposal = office.proposed(number, "REJECT", remark="张晓禾")
    with pytest.raises(Refusal) as refused:
        office.confirm(number, proposal)
    assert "张晓禾" not in f"{refused.value.zh}{refused.value.en}{refused.value.details}"


def test_an_overdue_case_is_shown_as_such(office: Office) -> None:
    """Past the third working day the list says that the case is overdue (条例 Art. 19)."""
    office.referred()
    office.clock.advance(timedelta(days=5, hours=14))
    [task] = office.get("/tasks", office.examiner()).json()["items"]
    assert task["overdue"] is True


def test_every_act_is_recorded(office: Office) -> None:
    """Decision, claim, proposal, countersignature and confirmation stand in the trail in their order."""
    number = office.referred()
    proposal = office.proposed(number, "REJECT")
    office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.examiner("examiner-2"))
    office.confirm(number, proposal)
    trail = office.rows("SELECT event, actor_ref FROM approval.audit_entry ORDER BY number")
    assert trail == [
        ("case_decided", "rules"),
        ("task_claimed", "examiner-1"),
        ("decision_proposed", "examiner-1"),
        ("refusal_countersigned", "examiner-2"),
        ("examiner_decision_confirmed", "examiner-1"),
    ]


def test_the_authority_of_the_token_is_what_counts(office: Office) -> None:
    """An examiner of the authority reads the decision before and after it is made."""
    number = office.referred()
    before = office.get(f"/decisions/{number}", office.examiner("x", AUTHORITY)).json()
    office.decided(number, "APPROVE")
    after = office.get(f"/decisions/{number}", office.examiner("x", AUTHORITY)).json()
    assert (before["outcome"], after["outcome"]) == ("REFER", "APPROVE")
