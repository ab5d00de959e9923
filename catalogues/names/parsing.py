"""Finds the four parts in a name that somebody wrote in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from catalogues import divisions, industry_words, organisation_forms, sole_trader_types
from catalogues.filing_types.words import EntityKind
from catalogues.names import places
from catalogues.names.borders import cut
from catalogues.names.composition import Arrangement, NameParts
from catalogues.names.suffix import without
from catalogues.names.writing import clean, comparable

_BRACKETED_END = re.compile(r"[（(]([^（）()]+)[）)]$")
_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")
_TOWN = re.compile(r"[一-龥]{1,5}?(?:街道|苏木|镇|乡)")
_VILLAGE = re.compile(r"[一-龥]{2,5}?(?:社区|市场|村)")
_WIDE = str.maketrans("()", "（）")
_MINIMUM = 2
_SURELY_DIVISION = 3
_LONGEST_UNKNOWN_INDUSTRY = 4


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name taken apart. `head` is the division proper, `town` and `village` what follows it
    (企业名称登记管理规定实施办法 Art. 9, 53); all three together are `parts.division`. `guessed` says that nobody knows
    the industry word. `other_kind` is a bracket at the end that says what else the business is, （个人独资）."""

    parts: NameParts
    head: str
    town: str
    village: str
    guessed: bool
    other_kind: str = ""


@cache
def _forms() -> frozenset[str]:
    """Every ending in use, those of other entities in a register included."""
    own = {form for kind in sole_trader_types.all() for form in kind.organisation_forms}
    return frozenset(own | set(organisation_forms.all()) | set(organisation_forms.other_entities()))


@cache
def _industries() -> frozenset[str]:
    """Every industry word in use, and longer ones of GB/T 4754."""
    own = {word for kind in sole_trader_types.all() for word in kind.name_industry_terms}
    standard = {term for term in industry_words.standard_terms() if len(term) > 2}
    return frozenset(own | set(industry_words.longest_first()) | standard)


@cache
def _forms_of(entity: EntityKind) -> frozenset[str]:
    forms = organisation_forms.of_enterprise(entity)
    group = {organisation_forms.GROUP + ending for ending in forms.endings} if forms.group else set()
    return frozenset({*forms.endings, *group})


@cache
def _industries_of(entity: EntityKind) -> frozenset[str]:
    own = () if entity == EntityKind.SOLE_TRADER else organisation_forms.enterprise_industries()
    return _industries().union(own)


@cache
def _offered() -> frozenset[tuple[str, str]]:
    """Industry word and form as the name builder puts them together."""
    kinds = sole_trader_types.all()
    return frozenset(
        (word, form) for kind in kinds for word in kind.name_industry_terms for form in kind.organisation_forms
    )


def _endings(text: str, known: frozenset[str]) -> Iterator[str]:
    """The known words that a text ends in and is more than, longest first."""
    for size in range(min(len(text) - 1, _longest(known)), 0, -1):
        if text[-size:] in known:
            yield text[-size:]


@cache
def _longest(known: frozenset[str]) -> int:
    return max(map(len, known))


def parse(text: str) -> NameParts:
    """The parts of a name, composed again to the same text unless the division stood in brackets.

    What cannot be told stays in the trade name; a missing part is empty. A division in brackets moves to the front.
    """
    return read(text).parts


def read(
    text: str,
    county_code: str | None = None,
    own_name: str | None = None,
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> ReadName:
    """A name taken apart; that of an `entity` which is no sole trader with the endings and industry words of its kind.

    `county_code`, that of the premises or the register, lets a division be understood that is written short
    (大同穆静饺子馆); `own_name`, the operator's, tells where a trade name ends that begins so.

    Raises UnknownCode for a county that does not exist.
    """
    rest = clean(text)
    whole, rest = rest, without(rest)
    suffix = organisation_forms.sole_trader().suffix if rest != whole else ""
    end = _BRACKETED_END.search(rest)
    other_kind = end[1] if end and organisation_forms.verdict(end[1]) == "reject" else ""
    rest = rest[: end.start()] if end and other_kind else rest
    bracketed = _BRACKETS.search(rest)
    if bracketed and _is_division(bracketed[1], county_code):
        rest = bracketed[1] + rest[: bracketed.start()] + rest[bracketed.end() :]
    own = clean(own_name or "")
    if entity != EntityKind.SOLE_TRADER and bracketed and bracketed[1] in divisions.short_names():
        # 晋味源（太原）餐饮 says where it is, wherever the premises are.
        divided: Iterable[tuple[str, str, str]] = ((bracketed[1], "", ""),)
    else:
        divided = _divisions(rest, county_code)
    found = [
        ReadName(
            NameParts(head + town + village, parts.trade_name, parts.industry, parts.organisation_form, suffix),
            head,
            town,
            village,
            guessed,
            other_kind,
        )
        for head, town, village in divided
        for parts, guessed in _readings(rest[len(head + town + village) :], own, entity)
    ]
    return max(found, key=lambda name: _plausibility(name, own, entity))


def arranged(name: ReadName, text: str) -> NameParts:
    """The parts with the division where the cleaned text of the name has it: in brackets, or first."""
    parts = replace(name.parts, suffix="")
    bracketed = _BRACKETS.search(text)
    if bracketed is None or not name.head or bracketed[1] != name.head:
        return parts
    before = text[: bracketed.start()]
    after_trade_name = before == parts.trade_name and parts.industry
    arrangement = Arrangement.AFTER_TRADE_NAME if after_trade_name else Arrangement.AFTER_INDUSTRY
    return replace(parts, arrangement=arrangement)


def read_branch(text: str) -> NameParts:
    """The whole name of a business, what stands behind it, and the ending of a branch; without an ending of a business
    in it everything is taken for its name."""
    text = text.translate(_WIDE)
    form = next(_endings(text, _forms_of(EntityKind.BRANCH)), "")
    rest = text[: len(text) - len(form)]
    ends = [found.end() for found in _business_endings().finditer(rest)]
    cut = ends[-1] if ends else len(rest)
    return NameParts("", rest[cut:], "", form, parent=rest[:cut])


@cache
def _business_endings() -> re.Pattern[str]:
    """How a business that has branches ends, its suffix included."""
    kinds = (kind for kind in EntityKind if kind not in {EntityKind.SOLE_TRADER, EntityKind.BRANCH})
    closed = {ending for kind in kinds for ending in _whole_endings(kind)}
    return re.compile("|".join(sorted(map(re.escape, closed), key=len, reverse=True)))


def _whole_endings(kind: EntityKind) -> tuple[str, ...]:
    forms = organisation_forms.of_enterprise(kind)
    return (forms.suffix,) if forms.suffix else forms.endings


def _divisions(text: str, county_code: str | None) -> Iterator[tuple[str, str, str]]:
    """Every way to begin a name with a division, the longest first, none last."""
    heads = dict.fromkeys((divisions.division_part(text), _near_head(text, county_code)))
    for head in sorted(filter(None, heads), key=len, reverse=True):
        rest = text[len(head) :]
        for town in (_town(head, rest), ""):
            village = _VILLAGE.match(rest[len(town) :])
            if village:
                yield head, town, village[0]
            yield head, town, ""
            if not town:
                break
    # 平城区 in front is a division; a short form there may be the trade name.
    if len(divisions.division_part(text)) < _SURELY_DIVISION:
        yield "", "", ""


def _is_division(text: str, county_code: str | None) -> bool:
    return text in (divisions.division_part(text), _near_head(text, county_code)) or text in divisions.short_names()


@cache
def _chain(county_code: str) -> re.Pattern[str]:
    """Province, prefecture and county one after the other, each in full, short, or left out."""
    county = divisions.county_of(county_code)
    city = divisions.city_of(county_code)
    above = [divisions.province_of(county_code), *([city] if city else [])]
    pattern = "".join(f"(?:{division.name}|{divisions.short_name(division)})?" for division in above)
    short = divisions.short_name(county)
    # 朝阳 alone is a trade name more often than a district.
    alone = "" if places.is_word(short) else f"|{short}"
    return re.compile(f"{pattern}(?:{county.name}{alone})?")


def _near_head(text: str, county_code: str | None) -> str:
    """The head of a text that names the county, or what lies above it, in full or short."""
    found = _chain(county_code).match(text) if county_code else None
    return found[0] if found else ""


def is_near(head: str, county_code: str) -> bool:
    """True for a head that names the county or what lies above it."""
    return _near_head(head, county_code) == head


def _town(head: str, rest: str) -> str:
    known = next((name for name in towns_of(head) if rest.startswith(name)), "")
    if known:
        return known
    found = _TOWN.match(rest)
    return found[0] if found else ""


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for province in divisions.provinces():
        for county in divisions.counties(province.code):
            names = {street.name for street in divisions.streets(county.code, include_historic=True)}
            found[county.name] = found.get(county.name, set()) | names
    # 潞城区 before 城区, with which it ends.
    counties = sorted(filter(found.get, found), key=len, reverse=True)
    return {county: tuple(sorted(found[county], key=len, reverse=True)) for county in counties}


@cache
def towns_of(head: str) -> tuple[str, ...]:
    """Known streets, towns and townships of the county in which a division ends, longest first; of counties that are
    called alike (铁西区) those of all."""
    return next((names for county, names in _towns().items() if head.endswith(county)), ())


def _readings(rest: str, own: str, entity: EntityKind) -> Iterator[tuple[NameParts, bool]]:
    """Every way to end a name with a form in use and an industry word before it, or with less."""
    own_ending = _own_ending(rest, entity)
    endings = (own_ending,) if own_ending else tuple(_endings(rest, _forms()))
    industries = _industries_of(entity)
    for form in endings if own_ending else (*endings, ""):
        stem = rest[: len(rest) - len(form)]
        found = False
        for industry in (*_endings(stem, industries), *([stem] if stem in industries else [])):
            # 花 is an industry in 花店, and part of a trade name in 满堂花饭店.
            if len(industry) > 1 or len(form) <= 1 or (industry, form) in _offered():
                found = True
                yield NameParts("", stem[: len(stem) - len(industry)], industry, form), False
        # 民宿 is a form that says the industry as well.
        yield NameParts("", stem, form if form in _industries() else "", form), False
        if endings[:1] == (form,) and not found and not organisation_forms.said_industry(form):
            yield from _guesses(stem, form, own)


def _own_ending(text: str, entity: EntityKind) -> str:
    """The ending by which a name is of its kind; none where it ends as another kind does: 股份有限公司 of a limited
    company, or as a sole trader may."""
    if entity == EntityKind.SOLE_TRADER:
        return ""
    own = _forms_of(entity)
    ending = next(_endings(text, own.union(organisation_forms.other_entities())), "")
    return ending if ending in own else ""


def _guesses(stem: str, form: str, own: str) -> Iterator[tuple[NameParts, bool]]:
    """A stem without any known industry word: the operator's name, or a trade name of two characters or three, then
    what it deals in. The operator's name alone is not taken apart."""
    if len(own) >= _MINIMUM and stem.startswith(own):
        if stem != own:
            yield NameParts("", own, stem[len(own) :], form), True
    elif len(stem) >= 2 * _MINIMUM:
        size = min(_LONGEST_UNKNOWN_INDUSTRY, len(stem) - (_MINIMUM if len(stem) != 5 else 3))
        yield NameParts("", stem[:-size], stem[-size:], form), True


def _plausibility(name: ReadName, own: str, entity: EntityKind) -> tuple[bool | int, ...]:
    """A trade name is left and the industry said; there is a form; the trade name is the operator's; the industry
    is a known word; no word is taken apart; as much as possible is understood, the industry rather than the form
    (手机维修|部).
    """
    parts = name.parts
    said = bool(parts.industry or organisation_forms.said_industry(parts.organisation_form))
    long_enough = len(parts.trade_name) >= _MINIMUM
    return (
        long_enough and said,
        bool(parts.trade_name) and said,
        long_enough and parts.trade_name not in _industries_of(entity),
        bool(parts.organisation_form),
        bool(own) and comparable(own) == comparable(parts.trade_name),
        not name.guessed,
        parts.industry != parts.organisation_form,
        not _cuts_a_word(parts),
        -len(parts.trade_name),
        len(parts.industry),
    )


def _cuts_a_word(parts: NameParts) -> bool:
    """加拿|大饭店 takes a word apart, 加拿大|饭店 does not."""
    words = cut(parts.trade_name + parts.industry + parts.organisation_form)
    return bool(words) and len(words[0]) > len(parts.trade_name)


def trade_name_within(typed: str) -> NameParts | None:
    """The parts of a whole name, or of more than a trade name, typed where the trade name belongs; else None."""
    name = read(typed)
    parts = name.parts
    if len(parts.trade_name) < _MINIMUM:
        return None
    # 百花园 is a trade name, not a garden for flowers.
    whole = not name.guessed and parts.industry and parts.organisation_form and len(parts.industry) > 1
    return parts if parts.division or whole else None
