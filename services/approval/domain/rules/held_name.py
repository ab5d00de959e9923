"""AR-26 to AR-29: whether the name is free for this applicant, is still held, and is the only one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from catalogues.approval_thresholds import Thresholds
from kernel.clock import local_date
from kernel.deadlines import said_en, said_zh
from services.approval.domain.results import Finding, correct, passed
from services.approval.domain.rule import PLACES_BEFORE, PLACES_FROM, rule
from services.approval.domain.rules.name import found_by_naming, without_name
from services.approval.domain.snapshot.case import CaseSnapshot

_SEVERAL = re.compile(r"[；;\n]")


@rule(
    "AR-26",
    "Name not another's",
    outcomes=("REJECT",),
    remedy=("请更换字号后重新申报名称", "Choose another trade name and declare again"),
    pointer="/name",
)
def not_anothers(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.name is None:
        yield without_name(case)
    yield from found_by_naming(case, "AR-26")


@rule(
    "AR-27",
    "Similar names confirmed",
    outcomes=("CORRECT",),
    remedy=(
        "请确认近似名称并承诺担责，或更换字号",
        "Confirm and bear the risk, or choose another name",
    ),
    pointer="/name",
)
def similar_confirmed(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
    elif not name.commitment_accepted:
        yield correct("未作出名称使用承诺", "The promise about the name was not made", "/name")
    yield from found_by_naming(case, "AR-27")


_DECLARE_AGAIN = ("请重新申报名称", "Declare the name again")


def _held(case: CaseSnapshot, ended: tuple[str, str], lasts: tuple[str, str]) -> Iterator[Finding]:
    name = case.name
    if name is None:
        yield without_name(case)
        return
    # 24:00 of the last day is the first instant after it.
    if name.held_until <= case.submitted_at:
        yield correct(*ended, "/name")
    else:
        yield passed(*lasts)
    if name.account_subject != case.application.account_subject:
        yield correct("保留的名称不归同一申请人", "The name is held for another applicant", "/name")


@rule(
    "AR-28",
    "Name held",
    outcomes=("CORRECT",),
    remedy=_DECLARE_AGAIN,
    pointer="/name",
    effective_to=date(2026, 11, 27),
)
def name_held_by_midnight(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    end = local_date(case.name.held_until) if case.name else None
    ended = (f"名称保留期已于 {end} 零时届满", f"The name was held until 00:00 on {end}")
    yield from _held(case, ended, (f"名称保留至 {end} 零时", f"The name is held until {end}"))


@rule(
    "AR-28",
    "Name held",
    outcomes=("CORRECT",),
    remedy=_DECLARE_AGAIN,
    pointer="/name",
    version=2,
    effective_from=date(2026, 11, 28),
)
def name_held(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    zh, en = (said_zh(case.name.held_until), said_en(case.name.held_until)) if case.name else ("", "")
    ended = (f"名称保留期已于{zh}届满", f"The name was held until {en}")
    yield from _held(case, ended, (f"名称保留至{zh}", f"The name is held until {en}"))


@rule(
    "AR-29",
    "One name, one place",
    outcomes=("CORRECT",),
    remedy=("只能登记一个名称和一个经营场所，请更正后重新提交", "Register one name and one address only"),
    pointer="/premises",
    effective_to=PLACES_BEFORE,
)
def one_name_one_place(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    yield from _one_name(case)
    yield from _addresses_in(case.application.premises.detail, "/premises/detail")


@rule(
    "AR-29",
    "One name",
    outcomes=("CORRECT",),
    remedy=(
        "只能登记一个名称；每处经营场所请分别填写",
        "Register one name, and enter each place of business for itself",
    ),
    pointer="/premises",
    version=2,
    effective_from=PLACES_FROM,
)
def one_name(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    yield from _one_name(case)
    premises = case.application.premises
    yield from _addresses_in(premises.detail, "/premises/detail")
    for number, place in enumerate(premises.further):
        yield from _addresses_in(place.detail, f"/premises/further/{number}/detail")


def _one_name(case: CaseSnapshot) -> Iterator[Finding]:
    application, name = case.application, case.name
    if not case.prints_the_held_name():
        yield correct(
            "申请书所载名称与保留的名称不一致",
            "The name on the application is not the one that is held",
            "/name",
        )
    if name is not None and name.county_code != application.county_code:
        yield correct("名称与经营场所不在同一县区", "Name and premises are of different counties", "/premises")


def _addresses_in(detail: str, pointer: str) -> Iterator[Finding]:
    """One field holds one address."""
    places = [place for place in _SEVERAL.split(detail) if place.strip()]
    if len(places) > 1:
        yield correct(f"经营场所填写了 {len(places)} 处地址", f"{len(places)} addresses are given", pointer)


RULES = (
    not_anothers,
    similar_confirmed,
    name_held_by_midnight,
    name_held,
    one_name_one_place,
    one_name,
)
