"""What is contributed to a business, by whom, how and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from catalogues import working_days
from catalogues.filing_types.words import EntityKind
from kernel.errors import Finding
from services.filing.domain.enterprise.members import PartnerRole
from services.filing.domain.entries import Entries

YUAN = "156"
"""GB/T 12406."""
IMPLAUSIBLE_YEARS = 30
IMPLAUSIBLE_SUM = Decimal(1_000_000_000)
"""Yuan (公司登记管理实施办法 Art. 10)."""
_YEARS_TO_PAY = 5
_NEW_LAW = date(2024, 7, 1)
_OLD_SHARES_PAID = date(2027, 6, 30)
_OLD_CAPITAL_PAID = date(2032, 6, 30)
_DECIMALS = 2

COMPANIES = frozenset({EntityKind.LIMITED_COMPANY, EntityKind.JOINT_STOCK_COMPANY})
COOPERATIVES = frozenset({EntityKind.FARMERS_COOPERATIVE, EntityKind.COOPERATIVE_UNION})
PARTNERSHIPS = frozenset(
    {EntityKind.GENERAL_PARTNERSHIP, EntityKind.SPECIAL_PARTNERSHIP, EntityKind.LIMITED_PARTNERSHIP}
)

_SUM = "市场主体登记管理条例第八、十三条"
_TERM = "公司法第四十七条；公司登记管理实施办法第五条"
_MANNER = "市场主体登记管理条例第十三条"
_DOUBT = "公司登记管理实施办法第十条"


class Manner(StrEnum):
    """What is contributed."""

    MONEY = "money"
    GOODS = "goods"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    LAND_USE = "land_use"
    LAND_MANAGEMENT = "land_management"
    FOREST = "forest"
    SHARES = "shares"
    CLAIMS = "claims"
    OTHER_PROPERTY = "other_property"
    LABOUR = "labour"
    CREDIT = "credit"
    PERSONAL_NAME = "personal_name"
    GOODWILL = "goodwill"
    FRANCHISE = "franchise"
    ENCUMBERED = "encumbered"


MANNERS: dict[Manner, tuple[str, str]] = {
    Manner.MONEY: ("货币", "Money"),
    Manner.GOODS: ("实物", "Goods"),
    Manner.INTELLECTUAL_PROPERTY: ("知识产权", "Intellectual property"),
    Manner.LAND_USE: ("土地使用权", "Right to use land"),
    Manner.LAND_MANAGEMENT: ("土地经营权", "Right to manage land"),
    Manner.FOREST: ("林权", "Forest rights"),
    Manner.SHARES: ("股权", "Shares of another company"),
    Manner.CLAIMS: ("债权", "Claims"),
    Manner.OTHER_PROPERTY: ("其他可以估价并依法转让的财产", "Other property that can be valued and transferred"),
    Manner.LABOUR: ("劳务", "Labour"),
    Manner.CREDIT: ("信用", "Credit"),
    Manner.PERSONAL_NAME: ("自然人姓名", "A person's name"),
    Manner.GOODWILL: ("商誉", "Goodwill"),
    Manner.FRANCHISE: ("特许经营权", "A franchise"),
    Manner.ENCUMBERED: ("设定担保的财产", "Property that secures a debt"),
}
"""Each in Chinese and English."""

_NEVER_CAPITAL = frozenset(
    {
        Manner.LABOUR,
        Manner.CREDIT,
        Manner.PERSONAL_NAME,
        Manner.GOODWILL,
        Manner.FRANCHISE,
        Manner.ENCUMBERED,
    }
)
"""市场主体登记管理条例 Art. 13, of companies and cooperatives."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one party contributes in one manner, in the currency of the capital. `due_on` is the last day to pay;
    `paid_on` the day it was paid in full, None while it is not. `role` is that of a partner."""

    party: str
    amount: Decimal
    manner: Manner
    due_on: date | None = None
    paid_on: date | None = None
    role: PartnerRole | None = None


@dataclass(frozen=True, slots=True)
class Capital:
    """The registered capital, or what partners, investor or members contribute in all. `currency` is a code of GB/T
    12406."""

    registered: Decimal
    contributions: tuple[Contribution, ...]
    currency: str = YUAN


def allowed_manners(kind: EntityKind, role: PartnerRole | None = None) -> tuple[Manner, ...]:
    """What a form offers, in the order of the catalogue."""
    return tuple(manner for manner in Manner if _barred(kind, manner, role) is None)


def last_day_to_pay(kind: EntityKind, established_on: date, increased_on: date | None = None) -> date | None:
    """The last day on which a contribution may be due; None where the parties alone decide.

    A limited company has five years: the same date five years later is the last day, 28 February for a company of 29
    February (公司法 Art. 47; 民法典 Art. 202). Of an increase they count from its registration
    (公司登记管理实施办法 Art. 7). Companies older than 1 July 2024 have until the middle of 2032. Shares are paid
    before establishment (公司法 Art. 98), those of older companies by the middle of 2027 (公司登记管理实施办法 Art. 8).
    """
    begun = increased_on or established_on
    if kind == EntityKind.LIMITED_COMPANY:
        five_years = working_days.add_months(begun, _YEARS_TO_PAY * 12)
        return max(five_years, _OLD_CAPITAL_PAID) if begun < _NEW_LAW else five_years
    if kind == EntityKind.JOINT_STOCK_COMPANY:
        return _OLD_SHARES_PAID if begun < _NEW_LAW else begun
    return None


def judge_capital(kind: EntityKind, capital: Capital, day: date, path: str = "") -> list[Finding]:
    """Everything that the law does not allow, at its field below `path`, for a business that is established on `day` or
    later: what holds on that day holds on every later one."""
    entries = Entries({}, path)
    total = sum((each.amount for each in capital.contributions), Decimal())
    if not _is_money(capital.registered) or (capital.registered == 0 and kind not in COOPERATIVES):
        zh, en = "应大于零，最多两位小数", "More than nothing, with two decimals at most"
        entries.note("registered", "out_of_range", zh, en, _SUM)
    elif capital.contributions and total != capital.registered:
        entries.note(
            "registered",
            "sum_differs",
            "各方出资额之和应当等于注册资本（出资总额）",
            "All contributions together are the capital",
            _SUM,
            remedy=("请核对每一方的出资额", "Check the amount of each party"),
        )
    if not capital.contributions:
        zh, en = "请填写每一方的出资", "Say what each party contributes"
        entries.note("contributions", "required", zh, en, _SUM)
    for position, contribution in enumerate(capital.contributions):
        at = Entries({}, f"{path}/contributions/{position}", entries.findings)
        _judge_amount(kind, contribution, at)
        _judge_manner(kind, contribution, at)
        _judge_days(kind, contribution, day, at)
    return entries.findings


def doubts_about(capital: Capital, day: date, path: str = "") -> list[Finding]:
    """What is not refused, but looked at by a person who may ask for another sum or term (公司登记管理实施办法
    Art. 10, 19): thirty years and more, a thousand million yuan and more, a currency that is not yuan."""
    entries = Entries({}, path)
    if capital.registered >= IMPLAUSIBLE_SUM:
        entries.note(
            "registered",
            "implausible_sum",
            "出资总额达到十亿元的，登记机关将核实其真实性、合理性",
            "A registrar looks at a sum of a thousand million yuan or more",
            _DOUBT,
            remedy=(
                "请填写与经营相称的金额，或者准备说明",
                "Give a sum that fits the business, or be ready to explain",
            ),
        )
    if capital.currency != YUAN:
        zh, en = "以外币表示的，由登记机关审查", "A registrar looks at a sum in a foreign currency"
        entries.note("currency", "foreign_currency", zh, en, "实施细则第十三条")
    implausible = working_days.add_months(day, IMPLAUSIBLE_YEARS * 12)
    for position, contribution in enumerate(capital.contributions):
        if contribution.due_on is not None and contribution.due_on >= implausible:
            entries.note(
                f"contributions/{position}/due_on",
                "implausible_term",
                "出资期限达到三十年的，登记机关将核实其真实性、合理性",
                "A registrar looks at a term of thirty years or more",
                _DOUBT,
                remedy=("请填写更近的日期，或者准备说明", "Give an earlier day, or be ready to explain"),
            )
    return entries.findings


def paid_in(contributions: Iterable[Contribution], day: date) -> Decimal:
    """What was paid up to a day, that day included (实缴)."""
    paid = (each.amount for each in contributions if each.paid_on is not None and each.paid_on <= day)
    return sum(paid, Decimal())


def _is_money(amount: Decimal) -> bool:
    return amount.is_finite() and amount >= 0 and round(amount, _DECIMALS) == amount


def _judge_amount(kind: EntityKind, contribution: Contribution, at: Entries) -> None:
    if not _is_money(contribution.amount) or (contribution.amount == 0 and kind not in COOPERATIVES):
        zh, en = "应大于零，最多两位小数", "More than nothing, with two decimals at most"
        at.note("amount", "out_of_range", zh, en, _SUM)


def _judge_manner(kind: EntityKind, contribution: Contribution, at: Entries) -> None:
    article = _barred(kind, contribution.manner, contribution.role)
    if article is not None:
        zh, en = MANNERS[contribution.manner]
        at.note(
            "manner",
            "manner_barred",
            f"不得以{zh}出资",
            f"{en} cannot be contributed",
            article,
            remedy=("请选择其他出资方式", "Choose another manner"),
        )


def _barred(kind: EntityKind, manner: Manner, role: PartnerRole | None) -> str | None:
    """The article that bars a manner; None where it is allowed."""
    if kind in COMPANIES | COOPERATIVES and manner in _NEVER_CAPITAL:
        return _MANNER
    if kind in COOPERATIVES and manner == Manner.CLAIMS:
        return "农民专业合作社法第十三条"
    if kind == EntityKind.LIMITED_PARTNERSHIP and role == PartnerRole.LIMITED and manner == Manner.LABOUR:
        return "合伙企业法第六十四条"
    return None


def _judge_days(kind: EntityKind, contribution: Contribution, day: date, at: Entries) -> None:
    paid, due = contribution.paid_on, contribution.due_on
    if paid is not None and paid > day:
        at.note("paid_on", "in_the_future", "实缴日期不能晚于今天", "What was paid was paid today or before", _SUM)
    if kind == EntityKind.JOINT_STOCK_COMPANY:
        if paid is None:
            at.note(
                "paid_on",
                "paid_before",
                "股份有限公司的股款应当在成立前缴足",
                "Shares are paid in full before the company is established",
                "公司法第九十八条；公司登记管理实施办法第五条",
                remedy=("请缴足后填写实缴日期", "Pay, then give the day of payment"),
            )
        return
    last = last_day_to_pay(kind, day)
    if due is None:
        if last is not None and paid is None:
            at.note("due_on", "required", "请填写出资期限", "Say by when it is paid", _TERM)
        return
    if paid is None and due < day:
        at.note(
            "due_on",
            "in_the_past",
            "出资期限已过而尚未实缴",
            "The day is over, and it is not paid",
            _TERM if last else "合伙企业法第十七条" if kind in PARTNERSHIPS else _SUM,
            remedy=("请填写今天或者以后的日期，或者填写实缴日期", "Give today or a later day, or the day of payment"),
        )
    if last is not None and due > last:
        at.note(
            "due_on",
            "after_five_years",
            f"股东应当自公司成立之日起五年内缴足，最迟到{last:%Y年%-m月%-d日}",
            f"It is paid within five years of establishment, here by {last.isoformat()}",
            _TERM,
            remedy=("请填写不晚于该日的日期", "Give that day or an earlier one"),
        )
