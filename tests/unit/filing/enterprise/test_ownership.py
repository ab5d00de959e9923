"""Who the beneficial owners are, over levels and round circles, in any order."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.filing.domain.enterprise.flows import reaching
from services.filing.domain.enterprise.ownership import (
    BeneficialOwner,
    Control,
    Ground,
    Holding,
    Manner,
    Party,
    Structure,
    beneficial_owners,
    judge_structure,
    may_promise,
)

PERSONS = ("张", "李", "王", "赵")
COMPANIES = ("甲", "乙", "丙", "丁", "戊")
TARGET = "新"


def part(percent: str) -> Fraction:
    return Fraction(percent) / 100


def structure(*holdings: tuple[str, str, str], controls: tuple[Control, ...] = ()) -> Structure:
    parties = tuple(Party(key, natural=key in PERSONS) for key in (*PERSONS, *COMPANIES, TARGET))
    return Structure(parties, tuple(Holding(holder, of, part(share)) for holder, of, share in holdings), controls)


def found(given_: Structure, *managers: str) -> list[tuple[str, Ground]]:
    assert judge_structure(given_, TARGET) == []
    return [(owner.key, owner.ground) for owner in beneficial_owners(given_, TARGET, managers)]


def share_of(given_: Structure, person: str) -> Fraction:
    return next((o.share for o in beneficial_owners(given_, TARGET) if o.key == person), Fraction())


def test_a_quarter_counts_and_less_does_not() -> None:
    """Exactly 25 per cent is enough (受益所有人信息管理办法 Art. 6), a ten-thousandth less is not."""
    assert found(structure(("张", "新", "75"), ("李", "新", "25"))) == [("张", Ground.SHARES), ("李", Ground.SHARES)]
    assert found(structure(("张", "新", "75.01"), ("李", "新", "24.99"))) == [("张", Ground.SHARES)]


def test_chains_are_multiplied_and_summed() -> None:
    """Half of a half directly above and a part of one's own: 0.5 × 0.4 + 0.05 = 0.25."""
    given_ = structure(
        ("张", "甲", "50"), ("李", "甲", "50"), ("甲", "新", "40"), ("张", "新", "5"), ("王", "新", "55")
    )
    assert found(given_) == [("王", Ground.SHARES), ("张", Ground.SHARES)]
    assert share_of(given_, "张") == Fraction(1, 4)


def test_ten_levels() -> None:
    """Nine companies above one another, each held to 87 per cent by the next: 0.87 ^ 10 = 0.2484 is too little, and
    0.88 ^ 10 = 0.2785 is enough; with less than half of a vote somewhere there would be no control either."""

    def tower(percent: int) -> Structure:
        names = [TARGET, *(f"层{level}" for level in range(9)), "张"]
        parties = tuple(Party(name, natural=name == "张") for name in names)
        holdings = (Holding(up, down, Fraction(percent, 100)) for down, up in pairwise(names))
        return Structure(parties, tuple(holdings))

    assert [o.ground for o in beneficial_owners(tower(88), TARGET)] == [Ground.SHARES]
    (owner,) = beneficial_owners(tower(87), TARGET)
    assert (owner.share, owner.ground, owner.manner) == (Fraction(87, 100) ** 10, Ground.CONTROL, "alone")


def test_a_circle_keeps_nothing() -> None:
    """甲 holds half of 乙 and 乙 half of 甲: each of the two persons outside has what runs round until it is out."""
    circle = structure(
        ("张", "甲", "50"), ("乙", "甲", "50"), ("李", "乙", "50"), ("甲", "乙", "50"), ("甲", "新", "100")
    )
    assert share_of(circle, "张") == Fraction(2, 3)
    assert share_of(circle, "李") == Fraction(1, 3)


def test_a_company_that_holds_itself_through_another() -> None:
    """Who holds the only part outside has all."""
    own = structure(("张", "新", "40"), ("甲", "新", "60"), ("新", "甲", "100"))
    assert share_of(own, "张") == 1


def test_a_circle_without_an_outside_is_nobodys() -> None:
    """Then those in charge are named (受益所有人信息管理办法 Art. 6)."""
    closed = structure(("甲", "新", "100"), ("甲", "乙", "100"), ("乙", "甲", "100"))
    assert found(closed) == []
    assert found(closed, "王") == [("王", Ground.MANAGEMENT)]


def test_votes_and_income_count_where_shares_do_not() -> None:
    """A tenth of the shares with a quarter of the votes, or of the income."""
    own = structure(("李", "新", "90"))
    more = Holding("张", "新", part("10"), votes=part("25"))
    assert found(Structure(own.parties, (Holding("李", "新", part("90"), votes=part("75")), more))) == [
        ("李", Ground.SHARES),
        ("张", Ground.INCOME_OR_VOTES),
    ]
    earns = Holding("张", "新", part("10"), income=part("25"))
    assert found(Structure(own.parties, (Holding("李", "新", part("90"), income=part("75")), earns)))[1] == (
        "张",
        Ground.INCOME_OR_VOTES,
    )


@pytest.mark.parametrize(("manner", "told"), [("alone", "alone"), ("jointly", "jointly")])
def test_control_by_other_means(manner: Manner, told: str) -> None:
    """Who directs what directs the company controls it, without any share; jointly stays jointly."""
    given_ = structure(("甲", "新", "60"), ("李", "新", "40"), controls=(Control("张", "甲", manner),))
    assert found(given_) == [("李", Ground.SHARES), ("张", Ground.CONTROL)]
    assert beneficial_owners(given_, TARGET)[1].manner == told


def test_control_by_majorities_of_majorities() -> None:
    """51 per cent of what holds 30, with 21 of one's own: together more than half of the votes."""
    given_ = structure(
        ("张", "甲", "51"), ("甲", "新", "30"), ("张", "新", "21"), ("王", "甲", "49"), ("李", "新", "49")
    )
    assert {owner.key: owner.manner for owner in beneficial_owners(given_, TARGET)} == {"李": None, "张": "alone"}


def test_managers_only_where_there_is_nobody_else() -> None:
    """Five persons of a fifth each: nobody reaches a quarter."""
    fifths = Structure(
        (*(Party(f"人{n}", natural=True) for n in range(5)), Party(TARGET, natural=False)),
        tuple(Holding(f"人{n}", TARGET, Fraction(1, 5)) for n in range(5)),
    )
    assert beneficial_owners(fifths, TARGET, ["人3", "人3"]) == (
        BeneficialOwner("人3", Ground.MANAGEMENT, Fraction(1, 5), Fraction(1, 5), Fraction(1, 5)),
    )


@pytest.mark.parametrize(
    ("case", "capital", "may"),
    [
        (structure(("张", "新", "60"), ("李", "新", "40")), "10000000", True),
        (structure(("张", "新", "60"), ("李", "新", "40")), "10000000.01", False),
        (structure(("张", "新", "60"), ("甲", "新", "40")), "10000000", False),
        (structure(("张", "新", "60")), "10000000", False),
        (structure(("张", "新", "100"), controls=(Control("李", "新"),)), "100", False),
    ],
    ids=["all persons", "too much", "a company", "not all known", "somebody else controls"],
)
def test_who_may_promise(case: Structure, capital: str, may: bool) -> None:
    """受益所有人信息管理办法 Art. 3, to the cent."""
    assert may_promise(case, TARGET, Decimal(capital)) is may


def test_what_is_wrong_is_told_at_its_holding() -> None:
    """More than the whole, parts out of range, parties that nobody listed, a person who is held."""
    wrong = structure(("张", "新", "60"), ("李", "新", "50"), ("无", "新", "1"), ("甲", "张", "5"), ("李", "甲", "-1"))
    told = [(f.code, f.pointer) for f in judge_structure(wrong, TARGET)]
    assert ("filing.more_than_whole", "/holdings/1/share") in told
    assert ("filing.unknown_party", "/holdings/2/holder") in told
    assert ("filing.natural_person", "/holdings/3/subject") in told
    assert ("filing.out_of_range", "/holdings/4/share") in told
    assert not [f for f in judge_structure(wrong, TARGET) if not (f.zh and f.en and f.article)]


@st.composite
def graphs(draw: st.DrawFn) -> Structure:
    """Companies that hold each other in any way, circles included; no company more than the whole."""
    holdings = []
    for company in (*COMPANIES, TARGET):
        left = 100
        for holder in draw(st.permutations((*PERSONS, *COMPANIES))):
            share = draw(st.integers(0, left))
            left -= share
            if share and holder != company:
                holdings.append((holder, company, str(share)))
    return structure(*holdings)


def held(given_: Structure) -> dict[str, dict[str, Fraction]]:
    of: dict[str, dict[str, Fraction]] = {}
    for holding in given_.holdings:
        of.setdefault(holding.subject, {})[holding.holder] = holding.share
    return of


@settings(deadline=None)
@given(graphs())
def test_what_reaches_is_what_the_equations_say(given_: Structure) -> None:
    """Never more than the whole; what a person has of a company is, summed over its holders, what the person has of
    the holder times the holder's part. Exactly, for every company, circles included."""
    edges = held(given_)
    has = {company: reaching(edges, company) for company in (*COMPANIES, TARGET)}
    for company, of in has.items():
        assert sum(of.values(), Fraction()) <= 1
        for person in PERSONS:
            through = (
                share * (Fraction(holder == person) if holder in PERSONS else has[holder].get(person, Fraction()))
                for holder, share in edges.get(company, {}).items()
            )
            assert of.get(person, Fraction()) == sum(through, Fraction())


@settings(deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_makes_no_difference(given_: Structure, chance: random.Random) -> None:
    """Parties and holdings in any order give the same owners with the same parts, exactly."""
    parties, holdings = list(given_.parties), list(given_.holdings)
    chance.shuffle(parties)
    chance.shuffle(holdings)
    mixed = Structure(tuple(parties), tuple(holdings))
    assert beneficial_owners(mixed, TARGET) == beneficial_owners(given_, TARGET)


@settings(deadline=None)
@given(graphs(), st.sampled_from(PERSONS), st.sampled_from((*COMPANIES, TARGET)))
def test_more_is_never_less(given_: Structure, person: str, company: str) -> None:
    """Who is given what nobody is named for anywhere above has at least what they had before."""
    edges = held(given_)
    before = reaching(edges, TARGET).get(person, Fraction())
    holders = edges.setdefault(company, {})
    holders[person] = holders.get(person, Fraction()) + 1 - sum(holders.values(), Fraction())
    assert reaching(edges, TARGET).get(person, Fraction()) >= before


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_a_thousand_parties(seed: int) -> None:
    """500 companies in ten levels with circles back, 500 persons: everything reaches somebody, exactly."""
    chance = random.Random(seed)
    parties = [Party(TARGET, natural=False)]
    parties += [Party(f"c{n}", natural=False) for n in range(499)] + [Party(f"p{n}", natural=True) for n in range(500)]
    holdings = []
    for number, party in enumerate(parties[:500]):
        above = parties[min(499, number * 2 + 1)].key
        back = parties[chance.randrange(500)].key if number % 50 == 49 else f"p{chance.randrange(500)}"
        person = f"p{chance.randrange(500)}"
        for holder, share in ((above, 50), (back, 20), (person, 30)):
            holdings.append(Holding(holder, party.key, Fraction(share, 100)))
    given_ = Structure(tuple(parties), tuple(holdings))
    edges: dict[str, dict[str, Fraction]] = {}
    for each in given_.holdings:
        of = edges.setdefault(each.subject, {})
        of[each.holder] = of.get(each.holder, Fraction()) + each.share
    assert sum(reaching(edges, TARGET).values(), Fraction()) == 1
    assert beneficial_owners(given_, TARGET)
