"""Which organs, founders and persons the law allows: what passes, what does not, and where the border is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from catalogues.filing_types.words import EntityKind
from services.filing.domain.enterprise.bars import Mark, Record, judge_person
from services.filing.domain.enterprise.members import Member, PartnerRole, judge_members
from services.filing.domain.enterprise.organs import Appointment, Organs, Post, judge_organs

K = EntityKind
D, S, M = Post.DIRECTOR, Post.SUPERVISOR, Post.MANAGER
TODAY = date(2026, 11, 28)


def people(post: Post, number: int, *, first: str = "", staff: int = 0, audits: int = 0) -> list[Appointment]:
    """Of a board the first is its chair."""
    return [
        Appointment(
            f"{first or post}{n}",
            Post.CHAIR if post == D and number > 1 and n == 0 else post,
            of_staff=n < staff,
            audits=n < audits,
        )
        for n in range(number)
    ]


def told(kind: EntityKind, appointments: Sequence[Appointment], represents: str | None = None, **more: Any) -> set[str]:
    found = judge_organs(kind, Organs(tuple(appointments), represents, **more), "/organs")
    assert all(f.zh and f.en and f.article and (f.pointer or "").startswith("/organs/") for f in found)
    return {f.code.removeprefix("filing.") for f in found}


@pytest.mark.parametrize(
    ("directors", "supervisors", "staff", "audits", "consent", "wrong"),
    [
        (1, 1, 0, 0, False, set()),
        (1, 0, 0, 0, True, set()),
        (1, 0, 0, 0, False, {"supervisors"}),
        (0, 1, 0, 0, False, {"directors", "not_acting"}),
        (2, 1, 0, 0, False, {"directors"}),
        (3, 1, 0, 0, False, set()),
        (3, 2, 0, 0, False, {"supervisors"}),
        (3, 2, 0, 0, True, {"supervisors"}),
        (3, 3, 1, 0, False, set()),
        (3, 3, 0, 0, False, {"staff_supervisors"}),
        (3, 4, 1, 0, False, {"staff_supervisors"}),
        (3, 6, 2, 0, False, set()),
        (3, 0, 0, 1, False, set()),
        (3, 1, 0, 3, False, {"audit_and_supervisors"}),
        (1, 0, 0, 1, False, {"audit_without_board"}),
    ],
)
def test_organs_of_a_limited_company(
    directors: int, supervisors: int, staff: int, audits: int, consent: bool, wrong: set[str]
) -> None:
    """公司法 Art. 68, 69, 75, 76, 83: a board of three or one director; three supervisors with a third of the staff, or
    one, or none by consent, or an audit committee."""
    appointed = people(D, directors, audits=audits) + people(S, supervisors, staff=staff)
    assert told(K.LIMITED_COMPANY, appointed, "director0", without_supervisor=consent) == wrong


@pytest.mark.parametrize(
    ("directors", "supervisors", "staff", "audits", "managers", "wrong"),
    [
        (3, 3, 1, 0, 1, set()),
        (3, 1, 0, 0, 1, set()),
        (1, 1, 0, 0, 1, set()),
        (3, 0, 0, 3, 1, set()),
        (3, 0, 0, 2, 1, {"auditors"}),
        (3, 0, 0, 0, 1, {"supervisors"}),
        (3, 1, 0, 0, 0, {"manager"}),
    ],
)
def test_organs_of_a_joint_stock_company(
    directors: int, supervisors: int, staff: int, audits: int, managers: int, wrong: set[str]
) -> None:
    """公司法 Art. 121, 126, 128, 130, 133; consent to have no supervisor is for limited companies."""
    appointed = people(D, directors, audits=audits) + people(S, supervisors, staff=staff) + people(M, managers)
    assert told(K.JOINT_STOCK_COMPANY, appointed, "director0", without_supervisor=True) == wrong


def test_a_board_has_one_chair_and_one_director_has_none() -> None:
    """公司法 Art. 68."""
    three = [Appointment(f"d{n}", D) for n in range(3)]
    assert told(K.LIMITED_COMPANY, [*three, *people(S, 1)], "d0") == {"chair"}
    assert told(K.LIMITED_COMPANY, [Appointment("d", Post.CHAIR), *people(S, 1)], "d") == {"chair_without_board"}


@pytest.mark.parametrize(("staff", "wrong"), [(299, set()), (300, {"staff_director"})])
def test_three_hundred_employees_have_a_seat(staff: int, wrong: set[str]) -> None:
    """On the board, unless one of them supervises."""
    assert told(K.LIMITED_COMPANY, people(D, 3) + people(S, 1), "director0", staff=staff) == wrong
    assert told(K.LIMITED_COMPANY, people(D, 3, staff=1) + people(S, 1), "director0", staff=staff) == set()


@pytest.mark.parametrize("post", [D, M, Post.SENIOR_MANAGER])
def test_nobody_supervises_themselves(post: Post) -> None:
    """公司法 Art. 76."""
    appointed = [Appointment("d", D), Appointment("x", post) if post != D else Appointment("d", D)]
    who = "d" if post == D else "x"
    assert "supervises_oneself" in told(K.LIMITED_COMPANY, [*appointed, Appointment(who, S)], "d")


@pytest.mark.parametrize(
    ("represents", "wrong"),
    [("d", set()), ("m", set()), ("s", {"not_acting"}), ("x", {"not_acting"}), (None, {"required"})],
)
def test_who_represents_a_company(represents: str | None, wrong: set[str]) -> None:
    """A director or the manager (公司法 Art. 10); where it is said who acts for it, one of those."""
    appointed = [Appointment("d", D), Appointment("m", M), Appointment("s", S)]
    assert told(K.LIMITED_COMPANY, appointed, represents) == wrong
    acts = [Appointment("d", D), Appointment("m", M, acts=True), Appointment("s", S)]
    assert told(K.LIMITED_COMPANY, acts, "d") == {"not_acting"}


def test_organs_of_a_cooperative() -> None:
    """One chair, who represents it; all of them members (农民专业合作社法 Art. 33)."""
    chair, director = Appointment("a", Post.CHAIR), Appointment("b", D)
    assert told(K.FARMERS_COOPERATIVE, [chair, director], "a", members=("a", "b")) == set()
    assert told(K.FARMERS_COOPERATIVE, [chair, director], "b", members=("a", "b")) == {"not_the_chair"}
    assert told(K.FARMERS_COOPERATIVE, [director], "b", members=("a", "b")) == {"chair"}
    assert told(K.COOPERATIVE_UNION, [chair, Appointment("c", S)], "a", members=("a", "b")) == {"not_a_member"}


def test_organs_of_a_partnership() -> None:
    """Nobody named means all general partners; a body sends a delegate; a limited partner does not execute."""
    assert told(K.GENERAL_PARTNERSHIP, []) == set()
    body = Appointment("firm", Post.EXECUTING_PARTNER, natural=False)
    assert told(K.LIMITED_PARTNERSHIP, [body], members=("firm",)) == {"delegate"}
    assert told(K.LIMITED_PARTNERSHIP, [body, Appointment("x", Post.DELEGATE)], members=("firm",)) == set()
    assert told(K.LIMITED_PARTNERSHIP, [Appointment("l", Post.EXECUTING_PARTNER)], members=("g",)) == {"not_a_partner"}


def test_a_sole_proprietorship_has_no_organs() -> None:
    """Nor a branch."""
    assert told(K.SOLE_PROPRIETORSHIP, []) == told(K.BRANCH, []) == set()


def founders(kind: EntityKind, number: int) -> list[Member]:
    roles = {K.GENERAL_PARTNERSHIP, K.SPECIAL_PARTNERSHIP}
    return [
        Member(
            f"m{n}",
            natural=kind != K.COOPERATIVE_UNION,
            role=PartnerRole.GENERAL
            if kind in roles or (kind == K.LIMITED_PARTNERSHIP and n == 0)
            else PartnerRole.LIMITED
            if kind == K.LIMITED_PARTNERSHIP
            else None,
            is_farmer=True,
            is_cooperative=True,
        )
        for n in range(number)
    ]


def wrong(kind: EntityKind, members: Sequence[Member]) -> set[str]:
    found = judge_members(kind, members)
    assert all(f.zh and f.en and f.article for f in found)
    return {f.code.removeprefix("filing.") for f in found}


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        (K.SOLE_PROPRIETORSHIP, 1, 1),
        (K.LIMITED_COMPANY, 1, 50),
        (K.JOINT_STOCK_COMPANY, 1, 200),
        (K.GENERAL_PARTNERSHIP, 2, None),
        (K.SPECIAL_PARTNERSHIP, 2, None),
        (K.LIMITED_PARTNERSHIP, 2, 50),
        (K.FARMERS_COOPERATIVE, 5, None),
        (K.COOPERATIVE_UNION, 3, None),
    ],
)
def test_how_many_found_it(kind: EntityKind, least: int, most: int | None) -> None:
    """The least and the most pass, one less and one more do not."""
    assert wrong(kind, founders(kind, least)) == set()
    assert "too_few" in wrong(kind, founders(kind, least - 1))
    if most is None:
        assert wrong(kind, founders(kind, 300)) == set()
    else:
        assert wrong(kind, founders(kind, most)) == set()
        assert "too_many" in wrong(kind, founders(kind, most + 1))


def test_partners_of_each_role() -> None:
    """A limited partnership has both; a general one no limited partner; some bodies are never general partners."""
    general, limited = Member("g", natural=True, role=PartnerRole.GENERAL), Member("l", natural=True)
    limited = Member("l", natural=True, role=PartnerRole.LIMITED)
    more = Member("h", natural=True, role=PartnerRole.GENERAL)
    other = Member("k", natural=True, role=PartnerRole.LIMITED)
    assert wrong(K.LIMITED_PARTNERSHIP, [general, limited]) == set()
    assert wrong(K.LIMITED_PARTNERSHIP, [general, more]) == {"no_limited_partner"}
    assert wrong(K.LIMITED_PARTNERSHIP, [limited, other]) == {"no_general_partner"}
    assert wrong(K.GENERAL_PARTNERSHIP, [general, limited]) == {"limited_partner"}
    listed = Member("b", natural=False, role=PartnerRole.GENERAL, never_general=True)
    assert wrong(K.GENERAL_PARTNERSHIP, [general, listed]) == {"never_general"}


@pytest.mark.parametrize(
    ("farmers", "others", "bodies", "told_"),
    [
        (4, 1, 0, set()),
        (4, 2, 0, {"too_few_farmers"}),
        (8, 2, 0, set()),
        (4, 0, 1, set()),
        (8, 0, 2, {"too_many_bodies"}),
        (19, 0, 1, set()),
        (38, 0, 2, set()),
        (36, 0, 3, {"too_many_bodies"}),
    ],
)
def test_who_is_in_a_cooperative(farmers: int, others: int, bodies: int, told_: set[str]) -> None:
    """80 per cent farmers, themselves included; one body among twenty, then one in twenty (农民专业合作社法
    Art. 20)."""
    members = [
        *(Member(f"f{n}", natural=True, is_farmer=True) for n in range(farmers)),
        *(Member(f"o{n}", natural=True) for n in range(others)),
        *(Member(f"b{n}", natural=False) for n in range(bodies)),
    ]
    assert wrong(K.FARMERS_COOPERATIVE, members) == told_


def test_who_cannot_found() -> None:
    """A firm no sole proprietorship, a person no union, promoters abroad for the greater part no joint-stock company,
    and nobody twice."""
    assert wrong(K.SOLE_PROPRIETORSHIP, [Member("b", natural=False)]) == {"not_a_person"}
    union = founders(K.COOPERATIVE_UNION, 3)
    assert wrong(K.COOPERATIVE_UNION, [*union, Member("x", natural=True)]) == {"not_a_cooperative"}
    home, away = Member("a", natural=True), Member("b", natural=True, at_home=False)
    assert wrong(K.JOINT_STOCK_COMPANY, [home, away]) == set()
    assert wrong(K.JOINT_STOCK_COMPANY, [home, away, Member("c", natural=True, at_home=False)]) == {"promoters_abroad"}
    assert wrong(K.LIMITED_COMPANY, [home, home]) == {"duplicate"}


def barred(record: Record, *posts: Post, represents: bool = False, kind: EntityKind = K.LIMITED_COMPANY) -> bool:
    found = judge_person(kind, [record], posts, TODAY, "/appointments/0/person", represents=represents)
    assert all(f.zh and f.en and f.article and f.remedy_zh and f.pointer for f in found)
    return bool(found)


@pytest.mark.parametrize(
    ("mark", "last_since"),
    [
        (Mark.CRIME, date(2021, 11, 28)),
        (Mark.RIGHTS_TAKEN, date(2021, 11, 28)),
        (Mark.PROBATION, date(2024, 11, 28)),
        (Mark.BANKRUPTCY, date(2023, 11, 28)),
        (Mark.LICENCE_WITHDRAWN, date(2023, 11, 28)),
        (Mark.FALSE_REGISTRATION, date(2023, 11, 28)),
    ],
)
def test_bars_end_after_their_years(mark: Mark, last_since: date) -> None:
    """The same date two, three or five years later is the last day of it (公司法 Art. 178; 条例第四十条)."""
    assert barred(Record(mark, last_since), D)
    assert not barred(Record(mark, date(last_since.year, 11, 27)), D)


def test_bars_of_posts_are_not_bars_of_shareholders() -> None:
    """A debtor listed as dishonest may hold shares but no post; who is to blame for a false registration and who is a
    civil servant take no part at all."""
    debtor = Record(Mark.DISHONEST_DEBTOR, date(2010, 1, 1))
    assert barred(debtor, S) and not barred(debtor)
    assert barred(Record(Mark.FALSE_REGISTRATION, TODAY)) and barred(Record(Mark.CIVIL_SERVANT, TODAY))
    assert barred(debtor, represents=True, kind=K.GENERAL_PARTNERSHIP)
    assert not barred(debtor, Post.EXECUTING_PARTNER, kind=K.GENERAL_PARTNERSHIP)


def test_false_publicity_bars_from_representing_alone() -> None:
    """企业信息公示暂行条例 Art. 18."""
    listed = Record(Mark.FALSE_PUBLICITY, TODAY)
    assert barred(listed, D, represents=True) and not barred(listed, D)
