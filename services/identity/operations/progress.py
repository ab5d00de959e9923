"""Tickets to follow an application: for whoever holds the mobile number of an account."""

from __future__ import annotations

import re
from dataclasses import dataclass

import structlog

from kernel.errors import Defect, Finding, Refusal
from kernel.numbers import normalise
from services.identity.domain import registration
from services.identity.domain.periods import TICKET_LIFE
from services.identity.domain.persons import mobile_key
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import check_sms_code
from services.identity.store import accounts

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class IssueTicket:
    application_no: str
    mobile: str
    sms_code: str


@dataclass(frozen=True, slots=True, repr=False)
class TicketIssued:
    """`expires_in` is the ticket's life in seconds."""

    ticket: str
    expires_in: int


def issue_ticket(resources: Resources, request: IssueTicket) -> TicketIssued:
    """Trade a code of purpose `progress` for a ticket of the account that holds the mobile, for the application the
    code was asked for.

    Whether that application is the account's own, only the filing service knows; it checks the ticket. So nothing
    here depends on whether a number exists. Refusal `identity.progress_invalid` names all defects at once.
    """
    mobile, about = normalise(request.mobile), normalise(request.application_no)
    findings = [
        *check_application_no(about),
        *registration.check_mobile(mobile),
        *registration.check_sms_code(normalise(request.sms_code)),
    ]
    subject, now = None, resources.clock.now()
    with resources.database.transaction() as session:
        if not findings:
            code = check_sms_code(session, resources, "progress", mobile, request.sms_code, about)
            if code is None:
                findings.append(_code_wrong())
            else:
                account = accounts.by_mobile(session, resources.hash(mobile_key(mobile)))
                if account is None:
                    # A code for a number without an account is never sent, so nobody can know it.
                    raise Defect("identity.progress_code_without_account")
                code.spent = True
                subject = account.account_id
                resources.record(session, "ticket_issued", actor_ref=subject, object_ref=about)
    if subject is None:
        raise Refusal(
            "identity.progress_invalid",
            "填写的信息有误，请按提示修改",
            "Some of what was entered is not right",
            findings=findings,
        )
    log.info("ticket_issued", actor_ref=subject, application_no=about)
    return TicketIssued(
        resources.issuer.issue_ticket(subject, about, now),
        int(TICKET_LIFE.total_seconds()),
    )


def check_application_no(number: str) -> list[Finding]:
    """23 digits."""
    if re.fullmatch(r"[0-9]{23}", number):
        return []
    return [
        Finding(
            "identity.application_no_malformed",
            "申请编号为 23 位数字，见办理页面或“我的申请”",
            "An application number has 23 digits; it stands on the pages of the application",
            "/application_no",
        )
    ]


def _code_wrong() -> Finding:
    return Finding(
        "identity.sms_code_wrong",
        "短信验证码不正确或已失效",
        "The SMS code is wrong or no longer valid",
        "/sms_code",
        remedy_zh="验证码只对获取时填写的申请编号和手机号有效；改过编号的，请重新获取",
        remedy_en="A code is good only for the number and the mobile it was asked for; ask again after a change",
    )
