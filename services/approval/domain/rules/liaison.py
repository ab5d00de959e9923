"""AR-60: whether the liaison person of the registration, where it is not the operator, is who is named, and reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import Section
from kernel.persons import person_key, same_name
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.case import CaseSnapshot

SINCE = date(2026, 11, 29)
_NUMBER = "/operator/liaison/id_number"


def _pointers(case: CaseSnapshot) -> tuple[str, str]:
    """Where their number and their mobile were filled in."""
    at = f"/{Section.MATTER if case.application.filing.asks_for(Section.MATTER) else Section.OPERATOR}/liaison"
    return f"{at}/id_number", f"{at}/mobile"


@rule(
    "AR-60",
    "Liaison person verified",
    outcomes=("CORRECT", "REFER"),
    remedy=(
        "请按登记联络员的证件更正姓名和号码，用发到其手机的验证码确认，或者由经营者本人担任",
        "Correct name and number as on their document, confirm the mobile with the code sent to it, or let the "
        "operator be the liaison person",
    ),
    pointer=_NUMBER,
    effective_from=SINCE,
)
def liaison_verified(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    number, mobile = _pointers(case)
    named, found = case.application.operator.liaison, case.authentication.liaison
    if named is None:
        yield passed("由经营者本人担任登记联络员", "The operator is the liaison person")
    elif found is None or not (
        same_name(found.name, named.name)
        and person_key(found.id_document_type, found.id_number) == person_key(named.id_document_type, named.id_number)
    ):
        yield refer(
            "登记联络员未经实名核验",
            "The liaison person was not compared with the population registry",
            number,
        )
    elif found.result == "NOT_FOUND":
        yield correct(
            "未查询到与登记联络员证件号码对应的人员",
            "Nobody is registered under the document of the liaison person",
            number,
        )
    elif found.result != "MATCH":
        yield correct(
            "登记联络员的姓名与证件号码不一致",
            "Name and number of the liaison person are not one person's",
            number,
        )
    elif found.mobile_confirmed is None or found.mobile != named.mobile:
        yield refer("登记联络员的移动电话未经验证", "The mobile of the liaison person was not confirmed", mobile)
    elif not found.mobile_confirmed:
        yield correct(
            "登记联络员的移动电话未经短信验证码确认",
            "The mobile of the liaison person was not confirmed with a code",
            mobile,
        )
    else:
        yield passed(
            "登记联络员的姓名和证件号码核验一致，移动电话已确认", "The liaison person is who is named, and is reached"
        )


RULES = (liaison_verified,)
