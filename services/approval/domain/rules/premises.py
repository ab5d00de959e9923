"""AR-30 to AR-33: where the business is, and what is promised about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from catalogues import authorities, divisions
from catalogues.approval_thresholds import Thresholds
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section
from kernel.addresses import has_house_number
from services.approval.domain.results import Finding, correct, noted, passed, refer, reject
from services.approval.domain.rule import PLACES_BEFORE, PLACES_FROM, rule
from services.approval.domain.snapshot.application import FurtherPremises, Premises, PremisesCommitment
from services.approval.domain.snapshot.case import CaseSnapshot

OWNED, DWELLING = "自有", "住宅"
PROMISE = "/details/premises_commitment"


@rule(
    "AR-30",
    "Authority in charge",
    outcomes=("REJECT",),
    remedy=("请向有管辖权的登记机关申请", "Apply to the authority in charge"),
    pointer="/premises/county_code",
    effective_to=PLACES_BEFORE,
)
def authority_in_charge(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    yield from _authority(case)


@rule(
    "AR-30",
    "Authority in charge",
    outcomes=("REJECT", "CORRECT"),
    remedy=(
        "请向有管辖权的登记机关申请；仅通过网络经营的，由经营者住所所在县区登记机关登记",
        "Apply to the authority in charge; for business on networks only that is the one of the operator's residence",
    ),
    pointer="/premises/county_code",
    version=2,
    effective_from=PLACES_FROM,
)
def authority_of_place_or_residence(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    application = case.application
    if application.premises.network_only:
        lives_in = divisions.county_in(application.operator.residence)
        if lives_in is None:
            yield correct(
                "经营者住所未写明省、市、县（区），无法确定登记机关",
                "The residence names no county, so that no authority can be found",
                "/operator/residence",
                Section.OPERATOR,
            )
            return
        if lives_in.code != application.premises.county_code:
            yield reject(
                f"仅通过网络经营的，由经营者住所所在的{lives_in.name}登记",
                f"Business on networks only is registered where the operator lives: {lives_in.name}",
                "/operator/residence",
            )
            return
    yield from _authority(case)


def _authority(case: CaseSnapshot) -> Iterator[Finding]:
    application = case.application
    try:
        right = authorities.for_division(application.premises.county_code)
    except UnknownCode:
        yield reject(
            "经营场所所在县区没有登记机关使用本系统",
            "No authority of the premises' county uses this system",
            "/premises/county_code",
        )
        return
    same = right.code == case.authority_code == application.authority_code
    if not same:
        yield reject(
            f"不属于本登记机关管辖，请向{right.name}申请",
            f"Another authority is in charge: {right.name} ({right.code})",
            "/premises/county_code",
        )
    elif not (right.registers_sole_traders and case.facts.authority_registers):
        yield reject(
            f"{right.name}未启用个体工商户登记", f"{right.name} does not register sole traders", "/premises/county_code"
        )
    else:
        yield passed(f"由{right.name}管辖", f"{right.name} is in charge")


@rule(
    "AR-31",
    "Premises complete",
    outcomes=("CORRECT",),
    remedy=(
        "请将经营场所填写到门牌号，并补全住所承诺",
        "Complete the address (house number) and the promise",
    ),
    pointer="/premises/detail",
    effective_to=PLACES_BEFORE,
)
def premises_complete(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    yield from address_complete(case, case.application.premises, "/premises", limits)
    yield from right_complete(case, case.application.premises_commitment, PROMISE, Section.DETAILS)
    yield from _promise(case)


@rule(
    "AR-31",
    "Premises complete",
    outcomes=("CORRECT",),
    remedy=(
        "请将经营场所填写到门牌号，并补全住所承诺",
        "Complete the address (house number) and the promise",
    ),
    pointer="/premises/detail",
    version=2,
    effective_from=PLACES_FROM,
)
def main_premises_complete(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    if not case.application.premises.network_only:
        yield from address_complete(case, case.application.premises, "/premises", limits)
        yield from right_complete(case, case.application.premises_commitment, PROMISE, Section.DETAILS)
    yield from _promise(case)


def address_complete(
    case: CaseSnapshot, place: Premises | FurtherPremises, at: str, limits: Thresholds
) -> Iterator[Finding]:
    """Whether an address leads to a door in the county, and to one where business is allowed."""
    detail = unicodedata.normalize("NFKC", place.detail)
    if not has_house_number(detail):
        yield correct("经营场所未填写到门牌号", "The address lacks a house number", f"{at}/detail")
    try:
        divisions.street(case.application.premises.county_code, place.street_name)
    except UnknownCode:
        yield correct(
            f"“{place.street_name}”不是所在县区的街道或乡镇",
            f"{place.street_name} is no street or town of the county",
            f"{at}/street_name",
        )
    for word in limits.words("barred_premises_words"):
        if word in detail:
            yield correct(f"{word}不得作为经营场所", f"Such a place may not be premises: {word}", f"{at}/detail")


def right_complete(
    case: CaseSnapshot, made: PremisesCommitment | FurtherPremises, at: str, section: Section | None = None
) -> Iterator[Finding]:
    """Whether it is said by what right a place is used, for a time that has not ended."""

    def missing(field: str, zh: str, en: str) -> Finding:
        return correct(zh, en, f"{at}/{field}", section)

    if not made.owner:
        yield missing("owner", "承诺书缺少产权人", "The promise names no owner")
    if not made.tenure:
        yield missing("tenure", "承诺书缺少使用方式", "The promise names no right of use")
    elif made.tenure != OWNED and (made.use_from is None or made.use_to is None):
        yield missing("use_to", "承诺书缺少使用期限", "The promise names no term of use")
    if made.use_to is not None and made.use_to <= case.submitted_on:
        yield missing("use_to", f"使用期限已于 {made.use_to} 届满", f"The term of use ended on {made.use_to}")
    if not made.nature:
        yield missing("nature", "承诺书缺少房屋性质", "The promise names no nature of the building")


def _promise(case: CaseSnapshot) -> Iterator[Finding]:
    made = case.application.premises_commitment

    def missing(field: str, zh: str, en: str) -> Finding:
        return correct(zh, en, f"{PROMISE}/{field}", Section.DETAILS)

    if made.is_network_premises and not (made.platform_name and made.platform_url):
        yield missing("platform_name", "网络经营场所缺少平台名称或网址", "The platform or its address is missing")
    if not made.accepted:
        yield missing("accepted", "未作出经营场所真实性承诺", "The promise about the premises was not made")


@rule(
    "AR-32",
    "Neighbours of a dwelling agree",
    outcomes=("CORRECT",),
    remedy=("请取得有利害关系业主的一致同意并作出承诺", "Get the consent of every owner concerned and confirm it"),
    pointer="/details/premises_commitment/residential_consent",
)
def neighbours_agree(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    made, further = case.application.premises_commitment, case.application.premises.further
    for number, place in enumerate(further):
        if place.nature == DWELLING and not place.residential_consent:
            yield correct(
                f"其他经营场所第 {number + 1} 处为住宅，未承诺已经有利害关系的业主一致同意",
                f"Further place {number + 1} is a dwelling and the consent of the owners concerned is not confirmed",
                f"/premises/further/{number}/residential_consent",
                Section.NAME,
            )
    if made.nature != DWELLING:
        yield passed("房屋性质不是住宅，本项不适用", "The building is no dwelling; this does not apply")
    elif not made.residential_consent:
        yield correct(
            "住宅改经营性用房，未承诺已经有利害关系的业主一致同意",
            "A dwelling is to be used for business and the consent of the owners concerned is not confirmed",
            "/details/premises_commitment/residential_consent",
        )


@rule(
    "AR-33",
    "No unusual number of businesses",
    outcomes=("REFER",),
    remedy=("由工作人员核实", "An examiner verifies this"),
    pointer="/premises",
)
def usual_numbers(case: CaseSnapshot, limits: Thresholds) -> Iterator[Finding]:
    facts = case.facts
    most_there, most_recent = limits.number("most_entities_at_premises"), limits.number("most_recent_applications")
    if facts.entities_at_premises > most_there:
        yield refer(
            f"同一地址另有 {facts.entities_at_premises} 户，超过 {most_there} 户",
            f"{facts.entities_at_premises} other businesses at this address, more than {most_there}",
            "/premises",
        )
    if facts.recent_applications_of_operator > most_recent:
        yield refer(
            f"同一人近 {facts.recent_days} 日另有 {facts.recent_applications_of_operator} 件，上限 {most_recent} 件",
            f"{facts.recent_applications_of_operator} other applications of this person in {facts.recent_days} days, "
            f"more than {most_recent}",
            "/operator",
        )
    if facts.recent_days < limits.number("recent_days"):
        yield noted(f"申请数只统计了近 {facts.recent_days} 日", f"Only the last {facts.recent_days} days were counted")
    yield passed(
        f"同一地址另有 {facts.entities_at_premises} 户，同一人近期另有 {facts.recent_applications_of_operator} 件申请",
        f"{facts.entities_at_premises} other businesses at this address, "
        f"{facts.recent_applications_of_operator} other recent applications of this person",
    )


RULES = (
    authority_in_charge,
    authority_of_place_or_residence,
    premises_complete,
    main_premises_complete,
    neighbours_agree,
    usual_numbers,
)
