"""Words a name or a shop's sign must not hold, or only after a person has looked: each searched in its part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from catalogues import divisions, industry_words, name_rules, organisation_forms, sole_trader_types, surnames
from catalogues.filing_types.words import EntityKind
from catalogues.law import Dated
from catalogues.names import brief, parsing, unusual, variations
from catalogues.names.borders import is_apart, is_read
from catalogues.names.brief import SHOPS, TITLES
from catalogues.names.composition import NameParts
from catalogues.names.lexicon import COUNTRIES, Entry, Hit, Lexicon, entries, hits, lexicon
from catalogues.names.writing import comparable

Part = Literal["division", "trade_name", "industry", "organisation_form"]

FORMS = "NP26"
"""Words for forms of other entities; in the form itself the rules about forms speak of them."""
_BODIES = frozenset(
    {"NP01", "NP02", "NP03", "NP04", "NP05", "NP06", "NP08", "NP20", "NP21", "NP24", "NP25", "NP29", "NP30", "NP31"}
)
"""Names of states, bodies, ranks and the like: inside a personal name (王海军) nobody takes them for the body."""
_WELL_KNOWN = "NP35"
_NUMBER = re.compile(r"第?[一二三四五六七八九十百]+$")
"""Of a branch, alone or behind its place."""
_ABOUT_OWN_NAMES = frozenset({"N-42", "N-43"})
_SURELY = 3
"""A forbidden word of so many characters is for a person even where it seems to run across two others."""
_PRAISE = frozenset("新老大小真正优超")
"""What before a mark that means nothing else leaves it one (新华为)."""
_CONTINUED = frozenset("委办政支党人公")
"""How what follows a division goes on as one of its bodies (区|委书记); 区|长福 does not."""


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of a part, and the name rule (`catalogues/name_rules.py`) it meets there. `like` is the word of the
    catalogue that it resembles, where it is not that word itself."""

    rule_id: str
    part: Part
    word: str
    category: str
    category_id: str
    article: Dated
    like: str = ""


def found(
    parts: NameParts, own_name: str | None = None, entity: EntityKind = EntityKind.SOLE_TRADER
) -> tuple[FoundWord, ...]:
    """Words of the trade name, the industry and the form, each part for itself: 上海|关山 holds no 海关; only where
    nobody knows the industry are trade name and industry read as one.

    Where the trade name is the operator's own name, a word for a body or a rank is only noted as long as it is not the
    whole name, and any other forbidden word is a person's to judge. A foreign country as an adjective of the industry
    (韩国料理) is, too. What an enterprise deals in may be called by a form: 企业管理; a branch may have a number: 第一.
    """
    industry, form = comparable(parts.industry), comparable(parts.organisation_form)
    if entity == EntityKind.BRANCH:
        place = replace(parts, trade_name=_NUMBER.sub("", comparable(parts.trade_name)))
        return found_in_trade_name(place, "") if place.trade_name else ()
    held_in_industry = _held("industry", industry, industry + form)
    if entity != EntityKind.SOLE_TRADER:
        held_in_industry = tuple(hit for hit in held_in_industry if hit.entry.category_id != FORMS)
    return (
        *_in_place(comparable(parts.division)),
        *found_in_trade_name(parts, own_name),
        *(_stated(hit, "industry", industry) for hit in held_in_industry),
        *(_stated(hit, "organisation_form", form) for hit in _held("organisation_form", form, industry + form)),
    )


def found_in_trade_name(parts: NameParts, own_name: str | None = None) -> tuple[FoundWord, ...]:
    """What `found` finds in the trade name alone."""
    trade_name, industry = comparable(parts.trade_name), comparable(parts.industry)
    said = industry + comparable(parts.organisation_form)
    return (
        *_after_division(comparable(parts.division), trade_name),
        *_in_trade_name(trade_name, said, _whose(trade_name, own_name)),
        *_across(trade_name, industry),
    )


Whose = Literal["operator", "other", "unknown"]
"""Whose name the trade name is, as far as it is known: the operator's, not the operator's, or the operator is not known
yet."""


def _whose(trade_name: str, own_name: str | None) -> Whose:
    if own_name is None:
        return "unknown"
    return "operator" if comparable(own_name) == trade_name else "other"


def _in_trade_name(text: str, said: str, whose: Whose) -> Iterator[FoundWord]:
    held = _held("trade_name", text, said)
    yield from (_stated(hit, "trade_name", text, whose) for hit in held)
    if whose == "operator":
        return
    taken = tuple((hit.start, hit.end) for hit in held)
    likenesses = tuple(each for each in variations.found(text, said) if not _overlaps(each, taken))
    for one in likenesses:
        entry = one.entry
        yield FoundWord(one.rule_id, "trade_name", one.word, entry.category, entry.category_id, entry.basis, entry.word)
    if not held and not likenesses:
        for entry, heard in brief.found(text, said):
            rule_id = "N-44" if heard else "N-45"
            yield FoundWord(rule_id, "trade_name", text[:2], entry.category, entry.category_id, entry.basis, entry.word)
        for rule_id, word in unusual.found(text):
            yield FoundWord(rule_id, "trade_name", word, "", "", name_rules.get(rule_id).article)


def _overlaps(one: variations.Likeness, taken: tuple[tuple[int, int], ...]) -> bool:
    return any(one.start < end and start < one.end for start, end in taken)


def _stated(hit: Hit, part: Part, text: str, whose: Whose = "other") -> FoundWord:
    entry, rule = hit.entry, _rule(hit, part, text, whose)
    own = rule in _ABOUT_OWN_NAMES
    article = name_rules.get(rule).article.followed_by(entry.basis) if own else entry.basis
    return FoundWord(rule, part, text[hit.start : hit.end], entry.category, entry.category_id, article)


def _rule(hit: Hit, part: Part, text: str, whose: Whose) -> str:
    entry = hit.entry
    if whose == "operator":
        namesake = entry.category_id == _WELL_KNOWN or (entry.match == "person" and entry.outcome == "refer")
        partly = entry.category_id in _BODIES and hit.length < len(text)
        return "N-43" if namesake or partly else "N-42"
    if entry.match == "mark":
        return "N-49"
    adjective = entry.category_id == COUNTRIES and part == "industry"
    if entry.outcome == "refer" or adjective or (whose == "unknown" and _is_given_name(hit, text)):
        return "N-41"
    if entry.match == "national" and part == "industry":
        return "N-41"
    return "N-40" if is_read(text, hit.start, hit.end) else "N-41"


def _is_given_name(hit: Hit, text: str) -> bool:
    """红军 in 沈红军, or what a name of three characters begins with (黄泉|晓): somebody, who may be the operator."""
    if hit.length != 2 or not surnames.begins_personal_name(text):
        return False
    if hit.end == len(text):
        return hit.entry.category_id in _BODIES
    return hit.start == 0 and hit.entry.match == "anywhere" and hit.entry.category_id != COUNTRIES


@lru_cache(maxsize=20_000)
def _held(part: Part, text: str, said: str) -> tuple[Hit, ...]:
    known = (part == "industry" and _is_known(text)) or (part == "organisation_form" and text in _known_forms())

    def counts(hit: Hit) -> bool:
        # What is sold may be called as somebody is: 东坡肉.
        excused = known and (hit.entry.outcome == "refer" or hit.entry.trade_name_only)
        return not excused and _counts(hit, text, said)

    return hits(text, _searched_in("trade_name" if part == "division" else part), counts)


@cache
def _known_forms() -> frozenset[str]:
    offered = {form for kind in sole_trader_types.all() for form in kind.organisation_forms}
    return frozenset(map(comparable, offered | set(organisation_forms.all())))


def _counts(hit: Hit, text: str, said: str) -> bool:
    entry, before, after = hit.entry, text[: hit.start], text[hit.end :]
    if not entry.counts_in(said):
        return False
    match entry.match:
        case "pattern":
            return True
        case "whole":
            return hit.length == len(text)
        case "person" if hit.length == 2:
            return not before and TITLES.match(after) is not None
        case "mark" if hit.length == 2:
            unmistakable = not entry.trades and not entry.not_in
            return (not before or (unmistakable and before in _PRAISE)) and SHOPS.match(after) is not None
    return is_read(text, hit.start, hit.end) or (hit.length >= _SURELY and entry.outcome == "reject")


@cache
def _known_industries() -> frozenset[str]:
    return frozenset(comparable(term) for kind in sole_trader_types.all() for term in kind.name_industry_terms)


def _is_known(industry: str) -> bool:
    return (
        industry in _known_industries()
        or industry_words.find(industry) is not None
        or industry in industry_words.standard_terms()
    )


def _across(trade_name: str, industry: str) -> Iterator[FoundWord]:
    """Words that begin in the trade name and end in an industry that nobody knows (中|国味道), or are read so."""
    border, text = len(trade_name), trade_name + industry
    if not border or not industry:
        return
    known = _is_known(industry)

    def counts(hit: Hit) -> bool:
        if not hit.start < border < hit.end or hit.entry.match == "pattern" or hit.entry.category_id == FORMS:
            return False
        if known and not (hit.length >= _SURELY and hit.entry.outcome == "reject"):
            return False
        return is_apart(text, hit.start, hit.end) and _counts(hit, text, industry)

    for hit in hits(text, _searched_in("trade_name"), counts):
        entry = hit.entry
        rule = "N-41" if known or entry.outcome == "refer" else "N-40"
        yield FoundWord(rule, "trade_name", text[hit.start : hit.end], entry.category, entry.category_id, entry.basis)


def _in_place(division: str) -> Iterator[FoundWord]:
    """Words of a town or village that no list knows: 毛泽东村 may be one, which a person sees."""
    head = divisions.division_part(division)
    place = division[len(head) :]
    known = next((town for town in parsing.towns_of(head) if place.startswith(town)), "")
    for hit in _held("division", place[len(known) :], ""):
        if hit.entry.outcome == "reject":
            yield FoundWord(
                "N-41", "division", hit.entry.word, hit.entry.category, hit.entry.category_id, hit.entry.basis
            )


def _after_division(division: str, trade_name: str) -> Iterator[FoundWord]:
    """Bodies of a division whose name begins in it (平城区|委, 大庆路街道|办): the name would be taken for theirs."""
    for size in (2, 1):
        head = division[-size:]
        for end in range(len(trade_name), 0, -1):
            for entry in _bodies().by_word.get(head + trade_name[:end], ()):
                if len(head) == size and (end == len(trade_name) or trade_name[0] in _CONTINUED):
                    word = head + trade_name[:end]
                    yield FoundWord("N-40", "trade_name", word, entry.category, entry.category_id, entry.basis)
                    return


@cache
def _bodies() -> Lexicon:
    return lexicon(entry for entry in entries() if entry.match == "division")


def _is_searched_beyond(entry: Entry) -> bool:
    """Beyond the trade name too: whatever is not for it alone, and persons and marks in an industry nobody knows."""
    return not entry.trade_name_only or entry.match in {"person", "mark"}


@cache
def _searched_in(part: Part) -> Lexicon:
    def searched(entry: Entry) -> bool:
        if entry.match == "division" or not (part == "trade_name" or _is_searched_beyond(entry)):
            return False
        # What a form may not be is said by the rule about forms, once.
        return part != "organisation_form" or entry.category_id != FORMS

    return lexicon(filter(searched, entries()))
