"""What keeps a person from a post in a business, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogues import working_days
from catalogues.filing_types.words import EntityKind
from kernel.errors import Finding
from services.filing.domain.enterprise.organs import Post


class Mark(StrEnum):
    """What is known of a person; `since` of a record is the day given behind."""

    NO_CAPACITY = "no_capacity"
    """No or limited capacity, until it is taken away."""
    CRIME = "crime"
    """Corruption, bribery, property or order of the market: the day the penalty was carried out."""
    RIGHTS_TAKEN = "rights_taken"
    """Political rights taken for a crime: the day the penalty was carried out."""
    PROBATION = "probation"
    """A sentence on probation: the day the probation ended."""
    BANKRUPTCY = "bankruptcy"
    """In charge and to blame: the day the bankruptcy was wound up."""
    LICENCE_WITHDRAWN = "licence_withdrawn"
    """Legal representative and to blame: the day the licence was withdrawn or the business was ordered closed."""
    DISHONEST_DEBTOR = "dishonest_debtor"
    """失信被执行人, until taken off the list."""
    FALSE_REGISTRATION = "false_registration"
    """Directly responsible for a registration that was revoked: the day of the revocation."""
    FALSE_PUBLICITY = "false_publicity"
    """On the list of serious violations for what was published: the day of the entry."""
    CIVIL_SERVANT = "civil_servant"
    """As long as they are."""


@dataclass(frozen=True, slots=True)
class Record:
    """One mark of one person."""

    mark: Mark
    since: date


@dataclass(frozen=True, slots=True)
class _Bar:
    """`years` is None for what bars as long as it lasts; `everywhere` bars any part in a founding, not only posts."""

    years: int | None
    zh: str
    en: str
    article: str
    everywhere: bool = False
    representative_only: bool = False


_OFFICERS = "公司法第一百七十八条；市场主体登记管理条例第十二条"
_BARS: dict[Mark, _Bar] = {
    Mark.NO_CAPACITY: _Bar(None, "无民事行为能力或者限制民事行为能力", "No full capacity", _OFFICERS),
    Mark.CRIME: _Bar(
        5, "因贪污、贿赂等犯罪被判处刑罚，执行期满未逾五年", "A sentence, less than five years ago", _OFFICERS
    ),
    Mark.RIGHTS_TAKEN: _Bar(
        5, "因犯罪被剥夺政治权利，执行期满未逾五年", "Political rights taken, less than five years ago", _OFFICERS
    ),
    Mark.PROBATION: _Bar(
        2, "被宣告缓刑，自考验期满之日起未逾二年", "A probation that ended less than two years ago", _OFFICERS
    ),
    Mark.BANKRUPTCY: _Bar(
        3, "对企业破产负有个人责任，自清算完结之日起未逾三年", "A bankruptcy, less than three years ago", _OFFICERS
    ),
    Mark.LICENCE_WITHDRAWN: _Bar(
        3,
        "对企业被吊销营业执照、责令关闭负有个人责任，未逾三年",
        "A licence withdrawn for which the person is to blame, less than three years ago",
        _OFFICERS,
    ),
    Mark.DISHONEST_DEBTOR: _Bar(
        None, "因未清偿到期债务被列为失信被执行人", "A debtor listed by a court as dishonest", _OFFICERS
    ),
    Mark.FALSE_REGISTRATION: _Bar(
        3,
        "对虚假登记负有直接责任，自被撤销之日起三年内不得再次申请",
        "Responsible for a false registration: no application for three years",
        "市场主体登记管理条例第四十条",
        everywhere=True,
    ),
    Mark.FALSE_PUBLICITY: _Bar(
        3,
        "因公示信息弄虚作假被列入名单，三年内不得担任法定代表人、负责人",
        "Listed for false publicity: represents no business for three years",
        "企业信息公示暂行条例第十八条",
        representative_only=True,
    ),
    Mark.CIVIL_SERVANT: _Bar(
        None,
        "公务员不得从事或者参与营利性活动",
        "Civil servants take no part in business",
        "公务员法第五十九条",
        everywhere=True,
    ),
}


def last_day(record: Record) -> date | None:
    """The last day on which a record bars, that day included; None for as long as it lasts. 28 November 2026 and three
    years: through 28 November 2029 (民法典 Art. 202)."""
    years = _BARS[record.mark].years
    return None if years is None else working_days.add_months(record.since, years * 12)


def judge_person(
    kind: EntityKind,
    records: Iterable[Record],
    posts: Iterable[Post],
    day: date,
    pointer: str,
    *,
    represents: bool = False,
) -> list[Finding]:
    """What bars a person on a day, at the pointer of the person. Without a post, and not representing, only what bars
    from every part in a founding counts: shareholders and partners need no clean record."""
    held = set(posts)
    company = kind in {EntityKind.LIMITED_COMPANY, EntityKind.JOINT_STOCK_COMPANY}
    found: list[Finding] = []
    for record in records:
        bar = _BARS[record.mark]
        last = last_day(record)
        if record.since > day or (last is not None and day > last):
            continue
        in_post = represents or (company and bool(held)) if not bar.representative_only else represents
        if not (bar.everywhere or in_post):
            continue
        found.append(
            Finding(
                f"filing.barred_{record.mark}",
                f"该人员不能担任此职务：{bar.zh}" if not bar.everywhere else f"该人员不能参与设立：{bar.zh}",
                f"This person cannot take the post: {bar.en}"
                if not bar.everywhere
                else f"This person cannot take part: {bar.en}",
                pointer,
                bar.article,
                "请更换人选" if last is None else f"请更换人选，或者在{last:%Y年%-m月%-d日}后申请",
                "Choose somebody else" if last is None else f"Choose somebody else, or apply after {last.isoformat()}",
            )
        )
    return found
