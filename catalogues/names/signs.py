"""What may not stand on a shop's sign: judged by the words of names, with the exceptions that names have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogues import name_words, organisation_forms
from catalogues.names import parsing, words
from catalogues.names.composition import NameParts
from catalogues.names.lexicon import COUNTRIES
from catalogues.names.words import FoundWord
from catalogues.names.writing import comparable

_FORBIDDEN, _FORBIDDEN_BY_SOUND, _OWN_NAME_TO_BE_EXAMINED = "N-40", "N-46", "N-42"
_FORM = "N-30"
_LIKENESSES = frozenset({"N-44", "N-45"})


@dataclass(frozen=True, slots=True)
class Shop:
    """What is known of the shop whose sign it is: its county, its operator's name, and its own name once held."""

    county_code: str | None = None
    operator_name: str | None = None
    name: NameParts | None = None


UNKNOWN = Shop()


def forbidden_on_sign(sign: str, shop: Shop) -> tuple[FoundWord, ...]:
    """The words for which a sign is refused (企业名称登记管理规定 Art. 11); letters and digits may stand on it.

    A sign that is the shop's name, with or without its division, is judged in the parts of that name (护国|家常菜|馆
    holds no 国家); any other is taken apart as a name would be. What only a person may allow in a name is left to
    that person, who sees it in the name; on any other sign nobody would, and what sounds or looks like a forbidden word
    is refused there too.
    """
    parts = _parts(sign, shop)
    if parts is shop.name:
        found = words.found(parts, shop.operator_name)
    else:
        found = (*words.found(parts, shop.operator_name), *_form(parts), *_place(parts.division))
    examined = shop.name is not None and _same(shop.name.trade_name, shop.operator_name)
    refused = {_FORBIDDEN, _FORBIDDEN_BY_SOUND, _FORM} | (set() if examined else {_OWN_NAME_TO_BE_EXAMINED})
    unseen = parts is not shop.name
    return tuple(
        one
        for one in found
        if (one.rule_id in refused or (unseen and _resembles_forbidden(one))) and not _adjective(one, parts)
    )


def _resembles_forbidden(one: FoundWord) -> bool:
    return one.rule_id in _LIKENESSES and name_words.category(one.category_id).outcome == "reject"


def _place(town: str) -> tuple[FoundWord, ...]:
    """The words of a place that nobody knows, as if it were a trade name."""
    return words.found_in_trade_name(NameParts("", town, "", "")) if town else ()


def _parts(sign: str, shop: Shop) -> NameParts:
    """Those of the shop's name where the sign is it; else as read, with only a place nobody knows as division."""
    name = shop.name
    if name and comparable(sign) in map(comparable, (name.on_a_sign, name.without_suffix, name.full_name)):
        return name
    read = parsing.read(sign, shop.county_code, name.trade_name if name else shop.operator_name)
    known = read.town in parsing.towns_of(read.head)
    return replace(read.parts, division=("" if known else read.town) + read.village)


def _same(one: str, other: str | None) -> bool:
    return other is not None and comparable(one) == comparable(other)


def _adjective(one: FoundWord, parts: NameParts) -> bool:
    """A country in front of an industry and nothing else (韩国料理店), which a sign may be and a name may not."""
    return one.category_id == COUNTRIES and one.word == comparable(parts.trade_name) and parts.industry != ""


def _form(parts: NameParts) -> tuple[FoundWord, ...]:
    """A form that sole traders may not use says it is something else (企业名称登记管理规定实施办法 Art. 12)."""
    form = comparable(parts.organisation_form)
    if not form or organisation_forms.verdict(form) != "reject":
        return ()
    category = name_words.category(words.FORMS)
    return (FoundWord(_FORM, "organisation_form", form, category.category, category.id, category.basis),)
