"""Where documents lie in a volume, and on which pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Defect
from services.archive.domain.arrangement import arrange, file_name, in_order, sections


@dataclass(frozen=True)
class Document:
    kind: str
    pages: int
    submission: int | None = None
    outcome: str | None = None


WHOLE = (
    Document("name_commitment", 1),
    Document("name_notice", 1),
    Document("application_form", 4),
    Document("identity_document", 2),
    Document("premises_commitment", 1),
    Document("review_sheet", 2),
    Document("decision_notice", 1),
    Document("licence", 1),
    Document("filing_record", 1),
)


def test_pages_are_those_the_notice_should_have() -> None:
    """1-1/1, 1-4/4, 5-6/2, 7-7/1: the notice's example with its two slips put right."""
    labels = {entry.kind: entry.page_label for entry in arrange(WHOLE)}
    assert labels["name_commitment"] == "第1-1页共1页"
    assert labels["application_form"] == "第1-4页共4页"
    assert labels["identity_document"] == "第5-6页共2页"
    assert labels["premises_commitment"] == "第7-7页共1页"


def test_each_group_starts_at_page_one() -> None:
    """Name, materials, review sheet, notice, licence and filing record are groups of their own."""
    starts = [entry.kind for entry in arrange(WHOLE) if entry.page_from == 1]
    assert starts == [
        "name_commitment",
        "application_form",
        "review_sheet",
        "decision_notice",
        "licence",
        "filing_record",
    ]


def test_what_was_returned_follows_what_was_granted() -> None:
    """The first signed set, its notice of correction, the receipt and the extension lie behind the sections of the
    notice, by submission and in the order in which they came, each with pages of its submission."""
    before = (
        Document("application_form", 4, 1),
        Document("identity_document", 2, 1),
        Document("review_sheet", 2, 1, "CORRECT"),
        Document("decision_notice", 1, 1, "CORRECT"),
        Document("review_sheet", 2, 2, "REFER"),
        Document("material_receipt", 1, 2, "REFER"),
        Document("extension_notice", 1, 2),
    )
    entries = arrange((*in_order((*before, *WHOLE[:-1])), WHOLE[-1]), "APPROVE")
    course = [
        (e.section.subgroup, e.section.title, e.page_from, e.page_to) for e in entries if e.section.group == "办理过程"
    ]
    assert course == [
        ("第1次提交", "申请人签署的《个体工商户登记申请书》", 1, 4),
        ("第1次提交", sections()["identity_document"].title, 5, 6),
        ("第1次提交", "设立登记审核表", 7, 8),
        ("第1次提交", "补正通知书", 9, 9),
        ("第2次提交", "设立登记审核表", 1, 2),
        ("第2次提交", "申请材料接收凭证", 3, 3),
        ("第2次提交", "延期通知书", 4, 4),
    ]
    assert "准予登记通知书" in [entry.section.title for entry in entries]


def test_sections_are_the_notices() -> None:
    """Groups, subgroups and titles come from the catalogue of the notice."""
    assert [(s.group, s.subgroup) for s in sections().values()] == [
        ("名称自主申报", None),
        ("名称自主申报", None),
        ("设立登记", "设立登记材料"),
        ("设立登记", "设立登记材料"),
        ("设立登记", "设立登记材料"),
        ("设立登记", "设立登记材料"),
        ("设立登记", "设立登记审核表"),
        ("设立登记", "申请材料接收凭证"),
        ("设立登记", "延期通知书"),
        ("设立登记", "人工审查申请书"),
        ("设立登记", "复核意见书"),
        ("设立登记", "人工审查答复书"),
        ("设立登记", "登记通知书"),
        ("设立登记", "营业执照"),
        ("设立登记", "设立登记归档记录表"),
    ]
    assert sections()["name_commitment"].title == "企业名称使用承诺书"
    assert sections()["premises_commitment"].title == "经营场所证明"


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        ("APPROVE", "准予登记通知书"),
        ("REJECT", "不予登记通知书"),
        ("CORRECT", "补正通知书"),
        (None, "登记通知书"),
    ],
)
def test_notice_is_called_what_it_says(outcome: str | None, title: str) -> None:
    """The notice to the applicant has the title of its outcome."""
    assert [e.section.title for e in arrange([Document("decision_notice", 1)], outcome)] == [title]


def test_unknown_kind_is_a_defect() -> None:
    """A document without a place in the catalogue is not silently left out."""
    with pytest.raises(Defect, match=r"archive.unknown_document: mystery"):
        in_order([Document("licence", 1), Document("mystery", 1)])


def test_names_of_files_are_plain() -> None:
    """Number first, so that a folder shows documents in their order."""
    assert [file_name(0, "catalogue"), file_name(12, "licence")] == ["00-catalogue.pdf", "12-licence.pdf"]


@given(st.lists(st.builds(Document, st.sampled_from(list(sections())), st.integers(1, 40)), max_size=25))
def test_pages_of_a_group_have_no_gaps(documents: list[Document]) -> None:
    """However many documents there are, each begins where the one before it in its group ended."""
    entries = arrange(in_order(documents))
    assert [entry.number for entry in entries] == list(range(1, len(documents) + 1))
    assert sorted((entry.kind, entry.pages) for entry in entries) == sorted((d.kind, d.pages) for d in documents)
    ends: dict[tuple[str, str | None], int] = {}
    for entry in entries:
        group = (entry.section.group, entry.section.subgroup)
        assert entry.page_from == ends.get(group, 0) + 1
        ends[group] = entry.page_to
