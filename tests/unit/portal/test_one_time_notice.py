"""The builder of the one-time notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import Finding, Refusal
from services.portal.domain.notice_rows import at_rows
from services.portal.domain.one_time_notice import (
    FOUND,
    GROUPS,
    Typed,
    articles_found,
    begun,
    choices,
    grouped,
    noticed,
    place_name,
    typed_before,
    typed_of,
)


def _reason(code: str, pointer: str | None = None) -> dict[str, Any]:
    return {
        "code": code,
        "title_zh": f"{code} 标题",
        "title_en": f"{code} title",
        "article": f"{code} 条",
        "pointer": pointer,
        "remedy_zh": "办法",
        "remedy_en": "remedy",
        "outcomes": ["CORRECT"],
    }


def _result(rule_id: str, outcome: str) -> dict[str, Any]:
    return {"rule_id": rule_id, "outcome": outcome, "zh": f"{rule_id} 的事实", "article": "本案条", "pointer": "/name"}


CATALOGUE = [_reason(code) for code in ("AR-05", "AR-20", "AR-31", "AR-33", "AR-37", "OTHER")]
RESULTS = [_result("AR-20", "CORRECT"), _result("AR-33", "REFER"), _result("AR-05", "PASS"), _result("AR-37", "NOTE")]


def test_defects_are_ticked_with_the_rule_s_words() -> None:
    """So that a correction tells all of them; what was only referred is the examiner's to judge."""
    made = {each.code: each for each in choices(CATALOGUE, RESULTS, None)}
    assert [code for code, each in made.items() if each.ticked] == ["AR-20"]
    assert (made["AR-20"].text, made["AR-20"].article, made["AR-20"].pointer) == ("AR-20 的事实", "本案条", "/name")
    assert made["AR-33"].found and made["AR-33"].text == ""


def test_each_thing_that_a_rule_found_is_a_reason_of_its_own() -> None:
    """With its own fact, article and field, in a row that comes back when a proposal is mended."""
    defects = [
        {"zh": "手机有误", "article": "甲条", "pointer": "/operator/mobile"},
        {"zh": "邮编有误", "article": "乙条", "pointer": "/details/postcode"},
    ]
    results = [_result("AR-20", "CORRECT") | {"defects": defects}]
    typed = replace(begun(choices(CATALOGUE, results, None)), outcome="CORRECT")
    assert [reason for _, reason in typed.reasons()] == [
        {"code": "AR-20", "text": "手机有误", "pointer": "/operator/mobile"},
        {"code": "AR-20", "text": "邮编有误", "pointer": "/details/postcode"},
    ]
    found = articles_found(choices(CATALOGUE, results, None))
    assert [each["article"] for each in noticed(CATALOGUE, typed, found)] == ["甲条", "乙条"]
    assert typed_before(typed.proposal()).codes == typed.codes


def test_what_was_typed_stands_over_what_was_found() -> None:
    """Also where a box was unticked or a text emptied."""
    typed = Typed(outcome="CORRECT", codes=("AR-31",), texts={"AR-20": "", "AR-31": "门牌号"}, pointers={"AR-20": ""})
    made = {each.code: each for each in choices(CATALOGUE, RESULTS, typed)}
    assert [code for code, each in made.items() if each.ticked] == ["AR-31"]
    assert (made["AR-20"].text, made["AR-20"].pointer, made["AR-31"].text) == ("", "", "门牌号")


def test_groups_begin_with_what_was_found() -> None:
    """Every reason is in exactly one group, and the examiner's own words are none of the catalogue's."""
    groups = grouped(choices(CATALOGUE, RESULTS, None))
    assert groups[0][0] == FOUND
    assert [each.code for each in groups[0][1]] == ["AR-20", "AR-33"]
    rest = {title: [each.code for each in group] for title, group in groups[1:]}
    assert rest == {GROUPS[0][0]: ["AR-05"], GROUPS[3][0]: ["AR-31"], GROUPS[4][0]: ["AR-37"]}


def test_the_form_becomes_a_proposal() -> None:
    """Ticked reasons in their order, then own words; rows without words are left out only where nobody ticked them."""
    typed = typed_of(
        ["AR-31", "AR-31", "AR-20"],
        {
            "outcome": "CORRECT",
            "remark": " 已核实\r\n两次 ",
            "text.AR-31": " 门牌号 ",
            "pointer.AR-31": "/premises/detail",
            "text.AR-05": "没有勾选",
            "text.OTHER-2": "补交合同",
            "text.OTHER-1": "  ",
        },
    )
    assert typed.proposal() == {
        "outcome": "CORRECT",
        "reasons": [
            {"code": "AR-31", "text": "门牌号", "pointer": "/premises/detail"},
            {"code": "AR-20", "text": "", "pointer": None},
            {"code": "OTHER", "text": "补交合同", "pointer": None},
        ],
        "remark": "已核实\n两次",
    }


def test_an_approval_names_no_reasons() -> None:
    """Whatever was ticked before the outcome was changed."""
    typed = Typed(outcome="APPROVE", codes=("AR-31",), texts={"AR-31": "门牌号"}, remark="已核实")
    assert typed.proposal() == {"outcome": "APPROVE", "reasons": [], "remark": "已核实"}


@pytest.mark.parametrize(("remark", "same"), [("已核实", True), ("没核实", False)])
def test_a_form_sent_twice_is_known_by_its_words(remark: str, same: bool) -> None:
    """And another opinion is not taken for it."""
    typed = Typed(outcome="APPROVE", remark="已核实 ")
    assert typed.is_proposal({"outcome": "APPROVE", "reasons": [], "remark": remark, "mine": True}) is same


def test_the_notice_gives_each_reason_its_article() -> None:
    """That found in this case, else that of the rule; own words rest on the article of the outcome."""
    typed = Typed(outcome="REJECT", codes=("AR-31",), texts={"AR-31": "门牌号", "OTHER-1": "其他"})
    assert [each["article"] for each in noticed(CATALOGUE, typed, {})] == ["AR-31 条", "条例第二十条"]
    found = articles_found(choices(CATALOGUE, RESULTS, None))
    assert noticed(CATALOGUE, Typed(codes=("AR-20",)), found)[0]["article"] == "本案条"


def test_the_form_begins_as_it_is_shown() -> None:
    """So that the first preview says what the ticked boxes say."""
    assert [row for row, _ in begun(choices(CATALOGUE, RESULTS, None)).reasons()] == ["AR-20"]


@pytest.mark.parametrize(
    ("pointer", "row"),
    [
        ("/reasons/0/text", "/text/AR-31"),
        ("/reasons/1/pointer", "/pointer/OTHER-1"),
        ("/reasons/1", "/text/OTHER-1"),
        ("/reasons", "/reasons"),
        ("/reasons/7/text", "/reasons"),
        ("/reason", "/extension_reason"),
        ("/remark", "/remark"),
        (None, None),
    ],
)
def test_refusals_point_at_rows(pointer: str | None, row: str | None) -> None:
    """The service counts reasons; the form has them by name."""
    refusal = Refusal(
        "approval.proposal_incomplete", "不完整", "Incomplete", findings=[Finding("a", "甲", "A", pointer)]
    )
    (found,) = at_rows(refusal, ["AR-31", "OTHER-1"]).all_findings()
    assert (found.pointer, found.zh) == (row, "甲")


def test_a_proposal_comes_back_as_it_was_typed() -> None:
    """What a second examiner declined is mended in the same rows."""
    typed = Typed(
        outcome="REJECT",
        codes=("AR-20", "AR-31"),
        texts={"AR-20": "甲", "AR-31": "乙", "OTHER-1": "丙", "OTHER-2": "丁"},
        pointers={"AR-20": "/name", "AR-31": "", "OTHER-1": "", "OTHER-2": "/details"},
        remark="备注",
    )
    again = typed_before(typed.proposal())
    assert again == typed
    assert again.is_proposal(typed.proposal())


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/name/trade_name", "字号"),
        ("/premises/county_code", "经营场所"),
        ("/authentication/persons/0", "实名认证与签名"),
        ("/elsewhere/x", "/elsewhere/x"),
    ],
)
def test_a_field_is_called_by_its_name(pointer: str, name: str) -> None:
    """Its own, or that of what it lies in."""
    assert place_name(pointer) == name
