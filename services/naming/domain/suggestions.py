"""Other names that keep what the applicant wished for, most likely first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalogues.sole_trader_types import SoleTraderType
from services.naming.domain import judging, structure
from services.naming.domain.composition import NameParts
from services.naming.domain.normalisation import clean, is_han, standardised
from services.naming.domain.rules import SAMENESS, Objection, Part

_BETWEEN = "小文雅嘉家一"
_GENERAL = "源兴和顺福祥瑞盛丰佳诚悦恒泰隆"
_CATERING = "香味鲜" + _GENERAL
_FIRST = "鑫新金老"
_RARE = "沐宸翊珩昀煜琛璟昱熠"
"""Usual in names of persons and rare in trade names: free where everything else is taken."""

_PAIRS = ("福源", "和顺", "嘉悦", "瑞祥", "鑫诚", "恒兴", "佳和", "盛泰")
_CATERING_FAMILY = "62"


def candidates(
    parts: NameParts, kind: SoleTraderType, objections: Sequence[Objection], own_name: str | None = None
) -> Iterator[NameParts]:
    """Names near the wished one that meet no objection by themselves, notes aside; whether they are free is for
    `comparison` to say. Each is offered once, the wished name itself never."""
    mended = mend(parts, kind, objections)
    offered = {parts.full_name}
    for trade_name in _trade_names(mended.trade_name, kind, objections, own_name):
        candidate = mended.with_trade_name(trade_name)
        if candidate.full_name in offered:
            continue
        offered.add(candidate.full_name)
        if all(o.severity == "note" for o in judging.examine(candidate, kind, own_name)):
            yield candidate


def mend(parts: NameParts, kind: SoleTraderType, objections: Sequence[Objection]) -> NameParts:
    """The wished name with everything put right that can be put right without guessing."""
    spoilt = {objection.part for objection in objections if objection.severity != "note"}
    trade_name = parts.trade_name
    whole = next((o for o in objections if o.rule.id == "N-16"), None)
    if whole is not None:
        trade_name = structure.trade_name_alone(parts)
    trade_name = _purified(trade_name, "trade_name", objections)
    industry = _purified(parts.industry, "industry", objections)
    if "industry" in spoilt and (not industry or structure.industry_fit(industry, kind) != "N-00"):
        industry = kind.name_industry_terms[0]
    form = kind.organisation_forms[0] if "organisation_form" in spoilt else parts.organisation_form
    return replace(parts, trade_name=trade_name, industry=industry, organisation_form=form)


def _purified(text: str, part: Part, objections: Sequence[Objection]) -> str:
    """Standard Chinese characters alone, without the words that were objected to."""
    text = "".join(character for character in standardised(text) if is_han(character))
    for objection in objections:
        if objection.part == part and objection.category and objection.word:
            text = text.replace(objection.word, "")
    return text


def _trade_names(
    base: str, kind: SoleTraderType, objections: Sequence[Objection], own_name: str | None
) -> Iterator[str]:
    contested = any(o.rule.id in SAMENESS or o.severity == "confirm" for o in objections)
    if base and not contested:
        yield base
    if own_name:
        yield clean(own_name)
    endings = _CATERING if kind.industry_code.startswith(_CATERING_FAMILY) else _GENERAL
    longer = [base + ending for ending in endings] + [beginning + base for beginning in _FIRST] if base else []
    if not contested:
        yield from longer
    if len(base) >= 2:
        # A character between keeps both of theirs and, unlike one at the end, does not contain the contested name.
        yield from (base[:-1] + middle + base[-1] for middle in _BETWEEN)
        yield from (base[:-1] + ending for ending in endings)
        yield from (base[:-1] + rare + base[-1] for rare in _RARE)
        yield from (base[:-1] + rare for rare in _RARE)
        yield from (beginning + base[1:] for beginning in _FIRST)
    yield from longer
    if base:
        yield from (base[0] + rare for rare in _RARE)
        yield from (base[0] + pair for pair in _PAIRS)
    yield from _PAIRS
    yield from (one + other for one in _RARE for other in endings)
