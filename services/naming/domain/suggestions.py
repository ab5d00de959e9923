"""Other names that keep what the applicant wished for, most likely first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, product

from catalogues import organisation_forms, sole_trader_types
from catalogues.characters import is_standard
from catalogues.filing_types.words import EntityKind
from catalogues.names.composition import NameParts
from catalogues.names.writing import clean, comparable, standardised
from catalogues.sole_trader_types import SoleTraderType
from services.naming.domain import judging, structure
from services.naming.domain.keys import classify
from services.naming.domain.rules import SAMENESS, Objection, Part

_BETWEEN = "小文雅嘉家一"
_LUCKY = "顺兴源记福祥瑞盛丰佳诚悦恒泰隆和"
_CATERING = "香味鲜" + _LUCKY
_FIRST = "鑫新老金"
_RARE = "沐宸翊珩昀煜琛璟昱熠"
"""Usual in names of persons and rare in trade names: free where everything else is taken."""

_NEAREST, _RAREST = 10, 10
"""So many of each are offered first: enough for six free ones nearly everywhere."""

_PAIRS = ("福源", "和顺", "嘉悦", "瑞祥", "鑫诚", "恒兴", "佳和", "盛泰")
_CATERING_FAMILY = "62"
_USUAL_TYPES = ("GT001", "GT012", "GT022", "GT051", "GT029", "GT064")
_TAKEN = SAMENESS | {"N-60", "N-62"}
"""The trade name itself, or a part of it, is somebody's: a longer one would contain it."""


def candidates(
    parts: NameParts,
    kind: SoleTraderType | None,
    objections: Sequence[Objection],
    own_name: str | None = None,
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> Iterator[NameParts]:
    """Names near the wished one that meet no objection by themselves, notes aside; whether they are free is for
    `comparison` to say. Each is offered once, the wished name itself never. The division is taken as it is. A branch
    is called after its business, so that nothing is offered for it."""
    if entity == EntityKind.BRANCH:
        return
    sole_trader = entity == EntityKind.SOLE_TRADER
    kind = (kind or type_of(parts)) if sole_trader else None
    offered = {parts.full_name}
    for mended, fitting in (
        _mended(parts, kind, objections) if sole_trader else _mended_enterprise(parts, objections, entity)
    ):
        rest = (o for o in judging.examine(mended, fitting, entity=entity) if o.part != "trade_name")
        if any(o.severity != "note" for o in rest):
            continue
        for trade_name in _trade_names(mended.trade_name, fitting, objections, own_name):
            candidate = mended.with_trade_name(trade_name)
            if candidate.full_name in offered:
                continue
            offered.add(candidate.full_name)
            if all(o.severity == "note" for o in judging.examine_trade_name(candidate, own_name)):
                yield candidate


def _mended(
    parts: NameParts, kind: SoleTraderType | None, objections: Sequence[Objection]
) -> Iterator[tuple[NameParts, SoleTraderType | None]]:
    """The wish put right; where nobody can tell what the business deals in, once for each of some usual types."""
    if kind is not None or not any(o.part == "industry" and o.severity != "note" for o in objections):
        yield mend(parts, kind, objections), kind
        return
    for code in _USUAL_TYPES:
        usual = sole_trader_types.get(code)
        form = usual.organisation_forms[0]
        yield mend(replace(parts, industry="", organisation_form=form), usual, objections), usual


def _mended_enterprise(
    parts: NameParts, objections: Sequence[Objection], entity: EntityKind
) -> Iterator[tuple[NameParts, None]]:
    """The usual ending of the kind where the wished one is none; what the enterprise deals in is not guessed."""
    spoilt = {objection.part for objection in objections if objection.severity == "correct"}
    mended = mend(parts, None, [o for o in objections if o.part != "organisation_form"])
    if "organisation_form" in spoilt:
        mended = replace(mended, organisation_form=organisation_forms.of_enterprise(entity).endings[0])
    yield mended, None


def type_of(parts: NameParts) -> SoleTraderType | None:
    """The first type whose name words mean what this name's industry means; None where there is none."""
    word = comparable(parts.industry) or organisation_forms.said_industry(parts.organisation_form)
    meaning, family = classify(word)
    kinds = sole_trader_types.all()
    for wanted in ((word, 0), (meaning, 1), (family, 2)):
        for kind in kinds:
            if word and any((term, *classify(term))[wanted[1]] == wanted[0] for term in kind.name_industry_terms):
                return kind
    return None


def mend(parts: NameParts, kind: SoleTraderType | None, objections: Sequence[Objection]) -> NameParts:
    """The wished name with everything put right that can be put right without guessing."""
    spoilt = {objection.part for objection in objections if objection.severity != "note"}
    trade_name = parts.trade_name
    whole = next((o for o in objections if o.rule.id == "N-16"), None)
    if whole is not None:
        trade_name = structure.trade_name_alone(parts)
    trade_name = "" if _says_nothing(objections) else _purified(trade_name, "trade_name", objections)
    industry = _purified(parts.industry, "industry", objections)
    form = parts.organisation_form
    if "organisation_form" in spoilt:
        form = kind.organisation_forms[0] if kind else organisation_forms.sole_trader().statutory[1]
    if kind and "industry" in spoilt and (not industry or structure.industry_fit(industry, kind) != "N-00"):
        industry = kind.name_industry_terms[0]
    return replace(parts, trade_name=trade_name, industry=industry, organisation_form=form)


def _says_nothing(objections: Sequence[Objection]) -> bool:
    """What only describes is nothing to build another trade name on."""
    return any(objection.rule.id in {"N-13", "N-24"} for objection in objections)


def _purified(text: str, part: Part, objections: Sequence[Objection]) -> str:
    """Standard Chinese characters alone, without the words that were objected to."""
    text = "".join(filter(is_standard, standardised(text)))
    for objection in objections:
        if objection.part == part and objection.category and objection.word and objection.severity != "note":
            text = text.replace(objection.word, "")
    return text


def _trade_names(
    base: str, kind: SoleTraderType | None, objections: Sequence[Objection], own_name: str | None
) -> Iterator[str]:
    met = {o.rule.id for o in objections if o.rule.id in SAMENESS or o.severity == "confirm"}
    if base and not met:
        yield base
    if own_name:
        yield clean(own_name)
    # What is near in a small town is long taken in a large city, where what is rare is free: some of both come first.
    taken = bool(met & _TAKEN)
    near = (name for name in _near(base, kind, taken) if not (taken and _mistaken(name, base)))
    rare = _rare(base)
    yield from islice(near, _NEAREST)
    yield from islice(rare, _RAREST)
    yield from chain(near, rare)


def _mistaken(name: str, taken: str) -> bool:
    """Of three characters or more, with another one in a single place: 好运福 beside 好运来."""
    same_length = len(name) == len(taken) >= 3
    return same_length and sum(mine != theirs for mine, theirs in zip(name, taken, strict=True)) < 2


def _near(base: str, kind: SoleTraderType | None, taken: bool) -> Iterator[str]:
    """`taken`: what holds the name, with a character before, behind or inside it, would be called similar to it."""
    lucky = _CATERING if kind is not None and kind.industry_code.startswith(_CATERING_FAMILY) else _LUCKY
    if base and not taken:
        yield from (base + end for end in lucky)
        yield from (first + base for first in _FIRST)
    if len(base) >= 2:
        if not taken:
            yield from (base[:-1] + middle + base[-1] for middle in _BETWEEN)
        yield from (base[:-1] + end for end in lucky)
        yield from (base[:-1] + rare for rare in _RARE)
        yield from (first + base[1:] for first in _FIRST)
    if base:
        yield from (base[0] + one + other for one, other in product(_RARE, lucky))
        yield from (base[0] + rare for rare in _RARE)
        yield from (base[0] + pair for pair in _PAIRS)
    yield from _PAIRS
    yield from (one + other for one, other in product(_RARE, lucky))


def _rare(base: str) -> Iterator[str]:
    """Like names of persons: neither they nor their parts are in use. Each begins with another character."""
    for step in range(1, len(_RARE)):
        yield from (base[:1] + one + other for one, other in zip(_RARE, _RARE[step:] + _RARE[:step], strict=True))
