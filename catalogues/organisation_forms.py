"""Endings of business names: which ones a sole trader may use, and each kind of enterprise must."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import industry_words, reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind
from catalogues.law import Dated

Verdict = Literal["allowed", "refer", "reject"]


@dataclass(frozen=True, slots=True)
class SoleTraderForms:
    """`statutory` are endings the law once named (not exhaustive), `in_practice` the usual ones, `barred` words that
    must not stand in the ending and what follows from them. `suffix` follows the form in every name that is declared
    from the first day of `suffix_basis` on."""

    basis: Dated
    statutory: tuple[str, ...]
    in_practice: tuple[str, ...]
    barred: tuple[tuple[str, Verdict], ...]
    suffix: str
    suffix_basis: Dated


@cache
def sole_trader() -> SoleTraderForms:
    """The forms of a sole trader."""
    entry = reading.document("organisation_forms.json")["sole_trader"]
    return SoleTraderForms(
        basis=Dated.of(entry["basis"]),
        statutory=tuple(entry["statutory_examples"]),
        in_practice=tuple(entry["common_in_practice"]),
        barred=tuple((word, outcome) for word, outcome in entry["forbidden"]),
        suffix=entry["suffix"],
        suffix_basis=Dated.of(entry["suffix_basis"]),
    )


@dataclass(frozen=True, slots=True)
class EnterpriseForms:
    """How names of one kind of enterprise end: in one of `endings`, the usual one first, or where they are `open` in
    another word too, which a person looks at; then in `suffix`, in wide brackets, where the law wants one. `group`:
    集团 may stand before the ending."""

    basis: Dated
    endings: tuple[str, ...]
    suffix: str
    is_open: bool
    group: bool

    def ending_of(self, form: str) -> str:
        """The ending that a form is, alone or behind 集团; empty for one that is none."""
        bare = form.removeprefix(GROUP) if self.group else form
        return bare if bare in self.endings else ""


GROUP = "集团"


@cache
def of_enterprise(kind: EntityKind) -> EnterpriseForms:
    """The forms of a kind that is no sole trader. Raises UnknownCode."""
    try:
        entry = reading.document("organisation_forms.json")["enterprises"][kind]
    except KeyError:
        raise UnknownCode("forms of enterprises", kind) from None
    return EnterpriseForms(
        basis=Dated.of(entry["basis"]),
        endings=tuple(entry["endings"]),
        suffix=entry.get("suffix", ""),
        is_open=entry.get("open", False),
        group=entry.get("group", False),
    )


@cache
def enterprise_industries() -> tuple[str, ...]:
    """Words for what enterprises do that no list of trades has (实业, 新能源)."""
    return tuple(reading.document("organisation_forms.json")["enterprise_industries"])


@cache
def _said_industries() -> dict[str, str]:
    return dict(reading.document("organisation_forms.json")["sole_trader"]["says_industry"])


def said_industry(form: str) -> str:
    """The industry word that a form says by itself (超市, 客栈), empty for one that says none (店)."""
    return _said_industries().get(form, "")


_EVERY_TRADE = frozenset({"经销", "销售", "批发", "收购", "商贸", "百货", "便民", "生活"})
"""Said by forms that whoever sells something may have (经销部, 商行)."""


@cache
def trade_of(form: str) -> str:
    """The trade a form speaks of, by itself (诊所) or by what stands before a shorter form (理发|店); empty for one of
    every trade (店, 经营部)."""
    stems = (form.removesuffix(ending) for ending in all() if form.endswith(ending) and form != ending)
    said = said_industry(form) or next((stem for stem in stems if industry_words.find(stem)), "")
    return "" if said in _EVERY_TRADE else said


@cache
def _only_of_their_trade() -> frozenset[str]:
    return frozenset(reading.document("organisation_forms.json")["sole_trader"]["only_of_their_trade"])


def is_of_its_trade_alone(form: str) -> bool:
    """Whether a form says that one treats the sick or sells medicine (诊所, 大药房): both need a licence of
    their own, so that no neighbouring trade may have it."""
    return trade_of(form) in _only_of_their_trade()


@cache
def other_entities() -> tuple[str, ...]:
    """Endings of names that belong to other kinds of entities, as a register holds them; longest first."""
    return tuple(
        sorted(reading.document("organisation_forms.json")["other_entities"], key=lambda form: (-len(form), form))
    )


@cache
def all() -> tuple[str, ...]:
    """All forms that a sole trader may choose, longest first: the first that a name ends in is its form."""
    forms = sole_trader()
    return tuple(sorted({*forms.statutory, *forms.in_practice}, key=lambda form: (-len(form), form)))


@cache
def verdict(form: str) -> Verdict:
    """What becomes of a form: barred words decide first (银行 ends in 行), then the list; a form on neither
    list is for a person to judge, since the statutory list is open."""
    outcomes = {outcome for word, outcome in sole_trader().barred if word in form}
    if "reject" in outcomes:
        return "reject"
    if "refer" in outcomes:
        return "refer"
    return "allowed" if form in all() else "refer"
