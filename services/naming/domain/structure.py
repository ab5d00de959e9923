"""Whether each part is what the law wants it to be: its characters, its length, its kind of word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from catalogues import divisions, industry_words, organisation_forms
from catalogues.filing_types.words import EntityKind
from catalogues.names import distinctive, parsing, places
from catalogues.names.composition import NameParts
from catalogues.names.writing import (
    comparable,
    foreign_characters,
    non_standard_characters,
    standardised,
    unlisted_characters,
)
from catalogues.sole_trader_types import SoleTraderType
from kernel.printable import unprintable
from services.naming.domain import enterprises
from services.naming.domain.rules import Objection, Part, object_to

MIDDLE_DOT = "·"
_LEAST_CHARACTERS = 2
"""Of a trade name (企业名称登记管理规定 Art. 8)."""


def check(
    parts: NameParts,
    kind: SoleTraderType | None,
    own_name: str | None = None,
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> tuple[Objection, ...]:
    """Every objection to the structure of a name of an entity. `own_name` is the operator's or investor's, as typed.

    Of a sole trader's name `kind` says which industry and form fit; without it the industry must be a known word, and
    the form one that sole traders may use. Any other entity has the endings of its kind, and a type says nothing.
    """
    own = own_name is not None and comparable(own_name) == comparable(parts.trade_name) != ""
    characters = tuple(_characters(parts, own))
    if entity == EntityKind.BRANCH:
        return (*characters, *enterprises.check(parts, entity))
    if entity != EntityKind.SOLE_TRADER:
        return (*characters, *_trade_name(parts), *enterprises.check(parts, entity))
    return (*characters, *_trade_name(parts), *_industry(parts, kind), *_form(parts.organisation_form, kind))


def check_trade_name(parts: NameParts, own_name: str | None = None) -> tuple[Objection, ...]:
    """The objections of `check` to the trade name alone."""
    own = own_name is not None and comparable(own_name) == comparable(parts.trade_name) != ""
    return (*_characters_of("trade_name", parts.trade_name, own), *_trade_name(parts))


def _characters(parts: NameParts, own: bool) -> Iterator[Objection]:
    texts: tuple[tuple[Part, str], ...] = (
        ("trade_name", parts.trade_name),
        ("industry", parts.industry),
        ("organisation_form", parts.organisation_form),
    )
    for part, text in texts:
        yield from _characters_of(part, text, own)


def _characters_of(part: Part, text: str, own: bool) -> Iterator[Objection]:
    foreign = foreign_characters(text)
    if foreign == MIDDLE_DOT and part == "trade_name" and own:
        yield object_to("N-05", part, word=MIDDLE_DOT)
    elif foreign:
        yield object_to("N-02", part, word=foreign)
    lacking = "".join(character for character in unprintable(text) if character not in foreign)
    if lacking:
        yield object_to("N-19", part, word=lacking)
    old, unlisted = non_standard_characters(text), unlisted_characters(text)
    if (old or unlisted) and part == "trade_name" and own:
        yield object_to("N-04", part, word=old + unlisted)
        return
    if old:
        yield object_to("N-03", part, word=old, wanted=standardised(text))
    if unlisted:
        yield object_to("N-23", part, word=unlisted)


def _trade_name(parts: NameParts) -> Iterator[Objection]:
    typed = parts.trade_name
    if not typed:
        yield object_to("N-01", "trade_name", word="字号", wanted="trade name")
        return
    if len(typed) - len(foreign_characters(typed)) < _LEAST_CHARACTERS:
        yield object_to("N-10", "trade_name", word=typed)
    word = comparable(typed)
    match places.standing(word, parts.division):
        case "place":
            yield object_to("N-11", "trade_name", word=typed)
            return
        case "doubtful":
            yield object_to("N-12", "trade_name", word=typed)
            return
        case "word":
            yield object_to("N-17", "trade_name", word=typed)
            return
    together = word + comparable(parts.industry)
    if parts.industry and together != word and distinctive.is_trade_word(together):
        # 刀削|面 and 家常|菜 are one word for what is sold, cut in two.
        yield object_to("N-24", "trade_name", word=together)
        return
    if _names_industry(word):
        other = industry_words.industry_word_has_other_meaning(word)
        yield object_to("N-14" if other else "N-13", "trade_name", word=typed)
        return
    if word in organisation_forms.all():
        yield object_to("N-15", "trade_name", word=typed)
        return
    if distinctive.describes_only(word):
        other = industry_words.industry_word_has_other_meaning(word)
        yield object_to("N-14" if other else "N-24", "trade_name", word=typed)
        return
    within = trade_name_alone(parts)
    if within != word:
        yield object_to("N-16", "trade_name", word=typed, wanted=within)
        return
    place = next((name for name in _large_divisions() if name in word), None)
    if place:
        yield object_to("N-17", "trade_name", word=place)


def trade_name_alone(parts: NameParts) -> str:
    """The comparable trade name without other parts of the name that were typed along with it."""
    word, industry = comparable(parts.trade_name), comparable(parts.industry)
    whole = parsing.trade_name_within(word)
    if whole is not None:
        return whole.trade_name
    if len(industry) > 1 and len(word) - len(industry) >= _LEAST_CHARACTERS:
        return word.removesuffix(industry)
    return word


def _names_industry(word: str) -> bool:
    return industry_words.find(word) is not None or word in industry_words.standard_terms()


@cache
def _large_divisions() -> tuple[str, ...]:
    """Proper names of provinces, which say where goods come from wherever they stand."""
    return tuple(divisions.short_name(province) for province in divisions.provinces())


def _industry(parts: NameParts, kind: SoleTraderType | None) -> Iterator[Objection]:
    usual = "、".join(kind.name_industry_terms[:3]) if kind else "国民经济行业分类中的用语"
    typed = parts.industry or organisation_forms.said_industry(comparable(parts.organisation_form))
    if not typed:
        yield object_to("N-01", "industry", word="行业", wanted="industry")
        return
    fit = industry_fit(typed, kind)
    said_by_form = parts.industry in ("", parts.organisation_form)
    if fit != "N-00" and not (kind and said_by_form and parts.organisation_form in kind.organisation_forms):
        yield object_to(fit, "industry", word=typed, wanted=usual)


def industry_fit(industry: str, kind: SoleTraderType | None) -> str:
    """The rule an industry word meets under a type, `N-00` if it fits: a word of the type, one that means the same, a
    more specific one (牛杂面 for 面), or the name of its class in GB/T 4754."""
    word = comparable(industry)
    core = industry_words.core(word)
    if kind is None:
        return "N-21" if core is None and word not in industry_words.standard_terms() else "N-00"
    own = {comparable(term) for term in kind.name_industry_terms}
    meanings = {entry.meaning for term in own if (entry := industry_words.find(term))}
    if word in own or (core is not None and core.meaning in meanings):
        return "N-00"
    if any(len(term) > 1 and term in word for term in own):
        return "N-00"
    if word in industry_words.terms_of(kind.industry_name):
        return "N-00"
    if core is None:
        return "N-20" if word in industry_words.standard_terms() else "N-21"
    return "N-22" if _related(core.gbt4754, kind.industry_code) else "N-20"


def _related(groups: tuple[str, ...], industry_code: str) -> bool:
    """In one division (大类) of GB/T 4754: what is usually sold, served or mended side by side."""
    return any(code[:2] == industry_code[:2] for code in groups)


def _form(typed: str, kind: SoleTraderType | None) -> Iterator[Objection]:
    usual = "、".join((kind.organisation_forms if kind else organisation_forms.sole_trader().statutory)[:4])
    if not typed:
        yield object_to("N-01", "organisation_form", word="组织形式", wanted="organisation form")
        return
    form = comparable(typed)
    fit = form_fit(form, kind)
    if fit != "N-00" and (fit == "N-30" or not foreign_characters(typed)):
        yield object_to(fit, "organisation_form", word=typed, wanted=usual)


def form_fit(form: str, kind: SoleTraderType | None) -> str:
    """The rule a comparable form meets under a type, `N-00` if it fits: one of the type, or without a type any that
    sole traders use. One that speaks of another trade (饺子|诊所) is refused, any other in use is noted."""
    if kind is not None and form in kind.organisation_forms:
        return "N-00"
    verdict = organisation_forms.verdict(form)
    if verdict != "allowed":
        return "N-30" if verdict == "reject" else "N-31"
    if kind is None:
        return "N-00"
    said = organisation_forms.trade_of(form)
    foreign = {"N-20", "N-21", "N-22"} if organisation_forms.is_of_its_trade_alone(form) else {"N-20", "N-21"}
    return "N-34" if said and industry_fit(said, kind) in foreign else "N-32"
