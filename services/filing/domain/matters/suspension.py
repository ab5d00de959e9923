"""What is asked of whoever lets a business rest, lets it rest longer, or trades again (歇业, 恢复营业)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from catalogues import lengths, suspensions
from kernel.addresses import is_postal_address
from kernel.errors import Finding
from services.filing.domain.entries import Entries
from services.filing.domain.matters.standing import Standing
from services.filing.domain.registered import RestRegistered

PREMISES, ELSEWHERE = "premises", "elsewhere"
_TERM = "市场主体登记管理条例第三十条；实施细则第四十一条"
_SERVICE = "市场主体登记管理条例第三十条第三款；实施细则第四十一条"


class Suspension(BaseModel):
    """`service_address` is where documents are served meanwhile, where it is not at the premises."""

    reason: str | None = None
    first_on: date | None = None
    until: date | None = None
    service_at: str | None = None
    service_address: str | None = None
    agreed: bool = False
    accepts_service: bool = False

    def served_at(self, standing: Standing) -> str:
        """The address as it is published."""
        at_premises = standing.registered.places if standing.registered else ""
        return at_premises if self.service_at == PREMISES else self.service_address or ""


class Resumption(BaseModel):
    """`as_registered`: what is registered still holds."""

    resumed_on: date | None = None
    as_registered: bool = False


def begin_suspension(standing: Standing) -> Suspension:
    """Of a business that rests already, what it filed; only the last day can become another."""
    rest = standing.rest
    if rest is None:
        return Suspension()
    return Suspension(
        first_on=rest.first_on, until=rest.until, service_at=ELSEWHERE, service_address=rest.service_address
    )


def judge_suspension(given: Mapping[str, Any], day: date, standing: Standing) -> tuple[Suspension, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries = Entries(given)
    section = Suspension(
        reason=entries.choice("reason", tuple(suspensions.REASONS)),
        first_on=entries.day("first_on"),
        until=entries.day("until"),
        service_at=entries.choice("service_at", (PREMISES, ELSEWHERE)),
        service_address=entries.text("service_address", lengths.ADDRESS),
        agreed=bool(entries.flag("agreed")),
        accepts_service=bool(entries.flag("accepts_service")),
    )
    address = section.service_address
    if section.service_at == ELSEWHERE and address is not None and not is_postal_address(address):
        entries.note(
            "service_address",
            "incomplete",
            "请从省、市、县（区）写到门牌号或者村组",
            "Write it from the province down to the door or the village",
            _SERVICE,
            remedy=("例如：山西省大同市平城区大庆路街道迎宾街18号", "As on an envelope"),
        )
    _judge_term(section, day, standing, entries)
    return section, entries.findings


def _judge_term(section: Suspension, day: date, standing: Standing, entries: Entries) -> None:
    first, until, rest = section.first_on, section.until, standing.rest
    if first is None or until is None:
        return
    if rest is not None:
        _judge_extension(first, until, rest, day, entries)
    elif first < day:
        entries.note(
            "first_on",
            "too_late",
            "歇业应当在歇业前备案",
            "A rest is filed before it begins",
            _TERM,
            remedy=("请填写今天或者以后的日期", "Give today, or a later day"),
        )
    if until <= first:
        entries.note("until", "before_beginning", "应当晚于歇业起始日", "It ends after it begins", _TERM)
    last = suspensions.last_day(first, standing.rested_before)
    if until > last:
        entries.note(
            "until",
            "too_long",
            f"歇业期限累计最长三年，最迟到{last:%Y年%-m月%-d日}",
            f"A business may rest three years in all, here until {last.isoformat()}",
            _TERM,
            remedy=(
                "请填写不晚于该日的日期；不再经营的，请申请注销登记",
                "Give that day or an earlier one; who trades no more deregisters",
            ),
        )


def _judge_extension(first: date, until: date, rest: RestRegistered, day: date, entries: Entries) -> None:
    if first != rest.first_on:
        entries.note(
            "first_on",
            "not_as_filed",
            "延期的，歇业起始日不变",
            "A rest that is made longer begins when it began",
            _TERM,
            remedy=(f"请填写{rest.first_on:%Y年%-m月%-d日}", f"Give {rest.first_on.isoformat()}"),
        )
    if until <= rest.until:
        entries.note(
            "until",
            "not_longer",
            "延期后的期限应当晚于原期限",
            "It is to end later than it does now",
            _TERM,
            remedy=("提前恢复营业的，请办理恢复营业备案", "Who trades again earlier files that"),
        )
    opens = suspensions.extension_from(rest.until)
    if day < opens:
        entries.note(
            "until",
            "too_early",
            "延长歇业期限的，应当在期限届满前三十日内提出",
            "A rest can be made longer within the thirty days before it ends",
            "实施细则第四十一条第三款",
            remedy=(f"请自{opens:%Y年%-m月%-d日}起申请", f"Apply from {opens.isoformat()} on"),
        )


def missing_in_suspension(found: Suspension, _: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    for name, zh, en in (
        ("reason", "请选择歇业原因", "Say why the business rests"),
        ("first_on", "请填写歇业起始日", "Say from when it rests"),
        ("until", "请填写歇业截止日", "Say until when it rests"),
    ):
        if getattr(found, name) is None:
            entries.note(name, "required", zh, en, _TERM)
    if found.service_at is None:
        entries.note(
            "service_at", "required", "请选择法律文书送达地址", "Say where documents are served meanwhile", _SERVICE
        )
    elif found.service_at == ELSEWHERE and found.service_address is None:
        entries.note("service_address", "required", "请填写送达地址", "Enter the address", _SERVICE)
    if not found.agreed:
        entries.note(
            "agreed",
            "required",
            "请确认已与职工依法协商",
            "Confirm that you agreed with your employees",
            "市场主体登记管理条例第三十条第二款",
            remedy=("有职工的，请先协商；没有职工的，直接勾选", "Agree with them first; who has none ticks the box"),
        )
    if not found.accepts_service:
        entries.note("accepts_service", "required", "请确认送达地址", "Confirm the address for service", _SERVICE)
    return entries.findings


def judge_resumption(given: Mapping[str, Any], day: date, standing: Standing) -> tuple[Resumption, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries, rest = Entries(given), standing.rest
    section = Resumption(resumed_on=entries.day("resumed_on"), as_registered=bool(entries.flag("as_registered")))
    if section.resumed_on is not None and (section.resumed_on > day or (rest and section.resumed_on < rest.first_on)):
        entries.note(
            "resumed_on",
            "outside",
            "恢复营业日期应当在歇业期间内，且不晚于今天",
            "It lies within the rest, and not after today",
            "实施细则第四十二条",
        )
    return section, entries.findings


def missing_in_resumption(found: Resumption, _: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    if found.resumed_on is None:
        entries.note("resumed_on", "required", "请填写恢复营业日期", "Say since when it trades again")
    if not found.as_registered:
        entries.note(
            "as_registered",
            "required",
            "请确认登记事项没有变化",
            "Confirm that what is registered still holds",
            "实施细则第四十二条",
            remedy=("有变化的，请先恢复营业，再依法申请变更登记", "Where something changed, apply for that change too"),
        )
    return entries.findings
