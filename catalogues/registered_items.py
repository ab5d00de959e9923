"""What is registered of a business, item by item (条例 Art. 8; 个体工商户登记管理规定 Art. 7; 实施细则 Art. 6, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from catalogues.errors import UnknownCode
from catalogues.filing_types import entity_kinds, founding
from catalogues.filing_types.founding import FoundingDescribed
from catalogues.filing_types.words import stands_for

NAME: Final = "名称"
OPERATOR: Final = "经营者"
COMPOSITION_FORM: Final = "组成形式"
PREMISES: Final = "经营场所"
SCOPE: Final = "经营范围"
AUTHORITY: Final = "登记机关"
"""Not of the facts: which authority is responsible, and changes with a move (条例 Art. 27)."""


class Premises(Protocol):
    @property
    def on_licence(self) -> str:
        """All places in one text."""


class Contribution(Protocol):
    @property
    def amount(self) -> Decimal: ...
    @property
    def manner(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...


class Party(Protocol):
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def name(self) -> str: ...
    @property
    def id_document_type(self) -> str: ...
    @property
    def id_number(self) -> str: ...
    @property
    def contribution(self) -> Contribution | None: ...


class Facts(Protocol):
    """The facts of one version of an entity, as whoever compares two of them reads them."""

    @property
    def name(self) -> str | None: ...
    @property
    def entity_type(self) -> str: ...
    @property
    def composition_form(self) -> str: ...
    @property
    def capital_amount(self) -> Decimal | None: ...
    @property
    def premises(self) -> Premises: ...
    @property
    def scope_text(self) -> str: ...
    @property
    def parties(self) -> Sequence[Party]: ...


def of(facts: Facts) -> tuple[tuple[str, str | None], ...]:
    """Each item with what is registered of it, in the order of the licence and in the words of its kind of business;
    None for what there is not. Who contributes what is filed of some kinds and registered of others."""
    kind = _founded_as(facts)
    head = _head(facts, kind)
    if kind is None:
        return (
            (NAME, facts.name),
            (COMPOSITION_FORM, facts.composition_form),
            head,
            (PREMISES, facts.premises.on_licence),
            (SCOPE, facts.scope_text),
        )
    capital = facts.capital_amount
    return (
        (NAME, facts.name),
        head,
        (kind.words.capital, None if capital is None else amount(capital)),
        (kind.words.place, facts.premises.on_licence),
        (SCOPE, facts.scope_text),
        (kind.words.contributions, contributions(facts.parties) or None),
    )


def amount(capital: Decimal) -> str:
    """万元, without needless zeros."""
    return f"{capital.normalize():f}万元"


def contributions(parties: Iterable[Party]) -> str:
    """Who contributes what, by when, in one text: whoever gives most first, so that it is the same whoever is named
    before the others."""
    given = [(party.name, each) for party in parties if (each := party.contribution) is not None]
    return "；".join(
        f"{name}：{amount(each.amount)}，{each.manner}" + _term(each.due_on)
        for name, each in sorted(given, key=lambda line: (-line[1].amount, line[0]))
    )


def _term(due_on: date | None) -> str:
    return f"，{due_on:%Y年%-m月%-d日}前缴足" if due_on else ""


def heads() -> frozenset[str]:
    """The items that name whoever stands for a business, by whatever word its kind has for them."""
    return frozenset({OPERATOR, *(founding.get(kind).head for kind in founding.kinds())})


def of_contributions() -> frozenset[str]:
    """The items that name who contributes."""
    return frozenset(founding.get(kind).words.contributions for kind in founding.kinds())


def differing(
    before: Facts, after: Facts, authorities: tuple[str, str] | None = None
) -> tuple[tuple[str, str | None, str | None], ...]:
    """The items that two versions do not agree in, with what stood there before and stands there after. `authorities`
    are the names of those that were responsible before and after, which differ after a move."""
    another = _documents(before) != _documents(after)
    moved = authorities is not None and authorities[0] != authorities[1]
    return tuple((AUTHORITY, *authorities) for _ in range(moved) if authorities) + tuple(
        (item, then, now)
        for (item, then), (_, now) in zip(of(before), of(after), strict=True)
        if then != now or (item in heads() and another)
    )


def _founded_as(facts: Facts) -> FoundingDescribed | None:
    """The words of its kind; None of a sole trader, and of a kind that is not founded here."""
    try:
        return founding.get(entity_kinds.of_printed_type(facts.entity_type))
    except UnknownCode:
        return None


def _in_charge(facts: Facts) -> list[Party]:
    return [party for party in facts.parties if stands_for(party.roles)]


def _head(facts: Facts, kind: FoundingDescribed | None) -> tuple[str, str | None]:
    return (kind.head if kind else OPERATOR), "、".join(party.name for party in _in_charge(facts)) or None


def _documents(facts: Facts) -> list[tuple[str, str]]:
    """Two persons may have one name."""
    return [(party.id_document_type, party.id_number) for party in _in_charge(facts)]
