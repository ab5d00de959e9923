"""What an examiner may propose, where it leads, and what the documents and the case sheet say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.errors import Refusal
from kernel.numbers import mod_11_10_is_valid
from services.approval.domain import registry, review
from services.approval.domain.case_sheet import masked
from services.approval.domain.documents import Decided, decision_notice, review_sheet
from services.approval.domain.numbering import decision_number
from services.approval.domain.results import CaseOutcome, Outcome, RuleResult
from services.approval.domain.review import Reason
from tests.fixtures.approval.cases import case

FACT, REMEDY = "租赁合同写的是另一地址", "请换一份租赁合同"
DEFECT = ("/application/details/employee_count", 0)

DAY = date(2026, 11, 20)


def _codes(refusal: Refusal) -> list[str]:
    return [finding.code for finding in refusal.all_findings()]


def decided(outcome: CaseOutcome, *changes: tuple[str, Any], **more: Any) -> Decided:
    results = registry.judge(case(*changes)).results
    given: dict[str, Any] = {
        "decision_no": "1" * 23,
        "outcome": outcome,
        "automatic": True,
        "reviewer": "智慧审批",
        "decided_at": datetime(2026, 11, 20, 2, 0, 3, tzinfo=UTC),
        "rule_set_version": "2022.05.01-00000000",
        "catalogue_edition": "0" * 12,
        "inputs_digest": "0" * 64,
        "results": results,
        "reasons": (),
        "opinion": None,
        "demonstration": False,
    }
    return Decided(**{**given, **more})


@pytest.mark.parametrize("outcome", ["CORRECT", "REJECT"])
def test_no_correction_or_refusal_without_reason(outcome: CaseOutcome) -> None:
    """A correction or a refusal gives reasons (条例 Art. 19, 20)."""
    with pytest.raises(Refusal) as refused:
        review.check_proposal(outcome, (), "", ())
    assert _codes(refused.value) == ["approval.reason_missing"]


def test_everything_wrong_is_named_at_once() -> None:
    """An unknown rule and an empty text are two findings with their pointers."""
    reasons = (
        Reason("AR-77", FACT, remedy=REMEDY),
        Reason("OTHER", "  ", remedy=REMEDY),
        Reason("AR-41", FACT, remedy=REMEDY),
    )
    with pytest.raises(Refusal) as refused:
        review.check_proposal("CORRECT", reasons, "", ())
    assert [f.pointer for f in refused.value.all_findings()] == [
        "/reasons/0/code",
        "/reasons/1/text",
        "/reasons/2/code",
    ]


@pytest.mark.parametrize("code", ["OTHER", "AR-01", "AR-40"])
def test_a_reason_is_a_rule_or_other(code: str) -> None:
    """A rule that judges cases, or OTHER, is a reason; a blank remark does no harm then."""
    review.check_proposal("CORRECT", (Reason(code, FACT, remedy=REMEDY),), "", ())


def test_approval_against_a_defect_needs_a_reason() -> None:
    """Who approves what a rule would have corrected says why, rule by rule."""
    results = registry.judge(case(DEFECT)).results
    with pytest.raises(Refusal) as refused:
        review.check_proposal("APPROVE", (), "写在备注里不算", results)
    assert _codes(refused.value) == ["approval.override_missing"]
    review.check_proposal("APPROVE", (), "", results, {"AR-35": "经营者一人经营，没有雇员"})
    review.check_proposal("APPROVE", (), "", registry.judge(case()).results)


def test_a_remedy_comes_from_the_rule_or_the_examiner() -> None:
    """A rule whose remedy is the applicant's brings it; for any other the examiner writes one."""
    review.check_proposal("CORRECT", (Reason("AR-31", FACT),), "", (), rules=registry.ALL)
    with pytest.raises(Refusal) as refused:
        review.check_proposal("CORRECT", (Reason("AR-38", FACT),), "", (), rules=registry.ALL)
    assert [f.pointer for f in refused.value.all_findings()] == ["/reasons/0/remedy"]


@pytest.mark.parametrize(
    ("reason", "section"),
    [
        (Reason("OTHER", "x", "/premises/detail"), "name"),
        (Reason("OTHER", "x", "/name"), "name"),
        (Reason("AR-31", "x", "/details/premises_commitment/owner"), "details"),
        (Reason("OTHER", "x", "/attachments/photo"), "operator"),
        (Reason("OTHER", "x", "/attachments/premises_proof"), "details"),
        (Reason("AR-02", "x"), "authentication"),
        (Reason("AR-07", "x"), "operator"),
        (Reason("AR-20", "x"), "name"),
        (Reason("AR-17", "x"), "details"),
        (Reason("OTHER", "x"), "details"),
        (Reason("OTHER", "x", "/nameless"), "details"),
    ],
)
def test_a_reason_leads_to_its_section(reason: Reason, section: str) -> None:
    """The pointer decides, else the rule, else the details."""
    assert review.section_of(reason) == section


def test_reasons_stand_beside_results() -> None:
    """An examiner's reason has its rule's title and article, and version 0."""
    [made] = review.as_results("REJECT", (Reason("AR-26", "与他人名称相同"),), registry.ALL, on=DAY)
    assert (made.version, made.outcome, made.title_zh, made.section) == (0, "REJECT", "名称相同", None)
    assert review.as_results("APPROVE", (Reason("OTHER", "x"),), (), on=DAY) == ()
    assert review.returns_to("REJECT", (Reason("AR-26", "x"),)) is None


def test_a_reason_rests_on_what_was_found() -> None:
    """Its article is the one of the finding in this case; a rule that only refers has no remedy for a decision."""
    [rule] = [rule for rule in registry.ALL if rule.id == "AR-25"]
    found = RuleResult(
        title_zh="",
        title_en="",
        zh="",
        en="",
        remedy_zh="",
        remedy_en="",
        rule_id="AR-25",
        version=1,
        outcome="REFER",
        article="企业名称登记管理规定第十一条（五）",
        pointer=None,
        section=None,
    )
    [made] = review.as_results("REJECT", (Reason("AR-25", "请更换字号"),), registry.ALL, (found,), on=DAY)
    assert (made.article, made.remedy_zh, made.remedy_en) == (found.article, "", "")
    [bare] = review.as_results("REJECT", (Reason("AR-25", "请更换字号"),), registry.ALL, on=DAY)
    assert bare.article == rule.article(DAY)
    [mended] = review.as_results("CORRECT", (Reason("AR-31", "请补充门牌号"),), registry.ALL, on=DAY)
    assert mended.remedy_zh


def test_a_correction_returns_to_the_earliest_of_its_reasons() -> None:
    """Each reason leads to its own section, and the case to the first of them."""
    reasons = (Reason("OTHER", "x", "/details"), Reason("AR-07", "证件已过期"))
    assert [made.section for made in review.as_results("CORRECT", reasons, (), on=DAY)] == ["details", "operator"]
    assert review.returns_to("CORRECT", reasons) == "operator"


@pytest.mark.parametrize(
    ("number", "section"),
    [
        *((number, "authentication") for number in (1, 4)),
        *((number, "operator") for number in (5, 13, 36)),
        *((number, "name") for number in (20, 31, 34)),
        *((number, "details") for number in (14, 19, 32, 33, 35, 37)),
    ],
)
def test_a_rule_leads_to_its_section(number: int, section: str) -> None:
    """Without a pointer the section that the catalogue gives the rule decides."""
    assert review.section_of(Reason(f"AR-{number:02}", "x")) == section


def test_a_refusal_names_reasons_and_remedies() -> None:
    """The letter of a refusal has every reason with article, both remedies, and a person's review for a machine's."""
    wrong = (("/application/type/enabled", False), DEFECT)
    letter = decision_notice(case(*wrong), decided("REJECT", *wrong))
    assert [reason["rule_id"] for reason in letter["reasons"]] == ["AR-14", "AR-35"]
    assert letter["remedies"]["reconsideration_body"] == "大同市平城区人民政府"
    assert letter["human_review"]["how"]


def test_a_letter_tells_each_defect_by_itself() -> None:
    """Two wrong fields of one rule are two numbered reasons, each with its remedy."""
    wrong = (("/application/operator/mobile", "1"), ("/application/details/postcode", "1"))
    letter = decision_notice(case(*wrong), decided("CORRECT", *wrong))
    told = [reason["zh"] for reason in letter["reasons"] if reason["rule_id"] == "AR-36"]
    assert len(told) == 2 and "移动电话" in told[0] and "邮政编码" in told[1]


def test_an_approval_offers_what_the_licensed_items_need() -> None:
    """The letter of an approval names permits and neither reasons nor remedies."""
    letter = decision_notice(case(), decided("APPROVE"))
    assert [permit["item"] for permit in letter["permits"]] == ["餐饮服务"]
    assert (letter["reasons"], letter["remedies"], letter["human_review"]) == ([], None, None)


def test_an_examiners_letter_gives_the_examiners_reasons() -> None:
    """What the rules found does not stand in an examiner's letter unless the examiner says it."""
    reasons = review.as_results("CORRECT", (Reason("OTHER", "请补充租赁合同", "/details"),), registry.ALL, on=DAY)
    letter = decision_notice(
        case(DEFECT), decided("CORRECT", DEFECT, automatic=False, reasons=reasons, reviewer="王审核")
    )
    assert [reason["zh"] for reason in letter["reasons"]] == ["请补充租赁合同"]
    assert letter["human_review"] is None


@pytest.mark.parametrize(("amount", "shown"), [("100", "100"), ("100.00", "100"), ("12.50", "12.5"), ("0.10", "0.1")])
def test_a_capital_is_written_plainly(amount: str, shown: str) -> None:
    """No zeros at the end of a fraction, and none lost of a whole amount."""
    sheet = review_sheet(case(("/application/capital_amount", amount)), decided("APPROVE"))
    assert sheet["entity"]["capital_amount"] == shown


def test_the_case_sheet_masks_persons() -> None:
    """No name, number, phone, mailbox, home or birthday of a person stands in the case sheet in full."""
    given = case(
        (
            "/application/operator/family_members",
            [{"name": "李四", "id_number": "140213199202021234", "relation": "配偶"}],
        )
    )
    text = json.dumps(masked(given), ensure_ascii=False)
    operator = given.application.operator
    for secret in (
        *(operator.name, operator.id_number, operator.mobile, operator.email, operator.residence),
        *(operator.birth_date.isoformat(), "李四", "140213199202021234", "李建国", "account-applicant"),
    ):
        assert secret not in text
    assert "140***********1233" in text and "大庆路33号1层3号商铺" in text


def test_decision_numbers_check_themselves() -> None:
    """Authority, day, sequence and a check digit: 23 digits."""
    number = decision_number("14021300", date(2026, 11, 20), 17)
    assert number.startswith("1402130020261120000017") and len(number) == 23
    assert mod_11_10_is_valid(number)


def _result(rule_id: str, outcome: Outcome) -> RuleResult:
    return replace(registry.judge(case()).results[0], rule_id=rule_id, outcome=outcome)


@pytest.mark.parametrize(
    ("found", "risk"),
    [
        ([("AR-45", "REFER")], "ordinary"),
        ([("AR-45", "REFER"), ("AR-45", "REFER")], "ordinary"),
        ([("AR-45", "REFER"), ("AR-47", "REFER")], "raised"),
        ([("AR-40", "REFER")], "raised"),
        ([("AR-13", "REFER")], "high"),
        ([("AR-36", "CORRECT")], "high"),
        ([("AR-19", "NOTE")], "ordinary"),
    ],
)
def test_how_carefully_a_case_wants_to_be_looked_at(found: list[tuple[str, Outcome]], risk: str) -> None:
    """A person in a list, or a rule that would be overridden, more than a word or one doubtful picture."""
    assert review.risk_of([_result(*each) for each in found]) == risk
