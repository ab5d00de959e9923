"""Somebody who was invited does not want to sign: it is kept, and everybody who signs is told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import structlog

from kernel.errors import Outage
from kernel.masking import mask_name
from services.identity.operations.invitations import opened
from services.identity.operations.resources import Resources
from services.identity.operations.signers import proved
from services.identity.operations.unified_persons import mobile_of
from services.identity.store import accounts, invitations
from services.identity.store.invitations import Invitation

log = structlog.get_logger()


class Reason(StrEnum):
    """Why somebody does not sign: they know nothing of it, something is not as was agreed, or they changed their
    mind. Words of their own stay between them and the applicant."""

    UNKNOWN = "unknown"
    NOT_AS_AGREED = "not_as_agreed"
    NO_LONGER = "no_longer"


def decline_invitation(resources: Resources, token: str, sms_code: str, reason: Reason) -> None:
    """Keep that whoever holds the link, and proves it by the code, does not sign; then tell the applicant and everybody
    else who was invited.

    Idempotency key: the invitation; declined twice, the first reason stays. Refusals as of `issue_signer_ticket`. A
    gateway that is silent keeps nobody from declining: the applicant reads it on the page of the signatures, too.
    """

    def decline(invitation: Invitation) -> None:
        invitation.declined_at, invitation.declined_because = resources.clock.now(), reason

    invitation = proved(resources, token, sms_code, "signer_declined", decline)
    log.info("signer_declined", application_no=invitation.application_no, outcome=reason)
    _tell(resources, invitation)


def _tell(resources: Resources, declined: Invitation) -> None:
    name = mask_name(opened(resources, declined, "name", declined.name_encrypted))
    text = (
        f"【开业登记】{name}不同意签署登记材料（申请尾号 {declined.application_no[-4:]}）。"
        "申请人可以登录修改后重新签名，其他人暂时不用签名。"
    )
    for place, mobile in enumerate(_mobiles(resources, declined)):
        try:
            resources.sms.send(
                request_id=f"{declined.invitation_id}-declined-{declined.sent}-{place}",
                to=mobile,
                template="signer_declined",
                text=text,
            )
        except Outage as outage:
            log.warning("signer_declined_untold", application_no=declined.application_no, error_code=outage.code)


def _mobiles(resources: Resources, declined: Invitation) -> Iterator[str]:
    """Of the applicant, and of everybody else who was invited in this window."""
    with resources.database.reading() as session:
        account = accounts.by_id(session, declined.account_id)
        others = invitations.of_window(session, declined.application_no, declined.window)
    if account and account.mobile_encrypted:
        yield mobile_of(resources, account)
    for other in others:
        if other.party_ref != declined.party_ref:
            yield opened(resources, other, "mobile", other.mobile_encrypted)
