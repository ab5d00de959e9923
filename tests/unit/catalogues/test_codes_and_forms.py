"""Code tables, forms, approval rules, archive sections and event fields are complete and fit together."""

from __future__ import annotations

import re
from typing import Any

import pytest

from catalogues import approval_rules, archive, codes, event_schemas, form_fields, phrases
from catalogues.errors import UnknownCode

ALL_FIELDS = [(form, field) for form in form_fields.all() for field in form.fields]


def test_labels() -> None:
    """A code has its label, a finer code too, and a short one where there is one."""
    assert codes.label("sex", "1") == "男"
    assert codes.label("ethnic_groups_gbt3304", "01") == "汉族"
    assert codes.label("education", "11") == "博士研究生毕业"
    assert "11" not in codes.items("education")
    assert codes.short_label("political_status", "01") == "中共党员"
    assert codes.short_label("political_status", "13") == "群众"


def test_ethnic_groups_are_complete() -> None:
    """56 groups, and 97 and 98."""
    table = codes.items("ethnic_groups_gbt3304")
    assert list(table) == [f"{number:02d}" for number in (*range(1, 57), 97, 98)]
    assert len(set(table.values())) == 58


def test_unknown_code_and_table() -> None:
    """Neither an unknown code nor an unknown table gives an empty label."""
    with pytest.raises(UnknownCode):
        codes.label("sex", "7")
    with pytest.raises(UnknownCode):
        codes.label("shoe_size", "42")
    with pytest.raises(UnknownCode):
        codes.items("shoe_size")


def test_tables_cannot_be_changed() -> None:
    """A caller cannot alter a table for everyone."""
    table: Any = codes.items("sex")
    with pytest.raises(TypeError):
        table["1"] = "?"


@pytest.mark.parametrize(("form", "field"), ALL_FIELDS, ids=[f"{form.id}.{field.id}" for form, field in ALL_FIELDS])
def test_field_is_usable(form: form_fields.Form, field: form_fields.FormField) -> None:
    """Every field has a label, a pattern that compiles, a code table that exists, and its default is a code of it."""
    assert field.label
    re.compile(field.pattern)
    assert form.field(field.id) == field
    if field.code_table:
        assert codes.items(field.code_table)
        assert not field.default or field.default in codes.items(field.code_table)


def test_patterns_are_matched_from_end_to_end() -> None:
    """An account begins with a letter and has 6 to 16 characters; a line break at the end does not slip through."""
    account = form_fields.get("S0_account_registration").field("account_name")
    assert account.matches("zhang_san1")
    assert not any(map(account.matches, ("1zhang", "zhang", "z" * 17, "zhang_san\n", "zhāng_san")))
    assert form_fields.get("S3_operator").field("mobile").matches("13800000025")
    assert form_fields.get("S3_operator").field("residence").matches("任何文字")


def test_forms_are_in_the_order_of_the_flow() -> None:
    """Ten forms, from the account to the licence, then those of filings; the preview lists five documents."""
    assert [form.id for form in form_fields.all()] == [
        "S0_account_registration",
        "S1_type_selection",
        "S2_name_check",
        "S3_operator",
        "S4_basic_info",
        "S4b_premises_commitment",
        "S5_preview",
        "S6_real_name",
        "S7_signature",
        "L_licence_form",
        "sole_trader.replacement",
        "sole_trader.deregistration",
        "sole_trader.simple_deregistration",
        "sole_trader.record",
        "sole_trader.suspension",
        "sole_trader.resumption",
        "sole_trader.operator_change",
    ]
    assert len(form_fields.get("S5_preview").generated_documents) == 5
    with pytest.raises(UnknownCode):
        form_fields.get("S9")
    with pytest.raises(UnknownCode):
        form_fields.get("S3_operator").field("shoe_size")


def test_approval_rules_are_complete() -> None:
    """From AR-01 on without a gap up to AR-49, each with basis and message; all but two run on submission."""
    rules = approval_rules.all()
    ids = [rule.id for rule in rules]
    assert ids[:49] == [f"AR-{number:02d}" for number in range(1, 50)]
    assert ids == sorted(set(ids))
    assert all(rule.legal_basis and rule.message and rule.test for rule in rules)
    assert len(approval_rules.of_stage("submit")) == len(rules) - 2
    assert [rule.id for rule in approval_rules.of_stage("issue")] == ["AR-42"]
    assert {rule.outcome for rule in rules} == {"correct", "refer", "reject", "lapse", "by_value", "system_retry"}
    assert approval_rules.get("AR-24").outcome == "reject"
    with pytest.raises(UnknownCode):
        approval_rules.get("AR-99")


def test_archive_numbers() -> None:
    """The examples of the notice match their patterns; near misses do not."""
    catalogue = archive.catalogue()
    assert archive.is_archive_no(catalogue.example_archive_no)
    assert archive.is_volume_name(catalogue.example_volume)
    assert not archive.is_archive_no("14021300a000010")
    assert not archive.is_archive_no("14021300A000010\n")
    assert not archive.is_volume_name(catalogue.example_archive_no)


def test_archive_sections_and_volumes() -> None:
    """Seven sections in two groups; every volume belongs to a business type of the code table."""
    catalogue = archive.catalogue()
    assert [section.group for section in catalogue.sections] == ["名称自主申报"] * 2 + ["设立登记"] * 5
    assert set(catalogue.business_volumes) <= set(codes.items("business_type"))
    assert archive.volume_of("01") == "设立卷"
    assert "简易注销" in catalogue.other_materials
    with pytest.raises(UnknownCode):
        archive.volume_of("99")


def test_page_labels() -> None:
    """The total is computed from first and last page."""
    assert archive.page_label(1, 4) == "第1-4页共4页"
    assert archive.page_label(7, 7) == "第7-7页共1页"
    for first, last in ((0, 1), (3, 2)):
        with pytest.raises(ValueError, match="pages"):
            archive.page_label(first, last)


def test_event_subjects() -> None:
    """Each kind of event has its own versioned subject, and the five kinds of change are apart."""
    subjects = [event.subject for event in event_schemas.all()]
    assert len(subjects) == len(set(subjects)) == 27
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+\.v1", subject) for subject in subjects)
    assert {"registration.changed.v1", "registration.suspended.v1"} <= set(subjects)
    assert all(event.receiver and event.include for event in event_schemas.all())
    assert "event_id" in event_schemas.envelope()
    with pytest.raises(UnknownCode):
        event_schemas.get("nothing.v1")


def test_publicity_holds_no_personal_data() -> None:
    """The publicity system gets neither document number, phone, residence nor other private data."""
    private = {"certype", "cerno", "mobtel", "tel", "dom", "email", "polstand", "nation", "sex", "natdate"}
    publicity = event_schemas.get("publicity.entity.v1")
    assert not private & set(publicity.include)
    assert "证件号码" in publicity.exclude


def test_plain_event_fields_are_explained() -> None:
    """The abbreviations sent to statistics and publicity are explained in the field tables."""
    explained = event_schemas.entity_fields().keys() | event_schemas.operator_fields().keys()
    assert {"uniscid", "opscope", "regstate"} <= set(event_schemas.entity_fields())
    assert {"cerno", "mobtel"} <= set(event_schemas.operator_fields())
    assert set(event_schemas.get("statistics.entity.v1").include) - explained == {"main_scope_item"}


def test_phrases_of_the_notice() -> None:
    """Fixed sentences are there to the letter."""
    standard = phrases.standard()
    assert standard.term_long == "长期"
    assert standard.entity_type_label == "个体工商户"
    assert standard.operator_lock_notice == "确定提交后不可更改，不可再返回到这一步"
    assert standard.scope_limit_notice == (
        "个体户自助登记流程中设立行业、经营范围仅适用限定的范围，其他行业请使用普通设立流程申报。"
    )
    assert standard.account_once_notice == "一个身份证号、一个手机号只能注册一个用户，不能重复注册"
    assert standard.collect_licence_notice == "请到登记机关的服务大厅的窗口领取营业执照"
