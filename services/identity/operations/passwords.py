"""Passwords: set anew by who holds the account's mobile number."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from kernel.errors import Defect, Refusal
from kernel.numbers import normalise
from services.identity.domain import registration
from services.identity.domain.persons import mobile_key
from services.identity.operations import attempts
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import check_sms_code, sms_code_wrong
from services.identity.store import accounts, sessions

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class ResetPassword:
    mobile: str
    sms_code: str
    password: str
    password_confirm: str


def reset_password(resources: Resources, request: ResetPassword, address: str = "") -> None:
    """Set a new password, end every session and lift a login lock, as far as it holds at `address`. The SMS code is
    spent only if all is right.

    Refusal `identity.reset_invalid` names all defects at once.
    """
    mobile = normalise(request.mobile)
    findings = [
        *registration.check_mobile(mobile),
        *registration.check_sms_code(normalise(request.sms_code)),
        *registration.check_password(request.password, request.password_confirm),
    ]
    password_hash = "" if findings else resources.passwords.hash(request.password)
    account_id = None
    with resources.database.transaction() as session:
        if not registration.check_mobile(mobile) and not registration.check_sms_code(normalise(request.sms_code)):
            code = check_sms_code(session, resources, "reset", mobile, request.sms_code)
            if code is None:
                findings.append(sms_code_wrong())
            elif not findings:
                account = accounts.by_mobile(session, resources.hash(mobile_key(mobile)))
                if account is None:
                    # A code for a number without an account is never sent, so nobody can know it.
                    raise Defect("identity.reset_code_without_account")
                code.spent = True
                account.password_hash = password_hash
                account_id = account.account_id
                sessions.revoke_all(session, account_id, resources.clock.now())
                attempts.Tried.under(resources, account.account_name_key, address).forgive(session)
                resources.record(session, "password_reset", actor_ref=account_id, object_ref=account_id)
    if account_id is None:
        raise Refusal(
            "identity.reset_invalid", "填写的信息有误，请按提示修改", "Some of what was entered is not right",
            findings=findings,
        )  # fmt: skip
    log.info("password_reset", actor_ref=account_id)
