"""Who the beneficial owners of a company or partnership are (受益所有人信息管理办法 Art. 6), and whether it may promise
that there is nothing to file (Art. 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from kernel.errors import Finding
from services.filing.domain.enterprise.flows import reaching
from services.filing.domain.entries import Entries

LEAST = Fraction(1, 4)
"""Of shares, income or votes (受益所有人信息管理办法 Art. 6)."""
MOST_CAPITAL_TO_PROMISE = Decimal(10_000_000)
"""Yuan (受益所有人信息管理办法 Art. 3)."""
ARTICLE = "受益所有人信息管理办法第六条"
_MAJORITY, _WHOLE, _NOTHING = Fraction(1, 2), Fraction(1), Fraction()

Manner = Literal["alone", "jointly"]


class Ground(StrEnum):
    """Why somebody is a beneficial owner: the first that applies to them."""

    SHARES = "shares"
    INCOME_OR_VOTES = "income_or_votes"
    CONTROL = "control"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in the graph; `key` is the caller's and says nothing about a person."""

    key: str
    natural: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """A part of `subject` held directly, of 1. Votes and income are as the shares unless something else was agreed
    (公司法 Art. 65, 210); several holdings of one holder add up."""

    holder: str
    subject: str
    share: Fraction
    votes: Fraction | None = None
    income: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """Control over `subject` by other means than shares and votes: contract, family, appointment of officers."""

    holder: str
    subject: str
    manner: Manner = "alone"


@dataclass(frozen=True, slots=True)
class Structure:
    """Everybody above a business, as far as it is known."""

    parties: tuple[Party, ...]
    holdings: tuple[Holding, ...]
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class BeneficialOwner:
    """A natural person, with all that reaches them. `manner` is how they control, where they do."""

    key: str
    ground: Ground
    share: Fraction
    votes: Fraction
    income: Fraction
    manner: Manner | None = None


def beneficial_owners(structure: Structure, subject: str, managers: Iterable[str] = ()) -> tuple[BeneficialOwner, ...]:
    """Every natural person with a quarter or more of the shares, directly or indirectly; else of the income or the
    votes; else in control, alone or with others. Is there none, the `managers` in charge of daily business.

    Sorted by share and key; the order in which parties and holdings are given makes no difference. The structure is
    one that `judge_structure` finds nothing wrong with.
    """
    shares = _reaching(structure, subject, lambda holding: holding.share)
    votes, income = _reaching(structure, subject, votes_of), _reaching(structure, subject, income_of)
    ties = _Ties(structure)

    def owner(person: str, manner: Manner | None = None) -> BeneficialOwner:
        share, vote, earned = (reached.get(person, _NOTHING) for reached in (shares, votes, income))
        if share >= LEAST:
            ground = Ground.SHARES
        elif max(vote, earned) >= LEAST:
            ground = Ground.INCOME_OR_VOTES
        else:
            ground = Ground.CONTROL if manner else Ground.MANAGEMENT
        return BeneficialOwner(person, ground, share, vote, earned, manner)

    persons = (party.key for party in structure.parties if party.natural)
    all_persons = (owner(person, ties.control(person, subject)) for person in persons)
    found = [each for each in all_persons if each.ground is not Ground.MANAGEMENT]
    found = found or [owner(manager) for manager in set(managers)]
    return tuple(sorted(found, key=lambda each: (-each.share, each.key)))


def may_promise(structure: Structure, subject: str, capital_in_yuan: Decimal) -> bool:
    """Whether a promise takes the place of filing: at most ten million yuan, all shareholders or partners natural
    persons, and nobody controls or has income otherwise (受益所有人信息管理办法 Art. 3)."""
    natural = {party.key for party in structure.parties if party.natural}
    own = [holding for holding in structure.holdings if holding.subject == subject]
    holders = {holding.holder for holding in own}
    beside = any(control.subject == subject for control in structure.controls)
    unequal = any(holding.income not in (None, holding.share) for holding in own)
    known = sum((holding.share for holding in own), _NOTHING) == _WHOLE
    return capital_in_yuan <= MOST_CAPITAL_TO_PROMISE and known and holders <= natural and not beside and not unequal


def judge_structure(structure: Structure, subject: str) -> list[Finding]:
    """What is wrong with a structure: each finding stands at its holding or control."""
    entries = Entries({})
    natural = {party.key: party.natural for party in structure.parties}
    totals: dict[tuple[str, str], Fraction] = {}
    for position, holding in enumerate(structure.holdings):
        at = f"holdings/{position}"
        _judge_ends(entries, at, holding, natural)
        for name, part in (("share", holding.share), ("votes", votes_of(holding)), ("income", income_of(holding))):
            if not _NOTHING <= part <= _WHOLE:
                entries.note(f"{at}/{name}", "out_of_range", "应在 0% 至 100% 之间", "From 0 to 100 per cent", ARTICLE)
                continue
            total = totals[name, holding.subject] = totals.get((name, holding.subject), _NOTHING) + part
            if total > _WHOLE:
                entries.note(
                    f"{at}/{name}",
                    "more_than_whole",
                    "同一企业的比例合计超过 100%",
                    "The parts of one business exceed the whole",
                    ARTICLE,
                    remedy=("请核对各股东、合伙人的比例", "Check the part of each holder"),
                )
    for position, control in enumerate(structure.controls):
        _judge_ends(entries, f"controls/{position}", control, natural)
    if subject not in natural or natural[subject]:
        entries.note(
            "parties", "unknown_party", "没有备案主体", "The business itself is not among the parties", ARTICLE
        )
    return entries.findings


def _judge_ends(entries: Entries, at: str, tie: Holding | Control, natural: dict[str, bool]) -> None:
    for name, key in (("holder", tie.holder), ("subject", tie.subject)):
        if key not in natural:
            zh, en = "该主体未列出", "This party is not listed"
            entries.note(f"{at}/{name}", "unknown_party", zh, en, ARTICLE, remedy=("请先添加", "Add it first"))
    if natural.get(tie.subject):
        zh, en = "自然人不能被持有或者控制", "Nobody holds or controls a natural person"
        entries.note(f"{at}/subject", "natural_person", zh, en, ARTICLE)


def votes_of(holding: Holding) -> Fraction:
    return holding.share if holding.votes is None else holding.votes


def income_of(holding: Holding) -> Fraction:
    return holding.share if holding.income is None else holding.income


def _reaching(structure: Structure, subject: str, part: Callable[[Holding], Fraction]) -> dict[str, Fraction]:
    held: dict[str, dict[str, Fraction]] = {}
    for holding in structure.holdings:
        of = held.setdefault(holding.subject, {})
        if part(holding):
            of[holding.holder] = of.get(holding.holder, _NOTHING) + part(holding)
    return reaching(held, subject)


class _Ties:
    """What everybody holds and controls directly."""

    def __init__(self, structure: Structure) -> None:
        self._holdings: dict[str, list[Holding]] = {}
        self._controls: dict[str, list[Control]] = {}
        for holding in structure.holdings:
            self._holdings.setdefault(holding.holder, []).append(holding)
        for control in structure.controls:
            self._controls.setdefault(control.holder, []).append(control)

    def control(self, person: str, subject: str) -> Manner | None:
        """More than half of the votes, held by the person or by whom they control, or other means. What is controlled
        jointly on the way is controlled jointly at its end."""
        if subject in self._controlled(person, frozenset({"alone"})):
            return "alone"
        return "jointly" if subject in self._controlled(person, frozenset({"alone", "jointly"})) else None

    def _controlled(self, person: str, manners: frozenset[Manner]) -> set[str]:
        votes: dict[str, Fraction] = {}
        controlled: set[str] = set()
        waiting = [person]
        while waiting:
            holder = waiting.pop()
            reached = [each.subject for each in self._controls.get(holder, ()) if each.manner in manners]
            for holding in self._holdings.get(holder, ()):
                votes[holding.subject] = votes.get(holding.subject, _NOTHING) + votes_of(holding)
                if votes[holding.subject] > _MAJORITY:
                    reached.append(holding.subject)
            waiting.extend(found := set(reached) - controlled)
            controlled |= found
        return controlled
