"""Official sentences to the letter, and the business scope as written on the form and on the licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from catalogues import reading, scope_items
from catalogues.scope_items import Category, ScopeItem

ScopeOrder = Literal["form", "licence"]

_CATEGORY_ORDER: dict[ScopeOrder, tuple[Category, Category]] = {
    "form": ("一般", "许可"),
    "licence": ("许可", "一般"),
}


@dataclass(frozen=True, slots=True)
class StandardPhrases:
    """Sentences of 晋市监发〔2022〕66号; those with `suggested` in the name are our own wording.

    Words in braces are to be filled in with `str.format`.
    """

    scope_general_suffix: str
    scope_licensed_suffix_notice: str
    scope_licensed_suffix_national_variant: str
    scope_order_on_form: str
    scope_order_on_licence: str
    scope_general_pattern: str
    scope_licensed_pattern: str
    scope_item_separator: str
    example_form: str
    sign_deadline_notice: str
    operator_lock_notice: str
    scope_limit_notice: str
    name_notice_title: str
    account_once_notice: str
    collect_licence_notice: str
    term_long: str
    entity_type_label: str
    sms_licence_suggested: str
    reject_template_suggested: str


@cache
def standard() -> StandardPhrases:
    """The phrases of the catalogue."""
    entry = reading.document("standard_phrases.json")
    render = entry["scope_render"]
    return StandardPhrases(
        scope_general_suffix=entry["scope_general_suffix"],
        scope_licensed_suffix_notice=entry["scope_licensed_suffix_notice"],
        scope_licensed_suffix_national_variant=entry["scope_licensed_suffix_national_variant"],
        scope_order_on_form=entry["scope_order_on_form"],
        scope_order_on_licence=entry["scope_order_on_licence"],
        scope_general_pattern=render["general"],
        scope_licensed_pattern=render["licensed"],
        scope_item_separator=render["item_separator"],
        example_form=entry["example_form"],
        sign_deadline_notice=entry["sign_deadline_notice"],
        operator_lock_notice=entry["operator_lock_notice"],
        scope_limit_notice=entry["scope_limit_notice"],
        name_notice_title=entry["name_notice_title"],
        account_once_notice=entry["account_once_notice"],
        collect_licence_notice=entry["collect_licence_notice"],
        term_long=entry["term_long"],
        entity_type_label=entry["entity_type_label"],
        sms_licence_suggested=entry["sms_licence_suggested"],
        reject_template_suggested=entry["reject_template_suggested"],
    )


def chinese_date(day: date) -> str:
    """A day as the notices write it: 2022年03月02日."""
    return f"{day.year:04d}年{day.month:02d}月{day.day:02d}日"


_ESTABLISHMENT = "设立登记"


def sign_deadline_notice(last_day: date, matter: str = _ESTABLISHMENT) -> str:
    """The red notice of the signing page; `last_day` is the last day to sign and submit, `matter` what is applied for:
    the sentence is written for an establishment."""
    return standard().sign_deadline_notice.format(date=chinese_date(last_day)).replace(_ESTABLISHMENT, matter)


NETWORK_ONLY = "（仅通过网络开展经营活动）"
"""Stands at the end of the scope of whoever has no place one can go to (个体工商户登记管理规定 Art. 13)."""


def scope_text(items: Iterable[str | ScopeItem], order: ScopeOrder = "form", *, network_only: bool = False) -> str:
    """The business scope as printed: one paragraph per category, items in catalogue order, each named once.

    On the form the general items come first, on the licence the licensed ones. A category without items is
    left out. Raises UnknownCode for wording that is not in the catalogue.
    """
    chosen = {item.code: item for item in map(_item, items)}
    in_order = [chosen[code] for code in sorted(chosen)]
    paragraphs = (_paragraph(category, in_order) for category in _CATEGORY_ORDER[order])
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    return text + NETWORK_ONLY if network_only and text else text


def _item(item: str | ScopeItem) -> ScopeItem:
    return item if isinstance(item, ScopeItem) else scope_items.get(item)


def _paragraph(category: Category, items: list[ScopeItem]) -> str:
    names = [item.name for item in items if item.category == category]
    if not names:
        return ""
    phrases = standard()
    pattern, suffix = (
        (phrases.scope_general_pattern, phrases.scope_general_suffix)
        if category == "一般"
        else (phrases.scope_licensed_pattern, phrases.scope_licensed_suffix_notice)
    )
    return pattern.format(items=phrases.scope_item_separator.join(names), suffix=suffix)
