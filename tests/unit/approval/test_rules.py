"""Each rule by itself, over one valid case with some of its facts changed."""

from __future__ import annotations

import pytest

from catalogues import approval_rules, scope_items
from services.approval.domain import registry, review
from services.approval.domain.rule import Rule
from tests.fixtures.approval.cases import case, finding
from tests.unit.approval.example import MAIN, Example, item
from tests.unit.approval.examples import EXAMPLES

BY_ID = {rule.id: rule for rule in registry.ALL}
SUBMIT = [rule.id for rule in approval_rules.of_stage("submit")]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_rule_says_what_its_example_says(example: Example) -> None:
    """Outcome, field and section are those of the example."""
    result = BY_ID[example.rule_id].judge(case(*example.changes, decided_on=example.decided_on))
    assert result.outcome == example.says, result.zh
    if example.pointer:
        assert result.pointer == example.pointer
    if example.section:
        assert result.section == example.section


@pytest.mark.parametrize("rule_id", SUBMIT)
def test_every_rule_passes_and_fails(rule_id: str) -> None:
    """No rule of the submit stage is without an example that passes and one that fails."""
    said = {example.says for example in EXAMPLES if example.rule_id == rule_id}
    assert said & {"PASS", "NOTE"}
    assert said & {"CORRECT", "REFER", "REJECT"}


@pytest.mark.parametrize("rule", [rule for rule in BY_ID.values() if rule.test], ids=lambda rule: rule.id)
def test_a_failed_rule_says_why_and_what_to_do(rule: Rule) -> None:
    """Every failing example has an explanation and a remedy in two languages, an article and a field, and its outcome
    is one the rule announces."""
    for example in (e for e in EXAMPLES if e.rule_id == rule.id and e.says in {"CORRECT", "REFER", "REJECT"}):
        result = rule.judge(case(*example.changes, decided_on=example.decided_on))
        assert all((result.zh, result.en, result.remedy_zh, result.remedy_en, result.article, result.pointer))
        assert result.outcome in rule.outcomes
        assert (result.section is not None) == (result.outcome == "CORRECT")


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_texts_hold_no_personal_data(example: Example) -> None:
    """No result repeats a person's name, number, phone, mailbox or home in full."""
    given = case(*example.changes, decided_on=example.decided_on)
    result = BY_ID[example.rule_id].judge(given)
    operator = given.application.operator
    secrets = {operator.name, operator.id_number, operator.mobile, operator.residence, operator.email}
    secrets |= {person.name for person in given.authentication.persons}
    secrets |= {given.application.premises_commitment.owner}
    text = result.zh + result.en + result.remedy_zh + result.remedy_en
    assert not [secret for secret in secrets if secret and secret in text]


def test_explanations_carry_the_facts_of_the_case() -> None:
    """The capital and the limit it exceeds stand in the text, as does the masked number."""
    capital = BY_ID["AR-34"].judge(case(("/application/capital_amount", "600")))
    number = BY_ID["AR-05"].judge(case(("/application/operator/id_number", "140213199001011234")))
    assert "600 万元" in capital.zh and "500 万元" in capital.zh
    assert "140***********1234" in number.zh


@pytest.mark.parametrize(("count", "says"), [(20, "PASS"), (21, "CORRECT")])
def test_twenty_items_are_the_most(count: int, says: str) -> None:
    """A scope has at most twenty items."""
    others = [each for each in scope_items.all() if each.name != MAIN["name"]][: count - 1]
    items = [MAIN, *(item(each.name, category=each.category) for each in others)]
    assert BY_ID["AR-17"].judge(case(("/application/details/scope_items", items))).outcome == says


def test_the_authority_in_charge_is_named() -> None:
    """Who applies to the wrong authority is told the right one."""
    result = BY_ID["AR-30"].judge(case(("/application/premises/county_code", "140212")))
    assert "大同市新荣区" in result.zh


def test_what_the_naming_service_found_keeps_its_article_and_remedy() -> None:
    """The finding's own article and remedy take the place of the rule's."""
    found = finding("N-40", "reject", article="企业名称登记管理规定第十一条（二）", remedy_zh="请删除“中央”")
    result = BY_ID["AR-24"].judge(case(("/name/findings", [found])))
    assert (result.article, result.remedy_zh) == ("企业名称登记管理规定第十一条（二）", "请删除“中央”")


def test_all_defects_of_one_rule_are_told_at_once() -> None:
    """Two wrong fields of one rule are two sentences of one result."""
    result = BY_ID["AR-36"].judge(case(("/application/operator/mobile", "1"), ("/application/details/postcode", "1")))
    assert "移动电话" in result.zh and "邮政编码" in result.zh
    assert result.section == "operator"


def test_each_defect_of_one_rule_points_at_its_own_field() -> None:
    """Told singly, a wrong mobile opens the operator's page and a wrong postcode the details, each in one sentence."""
    result = BY_ID["AR-36"].judge(case(("/application/operator/mobile", "1"), ("/application/details/postcode", "1")))
    told = {each.pointer: each for each in result.singly()}
    assert {pointer: each.section for pointer, each in told.items()} == {
        "/operator/mobile": "operator",
        "/details/postcode": "details",
    }
    assert "邮政编码" not in told["/operator/mobile"].zh and "移动电话" not in told["/details/postcode"].zh


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.says == "CORRECT"], ids=str)
def test_every_defect_is_put_right_where_it_points(example: Example) -> None:
    """One sentence, with a field that lies in the section that is opened for it."""
    result = BY_ID[example.rule_id].judge(case(*example.changes, decided_on=example.decided_on))
    for told in result.singly():
        assert told.pointer and told.article and told.remedy_zh and "；" not in told.zh
        if not told.pointer.startswith("/documents"):  # what is signed anew, or made anew of what was typed
            assert review.section_of(review.Reason(told.rule_id, told.zh, told.pointer)) == told.section


@pytest.mark.parametrize(("submitted", "outcome"), [("2026-11-27", "CORRECT"), ("2026-11-28", "PASS")])
def test_a_document_holds_on_its_last_day_since_the_rule_says_so(submitted: str, outcome: str) -> None:
    """An application of 27 November is judged by the rule of that day, one of the next day by the one that counts the
    last day in."""
    given = case(("/submitted_at", f"{submitted}T01:00:00Z"), ("/application/operator/id_valid_until", submitted))
    [result] = [result for result in registry.judge(given).results if result.rule_id == "AR-07"]
    assert result.outcome == outcome


@pytest.mark.parametrize(
    ("submitted", "cited"),
    [
        ("2022-06-01", "企业名称登记管理规定第六、七条；个体工商户名称登记管理办法第六、七条"),
        ("2024-06-01", "企业名称登记管理规定第六、七条；企业名称登记管理规定实施办法第八、九、五十三条"),
    ],
)
def test_the_law_of_the_application_s_day_is_cited(submitted: str, cited: str) -> None:
    """A case submitted in 2022 still cites the order that was in force then."""
    given = case(("/submitted_at", f"{submitted}T01:00:00Z"))
    [result] = [result for result in registry.judge(given).results if result.rule_id == "AR-20"]
    assert result.article == cited


@pytest.mark.parametrize(
    ("county", "cited", "others"), [("210102", "辽宁方案", "通知"), ("140213", "通知", "辽宁方案")]
)
def test_an_authority_cites_its_own_province(county: str, cited: str, others: str) -> None:
    """No letter of Liaoning cites what Shanxi ordered, nor the other way round."""
    given = case(("/application/county_code", county))
    articles = "；".join(result.article for result in registry.judge(given).results)
    assert cited in articles and others not in articles
