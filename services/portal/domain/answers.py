"""Everything that was filled in, section by section, each answer with the field in which it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogues import codes, form_fields
from catalogues.filing_types.entity_kinds import EntityKindDescribed
from catalogues.filing_types.words import Section
from services.portal.domain import kinds
from services.portal.domain.forms import LONG_TERM, OPERATOR_FORM
from services.portal.domain.parties import Founding

_WORDS = {"household": "户籍登记地", "habitual": "经常居住地", "yes": "是"}
"""Values of the operator's form that are no codes, as the page says them."""
_COMMITMENT = "premises_commitment"
PICTURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    Section.OPERATOR: (
        ("photo", "申请人照片"),
        ("id_card_front", "证件照（人像面）"),
        ("id_card_back", "证件照（国徽面）"),
        ("household_book", "户口簿"),
        ("marriage_certificate", "结婚证"),
    ),
    Section.DETAILS: (("premises_proof", "经营场所证明"), ("further_premises_proof", "其他经营场所证明")),
}
"""What is attached on which page, and what it is called."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`manner`: `text` as typed, `word` of the pages, `day`. `field` is the form's, None for what nobody typed."""

    label: str
    value: Any
    field: str | None
    manner: str = "text"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one page; `is_open`: they can be changed there now."""

    page: str
    title: str
    answers: Sequence[Answer]
    is_open: bool
    founding: Founding | None = None
    """Of the founders, who are shown as a list and not as answers."""


def of_name(application: Mapping[str, Any], name: str | None) -> list[Answer]:
    """The page of the name; `name` is the one that is held."""
    kept = application["premises"]
    section, derived = kept["section"], kept["derived"]
    named, is_enterprise = section["needs_name"], application.get("founding") is not None
    kind = kinds.of_number(application["application_no"])
    capital = kinds.capital_label(kind)
    return [
        *([] if is_enterprise else [Answer("是否需要个体户名称", "是" if named else "否", "needs_name", "word")]),
        *([Answer("名称" if is_enterprise else "个体工商户名称", name, "trade_name")] if named else []),
        Answer(kinds.place(kind), derived["full_text"], "network_places" if section["network_only"] else "detail"),
        Answer(capital, section["capital_amount"], "capital_amount"),
    ]


def of_operator(kind: EntityKindDescribed, section: Mapping[str, Any]) -> list[Answer]:
    """Every field of the operator's form that this kind of business is asked for, with its label, who else is named,
    and the liaison person."""
    liaison, helper = section["liaison"], section.get("helper")
    contact = _joined(liaison, ("name", "id_number", "mobile", "email")) if liaison else "本人"
    return [
        *(
            _of_field(field, section.get(field.id) or "", _label(kind, field))
            for field in _operator_fields()
            if _is_asked(kind, field, section)
        ),
        Answer("登记联络员", contact, "liaison_is", "text" if liaison else "word"),
        *([Answer("帮办人", _joined(helper, ("name", "mobile")), "helper.name")] if helper else []),
        *(
            Answer(
                "家庭成员",
                _joined(member, ("name", "relation", "id_number", "mobile")),
                f"family_members.{number}.name",
            )
            for number, member in enumerate(section["family_members"])
        ),
    ]


def of_details(kind: EntityKindDescribed, kept: Mapping[str, Any], *, network_only: bool) -> list[Answer]:
    """The page of the shop, its scope, its premises and a paper licence."""
    section, derived = kept["section"], kept["derived"]
    right, delivery = section[_COMMITMENT], section["delivery"] or {}
    answers = [
        *([Answer("店铺名称", section["shop_name"], "shop_name")] if "shop_name" not in kind.not_asked else []),
        Answer("从业人数（人）", section["employee_count"], "employee_count"),
        Answer("邮政编码", section["postcode"], "postcode"),
        Answer("是否城镇", _yes(section["is_urban"]), "is_urban", "word"),
        Answer("经营范围", derived["scope_text_licence"], "scope_items"),
    ]
    if not network_only:
        answers += [
            Answer("产权人（所有权人）", right["owner"], f"{_COMMITMENT}.owner"),
            Answer("使用方式", right["tenure"], f"{_COMMITMENT}.tenure", "word"),
            Answer("使用期限起", right["use_from"], f"{_COMMITMENT}.use_from", "day"),
            Answer("使用期限止", right["use_to"], f"{_COMMITMENT}.use_to", "day"),
            Answer("房屋性质", right["nature"], f"{_COMMITMENT}.nature", "word"),
            Answer("面积（平方米）", right["area"], f"{_COMMITMENT}.area"),
        ]
    answers.append(Answer("是否需要纸质营业执照", _yes(section["needs_paper_licence"]), "needs_paper_licence", "word"))
    if section["needs_paper_licence"]:
        posted = delivery.get("method") == "post"
        answers.append(Answer("领取方式", "邮寄" if posted else "到登记机关窗口领取", "delivery.method", "word"))
        if posted:
            answers.append(Answer("收件地址", _joined(delivery, ("recipient", "phone", "address")), "delivery.address"))
    return answers


def _operator_fields() -> Iterable[Any]:
    return (field for field in form_fields.get(OPERATOR_FORM).fields if field.is_typed)


def _is_asked(kind: EntityKindDescribed, field: Any, section: Mapping[str, Any]) -> bool:
    """Only minors say what they live on, and only sole traders how their business is composed."""
    if field.id in kind.not_asked or (field.id == "composition_form" and kind.composition_forms is None):
        return False
    return field.id != "own_income" or bool(section.get(field.id))


def _label(kind: EntityKindDescribed, field: Any) -> str:
    """Only a sole trader has an operator (经营者)."""
    label: str = field.label
    return label if kind.composition_forms else label.removeprefix("经营者的").removeprefix("经营者")


def _of_field(field: Any, value: str, label: str) -> Answer:
    """As text, as the word of a code, or as a day. Sex and date of birth follow from the number of a card."""
    place = "id_number" if field.id in {"sex", "birth_date"} else field.id
    if field.code_table and value:
        return Answer(label, codes.label(field.code_table, value), place, "word")
    if field.type.startswith("date") and value != LONG_TERM:
        return Answer(label, value, place, "day")
    word = value == LONG_TERM or field.type == "enum"
    return Answer(label, _WORDS.get(value, value), place, "word" if word else "text")


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _joined(of: Mapping[str, Any], names: Iterable[str]) -> str:
    return "，".join(of[name] for name in names if of.get(name))
