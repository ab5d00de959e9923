"""What a filing about a business asks for besides what is registered, as its form of the catalogue has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from catalogues import form_fields, suspensions
from catalogues.form_fields import FormField
from services.portal.domain.answers import Answer
from services.portal.domain.forms import answer, filled, flag, liaison_of, members_of

WORDS: Mapping[str, str] = {
    "lost": "遗失",
    "destroyed": "毁坏",
    "damaged": "破损、污损",
    "stopped": "停止经营",
    "other": "其他",
    "returned": "交回登记机关",
    "licence.lost": "已经遗失或者毁坏，声明作废",
    "transfer": "转让",
    "within_family": "家庭成员之间变更",
    "operator": "经营者本人",
    **suspensions.REASONS,
    "premises": "经营场所",
    "elsewhere": "其他地址",
    "liaison_is.other": "其他人",
}
"""Options that are no Chinese words, as the page says them: by the option, or by field and option (`licence.lost`)
where another field has the same."""

_DELIVERY = ("method", "recipient", "phone", "address")
_ONLY_IF = re.compile(r"(\w+)(?: in \(([\w, ]+)\)| == (\w+))?")


def fields(filing_type: str) -> Sequence[FormField]:
    """The form of a kind of filing, which the catalogue has under its key."""
    return form_fields.get(filing_type).fields


def options(field: FormField) -> list[tuple[str, str]]:
    """What can be chosen, each with its words."""
    return [(option, _word(field, option)) for option in field.options]


def is_promise(field: FormField) -> bool:
    """A yes that is given with a tick, and not a question with two answers, which asks whether (是否)."""
    return field.type == "bool" and not field.label.startswith("是否")


def only_if(field: FormField) -> str:
    """Where a field is asked for by the answer to another one: `other=value,value`; empty where it always is, or where
    the catalogue says it in another way."""
    found = _ONLY_IF.fullmatch(field.required) if isinstance(field.required, str) else None
    if found is None:
        return ""
    other, several, one = found.groups()
    return f"{other}={(several or one or 'yes').replace(' ', '')}"


def matter_of(filing_type: str, form: Mapping[str, str], several: Callable[[str], list[str]]) -> dict[str, Any]:
    """The section as a browser sent it, without what the other answers do not ask for."""
    asked = [field for field in fields(filing_type) if _is_asked(field, form)]
    return filled({field.id: _sent(field, form, several) for field in asked})


def _is_asked(field: FormField, form: Mapping[str, str]) -> bool:
    other, _, values = only_if(field).partition("=")
    return not other or form.get(other, "") in values.split(",")


def typed_of_lists(filing_type: str, section: Mapping[str, Any]) -> dict[str, list[str]]:
    """What was chosen of the fields that take several answers."""
    return {field.id: list(section.get(field.id) or ()) for field in fields(filing_type) if field.type == "list[enum]"}


def answers_of(filing_type: str, section: Mapping[str, Any]) -> list[Answer]:
    """Everything that was filled in, each with the field in which it is changed."""
    return [_answer(field, section) for field in fields(filing_type) if _is_told(field, section)]


def _sent(field: FormField, form: Mapping[str, str], several: Callable[[str], list[str]]) -> Any:
    if field.type == "list[enum]":
        return several(field.id) or None
    if field.type == "liaison":
        return liaison_of(form)
    if field.type == "members":
        return members_of(form)
    if field.type == "delivery":
        given = filled({name: form.get(f"{field.id}.{name}") for name in _DELIVERY})
        return given if given.get("method") == "post" else {"method": "window"}
    if field.type == "bool":
        return (form.get(field.id) == "yes" or None) if is_promise(field) else flag(form.get(field.id, ""))
    return form.get(field.id)


def _is_told(field: FormField, section: Mapping[str, Any]) -> bool:
    """What was not asked for was not answered."""
    return not only_if(field) or bool(section.get(field.id))


def _answer(field: FormField, section: Mapping[str, Any]) -> Answer:
    value = section.get(field.id)
    if field.type == "bool":
        return Answer(field.label, {"yes": "是", "no": "否"}.get(answer(value), ""), field.id, "word")
    if field.type == "delivery":
        return Answer(field.label, _delivery(value or {}), f"{field.id}.method")
    if field.type == "liaison":
        return Answer(field.label, _joined(value or {}, ("name", "id_number", "mobile", "email")), f"{field.id}.name")
    if field.type == "members":
        rows = "；".join(_joined(each, ("name", "relation", "id_number", "mobile")) for each in value or ())
        return Answer(field.label, rows, f"{field.id}.0.name")
    if field.type == "enum":
        return Answer(field.label, _word(field, answer(value)), field.id, "word")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return Answer(field.label, "、".join(value), field.id)
    return Answer(field.label, value, field.id, "day" if field.type.startswith("date") else "text")


def _word(field: FormField, option: str) -> str:
    return WORDS.get(f"{field.id}.{option}") or WORDS.get(option, option)


def _joined(person: Mapping[str, Any], names: Sequence[str]) -> str:
    return "，".join(str(person[name]) for name in names if person.get(name))


def _delivery(chosen: Mapping[str, Any]) -> str:
    if chosen.get("method") != "post":
        return "到登记机关窗口领取"
    return "，".join(chosen[name] for name in _DELIVERY[1:] if chosen.get(name))
