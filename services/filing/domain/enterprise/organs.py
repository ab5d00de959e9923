"""Who runs and supervises a business, and who may represent it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from catalogues.filing_types.words import EntityKind
from kernel.errors import Finding
from services.filing.domain.entries import Entries


class Post(StrEnum):
    """Posts that are filed. Of a cooperative the chair is 理事长, a director 理事; of a partnership an executing
    partner that is no natural person has a delegate."""

    CHAIR = "chair"
    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    SENIOR_MANAGER = "senior_manager"
    EXECUTING_PARTNER = "executing_partner"
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One person in one post; a chair is a director too, without a second entry. `of_staff` are chosen by the staff,
    `audits` marks directors of the audit committee, `acts` whoever acts for the company towards others, `natural` is
    False of a body that executes a partnership's business."""

    person: str
    post: Post
    of_staff: bool = False
    audits: bool = False
    acts: bool = False
    natural: bool = True


@dataclass(frozen=True, slots=True)
class Organs:
    """`without_supervisor` is the consent of all shareholders to have none (公司法 Art. 83); `staff` the number of
    people employed, where it is known; `members` the keys of the partners or members."""

    appointments: tuple[Appointment, ...]
    legal_representative: str | None
    without_supervisor: bool = False
    staff: int = 0
    members: Collection[str] = ()

    def of(self, *posts: Post) -> tuple[tuple[int, Appointment], ...]:
        """With their place in the list."""
        return tuple((place, each) for place, each in enumerate(self.appointments) if each.post in posts)

    def persons(self, *posts: Post) -> set[str]:
        return {each.person for _, each in self.of(*posts)}


_BOARD = 3
_AUDITORS = 3
_STAFF_FOR_DIRECTOR = 300
"""People employed, from whom on the staff have a seat on the board (公司法 Art. 68)."""
_PARTNERSHIPS = frozenset(
    {EntityKind.GENERAL_PARTNERSHIP, EntityKind.SPECIAL_PARTNERSHIP, EntityKind.LIMITED_PARTNERSHIP}
)
_COMPANIES = frozenset({EntityKind.LIMITED_COMPANY, EntityKind.JOINT_STOCK_COMPANY})
_COOPERATIVES = frozenset({EntityKind.FARMERS_COOPERATIVE, EntityKind.COOPERATIVE_UNION})


def judge_organs(kind: EntityKind, organs: Organs, path: str = "") -> list[Finding]:
    """Every way in which the organs of a kind are not as the law wants them, below `path`: at `appointments` where one
    is missing or too many, at the place of one that cannot be."""
    entries = Entries({}, path)
    if kind in _COMPANIES:
        _judge_board(kind, organs, entries)
        _judge_supervision(kind, organs, entries)
        _judge_representative(organs, entries)
    elif kind in _COOPERATIVES:
        _judge_cooperative(organs, entries)
    elif kind in _PARTNERSHIPS:
        _judge_partnership(organs, entries)
    return entries.findings


def _judge_board(kind: EntityKind, organs: Organs, entries: Entries) -> None:
    limited = kind == EntityKind.LIMITED_COMPANY
    article = "公司法第六十八、七十五条" if limited else "公司法第一百二十、一百二十八条"
    chairs = organs.of(Post.CHAIR)
    directors = organs.persons(Post.CHAIR, Post.DIRECTOR)
    if len(directors) not in {1} and len(directors) < _BOARD:
        entries.note(
            "appointments",
            "directors",
            "设董事会的，董事为三人以上；不设董事会的，设一名董事",
            "A board has three directors or more; without a board there is one director",
            article,
            remedy=("请填写一名董事，或者三名以上董事", "Name one director, or three and more"),
        )
    if len(directors) >= _BOARD and len(chairs) != 1:
        zh, en = "董事会设董事长一人", "A board has one chair"
        entries.note("appointments", "chair", zh, en, "公司法第六十八条" if limited else "公司法第一百二十二条")
    if chairs and len(directors) == 1:
        zh, en = "不设董事会的，不设董事长", "Without a board there is no chair"
        entries.note(f"appointments/{chairs[0][0]}/post", "chair_without_board", zh, en, article)
    of_staff = any(each.of_staff for _, each in organs.of(Post.CHAIR, Post.DIRECTOR))
    supervised = any(each.of_staff for _, each in organs.of(Post.SUPERVISOR))
    if organs.staff >= _STAFF_FOR_DIRECTOR and not of_staff and not supervised:
        zh = "职工三百人以上而监事会没有职工代表的，董事会成员中应当有职工代表"
        en = "With 300 employees or more and none of them a supervisor, one sits on the board"
        entries.note("appointments", "staff_director", zh, en, "公司法第六十八条")
    if not limited and not organs.of(Post.MANAGER):
        zh, en = "股份有限公司设经理", "A joint-stock company has a manager"
        entries.note("appointments", "manager", zh, en, "公司法第一百二十六条")


def _judge_supervision(kind: EntityKind, organs: Organs, entries: Entries) -> None:
    limited = kind == EntityKind.LIMITED_COMPANY
    supervisors = organs.of(Post.SUPERVISOR)
    number = len(organs.persons(Post.SUPERVISOR))
    auditors = {each.person for _, each in organs.of(Post.CHAIR, Post.DIRECTOR) if each.audits}
    if auditors:
        _judge_audit(limited, organs, len(auditors), entries)
    elif number == 0 and not (limited and organs.without_supervisor):
        entries.note(
            "appointments",
            "supervisors",
            "应当设监事会、一名监事或者审计委员会" + ("；全体股东一致同意的，也可以不设监事" if limited else ""),
            "There are supervisors, one supervisor, or an audit committee"
            + ("; or none, where all shareholders agree" if limited else ""),
            "公司法第六十九、七十六、八十三条" if limited else "公司法第一百二十一、一百三十、一百三十三条",
            remedy=("请添加监事", "Name a supervisor"),
        )
    elif number not in {0, 1} and number < _BOARD:
        entries.note(
            "appointments",
            "supervisors",
            "监事会成员为三人以上；不设监事会的，设一名监事",
            "Three supervisors or more; without a body of them there is one",
            "公司法第七十六、八十三条" if limited else "公司法第一百三十、一百三十三条",
            remedy=("请填写一名监事，或者三名以上监事", "Name one supervisor, or three and more"),
        )
    if number >= _BOARD and 3 * len({each.person for _, each in supervisors if each.of_staff}) < number:
        zh, en = "监事会中职工代表的比例不得低于三分之一", "One supervisor of three at least is chosen by the staff"
        entries.note(
            "appointments", "staff_supervisors", zh, en, "公司法第七十六条" if limited else "公司法第一百三十条"
        )
    running = organs.persons(Post.CHAIR, Post.DIRECTOR, Post.MANAGER, Post.SENIOR_MANAGER)
    for place, each in supervisors:
        if each.person in running:
            zh, en = "董事、高级管理人员不得兼任监事", "No director or senior manager is a supervisor"
            article = "公司法第七十六条" if limited else "公司法第一百三十条"
            remedy = ("请由其他人担任监事", "Let somebody else supervise")
            entries.note(f"appointments/{place}/person", "supervises_oneself", zh, en, article, remedy=remedy)


def _judge_audit(limited: bool, organs: Organs, auditors: int, entries: Entries) -> None:
    article = "公司法第六十九条" if limited else "公司法第一百二十一条"
    if organs.of(Post.SUPERVISOR):
        zh, en = "设审计委员会的，不设监事会或者监事", "With an audit committee there are no supervisors"
        entries.note("appointments", "audit_and_supervisors", zh, en, article)
    if len(organs.persons(Post.CHAIR, Post.DIRECTOR)) < _BOARD:
        zh, en = "审计委员会设在董事会中", "An audit committee is one of the board"
        entries.note("appointments", "audit_without_board", zh, en, article)
    if not limited and auditors < _AUDITORS:
        zh, en = "审计委员会成员为三名以上", "An audit committee has three members or more"
        entries.note("appointments", "auditors", zh, en, article)


def _judge_representative(organs: Organs, entries: Entries) -> None:
    running = organs.persons(Post.CHAIR, Post.DIRECTOR, Post.MANAGER)
    acting = {each.person for _, each in organs.of(Post.CHAIR, Post.DIRECTOR, Post.MANAGER) if each.acts}
    if organs.legal_representative is None:
        zh, en = "请选择法定代表人", "Say who represents the company"
        entries.note("legal_representative", "required", zh, en, "公司法第十条")
    elif organs.legal_representative not in running or (acting and organs.legal_representative not in acting):
        entries.note(
            "legal_representative",
            "not_acting",
            "法定代表人由代表公司执行公司事务的董事或者经理担任",
            "The legal representative is a director or manager who acts for the company",
            "公司法第十条",
            remedy=("请选择一名执行事务的董事或者经理", "Choose a director or manager who acts for it"),
        )


def _judge_cooperative(organs: Organs, entries: Entries) -> None:
    article = "农民专业合作社法第三十三条"
    chairs = organs.of(Post.CHAIR)
    if len(chairs) != 1:
        zh, en = "农民专业合作社设理事长一名", "A cooperative has one chair"
        entries.note("appointments", "chair", zh, en, article)
    elif organs.legal_representative != chairs[0][1].person:
        zh, en = "理事长为法定代表人", "The chair represents the cooperative"
        entries.note("legal_representative", "not_the_chair", zh, en, article)
    for place, each in organs.of(Post.CHAIR, Post.DIRECTOR, Post.SUPERVISOR):
        if each.person not in organs.members:
            zh, en = "理事长、理事、监事由成员担任", "Chair, directors and supervisors are members"
            entries.note(f"appointments/{place}/person", "not_a_member", zh, en, article)


def _judge_partnership(organs: Organs, entries: Entries) -> None:
    """Nobody named means all general partners (实施细则 Art. 11), so that nobody need be. `members` are the general
    partners, who alone may execute a limited partnership's business."""
    executing = organs.of(Post.EXECUTING_PARTNER)
    for place, each in executing:
        if each.person not in organs.members:
            zh, en = "执行事务合伙人应当是普通合伙人", "Whoever executes the business is a general partner"
            entries.note(f"appointments/{place}/person", "not_a_partner", zh, en, "合伙企业法第二十六、六十七条")
    bodies = sum(not each.natural for _, each in executing)
    delegates = [(place, each) for place, each in organs.of(Post.DELEGATE) if each.natural]
    if bodies > len(delegates):
        entries.note(
            "appointments",
            "delegate",
            "执行事务合伙人是法人或者其他组织的，应当委派代表",
            "A body that executes the business sends a delegate",
            "合伙企业法第二十六条",
            remedy=("请填写委派代表", "Name the delegate"),
        )
