"""A reason says something of its case, or is refused."""

from __future__ import annotations

import pytest

from services.approval.domain import wording


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "不行",
        "不行不行不行",
        "——————",
        "不符合规定",
        "不符合法定条件，不予登记",
        "材料不齐全，请补正",
        "按有关规定办理",
        "经审查，材料有问题，请重新提交",
        "根据有关规定，不予登记，请按要求重新提交材料",
        "哈哈哈哈哈哈",
        "〔写明本案的具体情形〕",
        "地址是______，与申请不一致",
        "not ok, rejected",
    ],
)
def test_what_fits_every_case_is_no_fact(text: str) -> None:
    """A verdict, a phrase, dashes or a template with its blanks say nothing of a case."""
    assert wording.fact_faults(text, "/text")


@pytest.mark.parametrize(
    "text",
    [
        "请补充门牌号",
        "租赁合同上的地址是平城路12号，与申请的21号不一致",
        "经核实为重复登记",
        "与他人名称相同",
        "限制决定已被撤销，文号为同政复〔2026〕12号",
        "The lease is for 12 Pingcheng Road",
    ],
)
def test_a_fact_is_accepted(text: str) -> None:
    """Short is well, as long as it is of this case."""
    assert wording.fact_faults(text, "/text") == []


@pytest.mark.parametrize("text", ["", "—", "无", "----", "同同同同"])
def test_a_dash_is_no_remedy(text: str) -> None:
    """Somebody who is refused is told what they can do."""
    assert wording.remedy_faults(text, "/remedy")


def test_what_no_document_prints_is_told_at_its_field() -> None:
    """An invisible character is named by its code."""
    [found] = wording.fact_faults("租赁合同\u200b写的是另一地址", "/reasons/0/text")
    assert (found.pointer, "U+200B" in found.zh) == ("/reasons/0/text", True)
