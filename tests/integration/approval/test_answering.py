"""Who answers for a decision: a name and a number, two persons against a rule, nobody in another's place."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from kernel.errors import Refusal
from services.approval.contract import CloseTask, OpenReview, Outcome
from services.approval.operations.closing import close_task
from services.approval.operations.requesting import open_review
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, Office
from tests.integration.documents.text_of_pdf import pages_of


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_nobody_without_name_and_number_decides(office: Office) -> None:
    """Claiming is allowed; proposing, countersigning and ordering are refused, with what to do."""
    number, own = office.referred(), office.unnamed()
    assert office.post(f"/tasks/{number}/claim", own).status_code == 200
    refused = office.post(f"/tasks/{number}/proposals", own, {"outcome": "APPROVE"})
    assert _code(refused) == (403, "approval.official_unnamed")
    assert "kaiye staff name" in refused.json()["errors"][0]["remedy_zh"]
    office.post(f"/tasks/{number}/release", own)
    proposal = office.proposed(number, "REJECT")
    for way in ("countersign", "carry-out"):
        answer = office.post(f"/tasks/{number}/proposals/{proposal}/{way}", own)
        assert answer.status_code == 403
    assert (
        _code(office.post(f"/tasks/{number}/proposals/{proposal}/countersign", own))[1] == "approval.official_unnamed"
    )


def test_only_its_examiner_has_a_proposal_carried_out(office: Office) -> None:
    """Until then the case's step is refused; a colleague, and the examiner without the claim, are too."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    with pytest.raises(Refusal, match="proposal_not_ordered"):
        office.confirm(number, proposal)
    assert _code(office.carry_out(number, proposal, "examiner-2")) == (403, "approval.proposal_of_another")
    office.clock.advance(timedelta(minutes=31))
    assert _code(office.carry_out(number, proposal)) == (409, "approval.task_not_claimed")
    office.claim(number, "examiner-2")
    assert _code(office.carry_out(number, proposal)) == (409, "approval.task_claimed")
    with pytest.raises(Refusal, match="proposal_not_ordered"):
        office.confirm(number, proposal)
    office.post(f"/tasks/{number}/release", office.examiner("examiner-2"))
    office.claim(number)
    assert office.carry_out(number, proposal).status_code == 200
    assert office.confirm(number, proposal).outcome is Outcome.APPROVE


def test_an_approval_against_a_rule_takes_two_and_is_filed(office: Office) -> None:
    """Every rule gone against has its reason; a second person signs; part and review sheet keep rule, reason, both."""
    number = office.request(REJECTED).application_no
    office.decide(REJECTED, DEFECTIVE, REFERRED, application_no=number)
    asked = office.post(f"/decisions/{number}/review-requests", office.applicant(), {"statement": "请人工核实"})
    open_review(
        office.resources, OpenReview(application_no=number, submission=1, request_id=asked.json()["request_id"])
    )
    office.claim(number)
    lacking = office.propose(number, "APPROVE", overrides={"AR-14": "不行"})
    assert {error["pointer"] for error in lacking.json()["errors"]} == {"/overrides/AR-14", "/overrides/AR-35"}
    reasons = {"AR-14": "该类型自本月起开放自助办理", "AR-35": "经营者本人经营，没有雇员"}
    proposal = office.proposed(number, "APPROVE", overrides=reasons)
    assert _code(office.carry_out(number, proposal)) == (409, "approval.countersign_missing")
    assert _code(office.countersign(number, proposal, "examiner-1")) == (403, "approval.countersign_own")
    signed = office.post(f"/tasks/{number}/proposals/{proposal}/countersign", office.head())
    assert signed.status_code == 200, signed.text
    decided = office.confirm(number, proposal)
    part = office.part(decided)
    assert (part.reviewer, part.countersigner) == ("郝明澈（工号examiner-1）", "贺长亭（工号head-1）")
    assert [(each.rule_id, each.outcome, each.reason) for each in part.overrides] == [
        ("AR-14", "REJECT", reasons["AR-14"]),
        ("AR-35", "CORRECT", reasons["AR-35"]),
    ]
    sheet = "".join("".join(pages_of(office.resources.exchange.collect_document(decided.documents[0]))).split())
    assert all(text in sheet for text in (*reasons.values(), "复核人", "贺长亭（工号head-1）"))


def test_what_a_list_says_is_weighed_aloud(office: Office) -> None:
    """On the list of serious violations: the sheet says what to weigh, and no approval goes without a word on it."""
    listed = ("/authentication/persons/0/facts/serious_violation", True)
    number = office.referred(listed)
    weighing = office.get(f"/tasks/{number}", office.examiner()).json()["weighing"]
    assert [(each["rule_id"], each["overrides"]) for each in weighing] == [("AR-13", False)]
    assert "告知承诺" in weighing[0]["weigh_zh"]
    office.claim(number)
    assert office.propose(number, "APPROVE").json()["errors"][0]["pointer"] == "/overrides/AR-13"
    word = {"AR-13": "列入决定已于上月撤销，市场监管局出具移出证明"}
    assert office.decided(number, "APPROVE", overrides=word).outcome is Outcome.APPROVE


def test_closed_cases_are_found_again(office: Office) -> None:
    """By part of a number and by outcome, in the own authority; each with who decided it; open ones by their number."""
    number, other, waits = office.referred(), office.referred(), office.referred()
    office.decided(number, "APPROVE")
    close_task(office.resources, CloseTask(application_no=other, submission=1))

    def found(query: str, headers: dict[str, str] | None = None) -> list[str]:
        answer = office.get(f"/tasks/closed?{query}", headers or office.examiner())
        return [task["application_no"] for task in answer.json()["items"]]

    assert set(found("")) == {number, other}
    assert found(f"number={number[-9:]}") == [number] and found("outcome=withdrawn") == [other]
    assert found(f"number={waits[-9:]}") == found("outcome=open") == [waits]
    assert found("outcome=REJECT") == [] and found("from=2026-11-21") == []
    assert found("", office.head()) and not found("", office.examiner("far", "21010600"))
    [task] = office.get("/tasks/closed?outcome=APPROVE", office.head()).json()["items"]
    assert (task["outcome"], task["reviewer"]) == ("APPROVE", "郝明澈（工号examiner-1）")


def test_the_queue_says_why_a_case_is_there(office: Office) -> None:
    """The rules that referred it, each once, and since when."""
    office.referred()
    [task] = office.get("/tasks", office.examiner()).json()["items"]
    assert [rule["rule_id"] for rule in task["rules"]] == ["AR-38"] and task["opened_at"]


def test_the_queue_of_one_kind_of_filing(office: Office) -> None:
    """Cases are told apart by what was filed: the list of one kind, and how many of each wait."""
    new = office.referred()
    change = new[:6] + "02" + new[8:]
    office.rows(
        "UPDATE approval.review_task SET application_no = :change WHERE application_no = :new RETURNING 1",
        change=change,
        new=new,
    )
    other = office.referred()

    def listed(query: str) -> list[str]:
        return [task["application_no"] for task in office.get(f"/tasks?{query}", office.examiner()).json()["items"]]

    assert listed("business_type=02") == [change] and listed("business_type=01") == [other]
    assert set(listed("")) == {change, other} and listed("business_type=04") == []
    assert office.get("/tasks?business_type=x", office.examiner()).status_code == 422
    kinds = office.get("/tasks/statistics", office.examiner()).json()["by_kind"]
    assert [(each["business_type"], each["title"], each["open"]) for each in kinds] == [
        ("01", "个体工商户设立登记", 1),
        ("02", "个体工商户变更登记", 1),
    ]
    office.rows(
        "UPDATE approval.review_task SET application_no = :new WHERE application_no = :change RETURNING 1",
        change=change,
        new=new,
    )


def test_the_head_sees_the_workload(office: Office) -> None:
    """Of each examiner: what they keep, decided and countersigned."""
    office.decided(office.referred(), "REJECT")
    office.claim(office.referred())
    load = office.get("/tasks/awaiting-head", office.head()).json()["workload"]
    told = {each["name"]: (each["claimed"], each["decided"], each["countersigned"]) for each in load}
    assert told == {"郝明澈": (1, 1, 0), "卢静姝": (0, 0, 1)}
    assert office.get("/tasks/awaiting-head", office.examiner()).status_code == 403
