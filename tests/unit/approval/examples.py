"""Every rule with cases that pass, that fail, and that lie on the boundary: changes to one valid case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalogues import scope_items
from kernel.numbers import resident_id_check
from tests.fixtures.approval.cases import DECIDED_ON, finding

DEADLINE = "2026-11-27T16:00:00Z"
"""24:00 in China on 27 November."""


@dataclass(frozen=True)
class Example:
    """What a rule says to the valid case with some changes; `kind` is pass, fail or boundary."""

    rule_id: str
    kind: str
    says: str
    changes: tuple[tuple[str, Any], ...]
    pointer: str | None = None
    section: str | None = None
    decided_on: date = DECIDED_ON

    def __str__(self) -> str:
        return f"{self.rule_id}-{self.kind}-{self.says}-{'+'.join(p.rsplit('/', 1)[-1] for p, _ in self.changes)}"


def _id_number(birth: str, order: str = "123") -> str:
    body = "140213" + birth + order
    return body + resident_id_check(body)


def _born(birth: date) -> tuple[tuple[str, Any], ...]:
    number = _id_number(f"{birth:%Y%m%d}")
    return (("/application/operator/id_number", number), ("/application/operator/birth_date", birth.isoformat()))


def _item(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "category": "一般",
        "given": False,
        "main": False,
        "post_permit": None,
        "in_catalogue": True,
        "pre_approval": False,
        **more,
    }


def _many(count: int) -> list[dict[str, Any]]:
    return [_item(item.name) for item in scope_items.all() if item.category == "一般"][:count]


MAIN = _item("餐饮服务", category="许可", given=True, main=True)
GIVEN = _item("外卖递送服务", given=True)
ITEMS = "/application/details/scope_items"
OPERATOR = "/application/operator"
PROMISE = "/application/premises_commitment"
PERSON = "/authentication/persons/0"
NO_NAME: tuple[tuple[str, Any], ...] = (("/name", None), ("/application/name_sha256", None))


def _names(rule_id: str, *findings: tuple[str, str, str, str | None, str | None]) -> list[Example]:
    """(naming rule, severity, outcome, pointer, section)"""
    return [
        Example(
            rule_id,
            "fail" if says != "NOTE" else "boundary",
            says,
            (("/name/findings", [finding(number, severity)]),),
            pointer,
            section,
        )
        for number, severity, says, pointer, section in findings
    ]


def _pass(rule_id: str, *changes: tuple[str, Any], says: str = "PASS", kind: str = "pass") -> Example:
    return Example(rule_id, kind, says, changes)


AUTH, DETAILS = "authentication", "details"
TRADE = "/name/trade_name"

IDENTITY = [
    _pass("AR-01"),
    _pass("AR-01", ("/authentication/account_is_operator", True)),
    Example("AR-01", "fail", "CORRECT", (("/authentication/account_verified", False),), "/authentication", AUTH),
    Example("AR-01", "fail", "CORRECT", (("/authentication/account_is_operator", False),), "/authentication", AUTH),
    Example("AR-01", "fail", "CORRECT", (("/authentication/account_subject", "else"),), "/authentication", AUTH),
    Example(
        "AR-01",
        "boundary",
        "PASS",
        (("/authentication/account_is_operator", False), (f"{PERSON}/role", "agent")),
    ),
    _pass("AR-02"),
    Example("AR-02", "fail", "CORRECT", ((f"{PERSON}/role", "liaison"),), "/authentication/persons", AUTH),
    Example("AR-02", "fail", "CORRECT", (("/signatures/window", 2),), "/authentication", AUTH),
    Example(
        "AR-02", "fail", "CORRECT", ((f"{PERSON}/valid_until", "2026-11-20T01:59:59Z"),), "/authentication/persons/0"
    ),
    _pass("AR-02", (f"{PERSON}/valid_until", "2026-11-20T02:00:00Z"), kind="boundary"),
    _pass("AR-03"),
    Example("AR-03", "fail", "CORRECT", (("/signatures/signers", []),), "/documents", AUTH),
    Example("AR-03", "fail", "CORRECT", (("/signatures/documents/0/valid", False),), "/documents/application_form"),
    Example("AR-03", "fail", "CORRECT", (("/signatures/documents/1/original_sm3", "0" * 64),), None, AUTH),
    Example("AR-03", "fail", "CORRECT", (("/signatures/documents/1/original_sha256", "0" * 64),), None, AUTH),
    Example("AR-03", "fail", "CORRECT", (("/signatures/documents/2/kind", "other"),), "/documents/premises_commitment"),
    Example("AR-03", "fail", "CORRECT", (("/documents/4/sha256", "0" * 64),), "/documents/name_notice", AUTH),
    Example("AR-03", "fail", "CORRECT", (("/signatures/signers/0/certificate_serial", ""),), "/documents", AUTH),
    Example("AR-03", "fail", "CORRECT", (("/signatures/signers/0/signed_at", "2026-11-19T01:29:59Z"),), "/documents"),
    _pass("AR-03", ("/signatures/signers/0/signed_at", "2026-11-19T01:30:00Z"), kind="boundary"),
    _pass("AR-04"),
    Example("AR-04", "fail", "CORRECT", (("/submitted_at", "2026-11-28T02:00:00Z"),), "/authentication", AUTH),
    Example("AR-04", "fail", "CORRECT", (("/signatures/completed_at", "2026-11-28T02:00:00Z"),), "/authentication"),
    Example("AR-04", "boundary", "CORRECT", (("/submitted_at", DEADLINE),), "/authentication", AUTH),
    _pass("AR-04", ("/submitted_at", "2026-11-27T15:59:59Z"), kind="boundary"),
    _pass("AR-05"),
    Example("AR-05", "fail", "CORRECT", ((f"{OPERATOR}/id_number", "140213199001011234"),), "/operator/id_number"),
    Example("AR-05", "fail", "CORRECT", ((f"{OPERATOR}/id_number", "990213199001011233"),), "/operator/id_number"),
    Example(
        "AR-05",
        "fail",
        "CORRECT",
        ((f"{OPERATOR}/family_members", [{"name": "李四", "id_number": "140213199001011234", "relation": "配偶"}]),),
        "/operator/family_members/0/id_number",
        "operator",
    ),
    _pass("AR-05", (f"{OPERATOR}/id_number", _id_number("20261120")), kind="boundary"),
    Example("AR-05", "boundary", "CORRECT", ((f"{OPERATOR}/id_number", _id_number("20261121")),), None, "operator"),
    _pass("AR-06"),
    Example("AR-06", "fail", "REFER", ((f"{PERSON}/name", "张晓荷"),)),
    Example("AR-06", "fail", "REFER", ((f"{PERSON}/id_number", _id_number("19900101", "125")),)),
    Example("AR-06", "fail", "REFER", ((f"{PERSON}/face_score", 0.7999),)),
    _pass("AR-06", (f"{PERSON}/face_score", 0.8), kind="boundary"),
    _pass("AR-07"),
    _pass("AR-07", (f"{OPERATOR}/id_valid_until", None)),
    Example("AR-07", "fail", "CORRECT", ((f"{OPERATOR}/id_valid_until", "2020-01-01"),), "/operator/id_valid_until"),
    Example("AR-07", "boundary", "CORRECT", ((f"{OPERATOR}/id_valid_until", "2026-11-20"),), None, "operator"),
    _pass("AR-07", (f"{OPERATOR}/id_valid_until", "2026-11-21"), kind="boundary"),
    _pass("AR-08"),
    Example("AR-08", "fail", "CORRECT", ((f"{OPERATOR}/sex", "2"),), "/operator/sex", "operator"),
    Example("AR-08", "fail", "CORRECT", ((f"{OPERATOR}/birth_date", "1990-01-02"),), "/operator/birth_date"),
    _pass("AR-08", (f"{OPERATOR}/id_number", "140213199001011234"), kind="boundary"),
    _pass("AR-09"),
    Example("AR-09", "fail", "REJECT", _born(date(2012, 1, 1))),
    Example("AR-09", "fail", "REFER", _born(date(2009, 1, 1))),
    Example("AR-09", "fail", "REJECT", _born(date(2012, 1, 1))[:1]),  # the number counts, not the date that was typed
    Example("AR-09", "boundary", "REJECT", _born(date(2010, 11, 21))),
    Example("AR-09", "boundary", "REFER", _born(date(2010, 11, 20))),
    Example("AR-09", "boundary", "REFER", _born(date(2008, 11, 21))),
    Example("AR-09", "boundary", "PASS", _born(date(2008, 11, 20))),
    _pass("AR-10"),
    Example("AR-10", "fail", "REFER", ((f"{OPERATOR}/id_document_type", "55"),), "/operator/id_document_type"),
    Example("AR-10", "boundary", "REFER", ((f"{OPERATOR}/composition_form", "2"),), "/operator/composition_form"),
    _pass("AR-11"),
    Example("AR-11", "fail", "REFER", ((f"{PERSON}/facts/barred_profession", True),)),
    _pass("AR-12"),
    Example("AR-12", "fail", "REJECT", ((f"{PERSON}/facts/restricted_until", "2028-01-01"),)),
    Example("AR-12", "boundary", "REJECT", ((f"{PERSON}/facts/restricted_until", "2026-11-20"),)),
    Example(
        "AR-12",
        "boundary",
        "PASS",
        ((f"{PERSON}/facts/restricted_until", "2026-11-20"),),
        decided_on=date(2026, 11, 21),
    ),
    _pass("AR-13"),
    Example("AR-13", "fail", "REFER", ((f"{PERSON}/facts/serious_violation", True),)),
]

SCOPE = [
    _pass("AR-14"),
    Example("AR-14", "fail", "REJECT", (("/application/type/enabled", False),), "/type"),
    Example("AR-14", "fail", "REJECT", (("/application/type/smart_approval", False),), "/type"),
    Example("AR-14", "boundary", "REJECT", (("/application/type/code", "GT999"),), "/type"),
    _pass("AR-15"),
    Example("AR-15", "fail", "CORRECT", ((ITEMS, [GIVEN]),), "/details/scope_items", DETAILS),
    Example("AR-15", "boundary", "CORRECT", ((ITEMS, [{**MAIN, "name": "餐饮服务 "}]),), "/details/scope_items"),
    _pass("AR-15", (ITEMS, [MAIN]), kind="boundary"),
    _pass("AR-15", ("/application/main_scope_item", "别的条目"), kind="boundary"),
    Example(
        "AR-15",
        "fail",
        "CORRECT",
        (("/application/type/code", "GT999"), ("/application/main_scope_item", "别的条目")),
        "/details/scope_items",
    ),
    _pass("AR-16"),
    Example("AR-16", "fail", "CORRECT", ((ITEMS, [_item("餐饮管理")]),), "/details/scope_items", DETAILS),
    Example("AR-16", "fail", "CORRECT", ((ITEMS, []),), "/details/scope_items", DETAILS),
    _pass("AR-16", (ITEMS, [_item("餐饮管理"), GIVEN]), kind="boundary"),
    _pass("AR-17"),
    Example("AR-17", "fail", "CORRECT", ((ITEMS, [MAIN, _item("卖饺子")]),), "/details/scope_items/1", DETAILS),
    Example("AR-17", "fail", "CORRECT", ((ITEMS, [MAIN, GIVEN, GIVEN]),), "/details/scope_items/1", DETAILS),
    Example("AR-17", "fail", "CORRECT", ((ITEMS, [{**MAIN, "category": "一般"}]),), "/details/scope_items/0", DETAILS),
    Example("AR-17", "fail", "CORRECT", ((ITEMS, [{**MAIN, "in_catalogue": False}]),), None, DETAILS),
    Example("AR-17", "boundary", "CORRECT", ((ITEMS, _many(21)),), "/details/scope_items", DETAILS),
    _pass("AR-17", (ITEMS, _many(20)), kind="boundary"),
    _pass("AR-18"),
    Example("AR-18", "fail", "REJECT", ((ITEMS, [MAIN, _item("某项", pre_approval=True)]),), "/details/scope_items/1"),
    Example("AR-18", "boundary", "REJECT", ((ITEMS, [MAIN, _item("民用爆炸物品销售")]),), "/details/scope_items/1"),
    _pass("AR-18", (ITEMS, [MAIN, _item("卖饺子")]), kind="boundary"),
    _pass("AR-19", says="NOTE"),
    Example(
        "AR-19",
        "fail",
        "CORRECT",
        (("/application/details/permit_notice_accepted", False),),
        "/details/permit_notice_accepted",
        DETAILS,
    ),
    Example(
        "AR-19", "fail", "CORRECT", (("/application/details/scope_text_form", "餐饮服务"),), "/details/scope_items"
    ),
    _pass(
        "AR-19",
        (ITEMS, [GIVEN]),
        ("/application/details/permit_notice_accepted", False),
        (
            "/application/details/scope_text_form",
            "一般项目：外卖递送服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
        ),
        (
            "/application/details/scope_text_licence",
            "一般项目：外卖递送服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
        ),
        kind="boundary",
    ),
]

NAME = [
    *(_pass(f"AR-{number}") for number in range(20, 30)),
    *(_pass(f"AR-{number}", *NO_NAME, kind="boundary") for number in range(20, 30)),
    Example("AR-20", "fail", "CORRECT", (("/name/full_name", "晓禾大同市平城区饺子馆"),), "/name", "name"),
    Example("AR-20", "fail", "CORRECT", (("/name/division", "平城区"),), "/name", "name"),
    Example("AR-20", "fail", "CORRECT", (("/application/county_code", "140212"),), "/name/division", "name"),
    *_names("AR-20", ("N-02", "correct", "CORRECT", TRADE, "name"), ("N-05", "refer", "REFER", TRADE, None)),
    *_names("AR-20", ("N-04", "note", "NOTE", TRADE, None)),
    _pass(
        "AR-20",
        ("/name/industry", "小吃"),
        ("/name/organisation_form", "小吃店"),
        ("/name/full_name", "大同市平城区晓禾小吃店"),
        kind="boundary",
    ),
    Example("AR-21", "fail", "CORRECT", ((TRADE, "晓"),), TRADE, "name"),
    _pass("AR-21", (TRADE, "晓禾"), kind="boundary"),
    *_names(
        "AR-21",
        ("N-11", "correct", "CORRECT", TRADE, "name"),
        ("N-12", "refer", "REFER", TRADE, None),
        ("N-17", "note", "NOTE", TRADE, None),
        ("N-99", "correct", "CORRECT", TRADE, "name"),
    ),
    Example("AR-22", "fail", "CORRECT", (("/name/type_code", "GT001"),), "/name/industry", "name"),
    *_names("AR-22", ("N-20", "correct", "CORRECT", TRADE, "name"), ("N-21", "refer", "REFER", TRADE, None)),
    *_names("AR-22", ("N-22", "note", "NOTE", TRADE, None)),
    Example("AR-23", "fail", "CORRECT", (("/name/organisation_form", "公司"),), "/name/organisation_form", "name"),
    Example("AR-23", "boundary", "REFER", (("/name/organisation_form", "坊间"),), "/name/organisation_form"),
    *_names("AR-23", ("N-30", "correct", "CORRECT", TRADE, "name"), ("N-31", "refer", "REFER", TRADE, None)),
    Example(
        "AR-23",
        "boundary",
        "REFER",
        (("/name/organisation_form", "坊间"), ("/name/findings", [finding("N-31", "refer", "organisation_form")])),
        "/name/organisation_form",
    ),
    *_names("AR-24", ("N-40", "reject", "REJECT", TRADE, None)),
    _pass("AR-24", ("/name/findings", [finding("N-41", "refer")]), kind="boundary"),
    *_names("AR-25", ("N-41", "refer", "REFER", TRADE, None), ("N-42", "refer", "REFER", TRADE, None)),
    _pass("AR-25", ("/name/findings", [finding("N-40", "reject")]), kind="boundary"),
    *_names("AR-26", ("N-50", "reject", "REJECT", TRADE, None), ("N-55", "reject", "REJECT", TRADE, None)),
    _pass("AR-26", ("/name/findings", [finding("N-60", "confirm")]), kind="boundary"),
    *_names("AR-27", ("N-61", "confirm", "CORRECT", TRADE, "name")),
    Example("AR-27", "fail", "CORRECT", (("/name/commitment_accepted", False),), "/name", "name"),
    Example(
        "AR-27",
        "boundary",
        "NOTE",
        (("/name/findings", [finding("N-61", "confirm")]), ("/name/similar_confirmed", True)),
        TRADE,
    ),
    Example("AR-28", "fail", "CORRECT", (("/name/held_until", "2026-11-01T16:00:00Z"),), "/name", "name"),
    Example("AR-28", "fail", "CORRECT", (("/name/account_subject", "else"),), "/name", "name"),
    Example("AR-28", "boundary", "CORRECT", (("/name/held_until", "2026-11-20T02:00:00Z"),), "/name", "name"),
    _pass("AR-28", ("/name/held_until", "2026-11-20T02:00:01Z"), kind="boundary"),
    Example("AR-29", "fail", "CORRECT", (("/application/name_sha256", "0" * 64),), "/name", "name"),
    Example("AR-29", "fail", "CORRECT", (("/application/name_sha256", None),), "/name", "name"),
    Example("AR-29", "fail", "CORRECT", (("/name", None),), "/name", "name"),
    Example("AR-29", "fail", "CORRECT", (("/name/county_code", "140212"),), "/premises", "name"),
    Example("AR-29", "fail", "CORRECT", (("/application/premises/detail", "一路1号；二路2号"),), "/premises/detail"),
    _pass("AR-29", ("/application/premises/detail", "一路1号；"), kind="boundary"),
]

PREMISES = [
    _pass("AR-30"),
    Example("AR-30", "fail", "REJECT", (("/application/premises/county_code", "140212"),), "/premises/county_code"),
    Example("AR-30", "fail", "REJECT", (("/application/authority_code", "14021200"),), "/premises/county_code"),
    Example("AR-30", "fail", "REJECT", (("/facts/authority_registers", False),), "/premises/county_code"),
    Example("AR-30", "boundary", "REJECT", (("/application/premises/county_code", "110101"),), "/premises/county_code"),
    _pass("AR-31"),
    Example("AR-31", "fail", "CORRECT", (("/application/premises/detail", "大庆路路口"),), "/premises/detail", "name"),
    Example("AR-31", "fail", "CORRECT", (("/application/premises/street_name", "无名街道"),), "/premises/street_name"),
    Example("AR-31", "fail", "CORRECT", (("/application/premises/detail", "大庆路33号危房"),), None, "name"),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/owner", ""),), "/details/premises_commitment/owner", DETAILS),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/tenure", ""),), "/details/premises_commitment/tenure", DETAILS),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/nature", ""),), "/details/premises_commitment/nature", DETAILS),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/accepted", False),), None, DETAILS),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/use_from", None),), None, DETAILS),
    Example("AR-31", "fail", "CORRECT", ((f"{PROMISE}/is_network_premises", True),), None, DETAILS),
    Example(
        "AR-31",
        "boundary",
        "CORRECT",
        ((f"{PROMISE}/is_network_premises", True), (f"{PROMISE}/platform_name", "平台")),
        "/details/premises_commitment/platform_name",
        DETAILS,
    ),
    Example("AR-31", "boundary", "CORRECT", ((f"{PROMISE}/use_to", "2026-11-20"),), None, DETAILS),
    _pass("AR-31", (f"{PROMISE}/use_to", "2026-11-21"), kind="boundary"),
    _pass("AR-31", ("/application/premises/detail", "大庆路３３号"), kind="boundary"),
    _pass("AR-31", (f"{PROMISE}/tenure", "自有"), (f"{PROMISE}/use_from", None), (f"{PROMISE}/use_to", None)),
    _pass("AR-32"),
    Example("AR-32", "fail", "CORRECT", ((f"{PROMISE}/nature", "住宅"),), None, DETAILS),
    Example("AR-32", "fail", "CORRECT", ((f"{PROMISE}/nature", "住宅"), (f"{PROMISE}/residential_consent", False))),
    _pass("AR-32", (f"{PROMISE}/nature", "住宅"), (f"{PROMISE}/residential_consent", True), kind="boundary"),
    _pass("AR-33"),
    Example("AR-33", "fail", "REFER", (("/facts/entities_at_premises", 6),), "/premises"),
    _pass("AR-33", ("/facts/entities_at_premises", 5), kind="boundary"),
    Example("AR-33", "fail", "REFER", (("/facts/recent_applications_of_operator", 4),), "/operator"),
    _pass("AR-33", ("/facts/recent_applications_of_operator", 3), kind="boundary"),
    _pass("AR-33", ("/facts/recent_days", 89), says="NOTE", kind="boundary"),
    _pass("AR-34"),
    Example("AR-34", "fail", "CORRECT", (("/application/capital_amount", "-1"),), "/premises/capital_amount", "name"),
    Example("AR-34", "boundary", "CORRECT", (("/application/capital_amount", "0"),), "/premises/capital_amount"),
    _pass("AR-34", ("/application/capital_amount", "0.0001"), kind="boundary"),
    _pass("AR-34", ("/application/capital_amount", Decimal("500.0000")), kind="boundary"),
    Example("AR-34", "boundary", "REFER", (("/application/capital_amount", "500.0001"),), "/premises/capital_amount"),
    _pass("AR-35"),
    Example("AR-35", "fail", "CORRECT", (("/application/details/employee_count", 0),), "/details/employee_count"),
    Example("AR-35", "boundary", "CORRECT", (("/application/details/employee_count", 10000),), None, DETAILS),
    _pass("AR-35", ("/application/details/employee_count", 1), kind="boundary"),
    _pass("AR-35", ("/application/details/employee_count", 50), kind="boundary"),
    _pass("AR-35", ("/application/details/employee_count", 51), says="NOTE", kind="boundary"),
    _pass("AR-35", ("/application/details/employee_count", 9999), says="NOTE", kind="boundary"),
    _pass("AR-36"),
    _pass("AR-36", (f"{OPERATOR}/contact_phone", "0352-5101234")),
    Example("AR-36", "fail", "CORRECT", ((f"{OPERATOR}/mobile", "12800000025"),), "/operator/mobile", "operator"),
    Example("AR-36", "fail", "CORRECT", ((f"{OPERATOR}/contact_phone", "5101234"),), "/operator/contact_phone"),
    Example("AR-36", "fail", "CORRECT", ((f"{OPERATOR}/email", "xiaohe@"),), "/operator/email", "operator"),
    Example("AR-36", "fail", "CORRECT", ((f"{OPERATOR}/postcode", "03700"),), "/operator/postcode", "operator"),
    Example("AR-36", "fail", "CORRECT", (("/application/details/postcode", "0370000"),), "/details/postcode", DETAILS),
    _pass("AR-36", ("/application/details/postcode", "110000"), says="NOTE", kind="boundary"),
]

MATERIAL = [
    _pass("AR-37"),
    Example("AR-37", "fail", "CORRECT", (("/application/documents", []),), "/documents/application_form", DETAILS),
    Example("AR-37", "fail", "CORRECT", (("/documents", []),), "/documents/application_form", DETAILS),
    Example("AR-37", "fail", "CORRECT", (("/documents/0/pages", 5),), "/documents/application_form", DETAILS),
    Example("AR-37", "fail", "CORRECT", (("/application/attachments", []),), "/attachments/photo", "operator"),
    Example("AR-37", "fail", "CORRECT", (("/application/attachments/0/size", 0),), "/attachments/photo", "operator"),
    Example("AR-37", "fail", "CORRECT", (("/application/attachments/3/media_type", "text/html"),), None, DETAILS),
    Example("AR-37", "fail", "CORRECT", ((f"{OPERATOR}/composition_form", "2"),), "/attachments/household_book"),
    Example("AR-37", "boundary", "CORRECT", (("/documents/4/kind", "other"),), "/documents/name_notice", DETAILS),
    _pass("AR-37", *NO_NAME, ("/documents/4/kind", "other"), kind="boundary"),
    _pass("AR-38"),
    _pass("AR-38", ("/facts/duplicates", 0), kind="boundary"),
    Example("AR-38", "fail", "REFER", (("/facts/duplicates", 1),)),
    _pass("AR-39"),
    Example("AR-39", "fail", "REFER", (("/name/full_name", "大同市平城区涉密饺子馆"),), "/name"),
    Example(
        "AR-39",
        "fail",
        "REFER",
        ((f"{PROMISE}/platform_name", "代孕网"),),
        "/details/premises_commitment/platform_name",
    ),
    Example("AR-39", "fail", "REFER", (("/application/details/shop_name", "军工咨询"),), "/details/shop_name"),
    Example("AR-39", "fail", "REFER", ((ITEMS, [MAIN, _item("虚拟货币交易")]),), "/details/scope_items/1"),
    Example("AR-39", "boundary", "REFER", (("/application/details/shop_name", "军 工"),), "/details/shop_name"),
    _pass("AR-40"),
    Example("AR-40", "fail", "REFER", ((f"{PERSON}/facts/litigation", True),)),
]

EXAMPLES = [*IDENTITY, *SCOPE, *NAME, *PREMISES, *MATERIAL]
