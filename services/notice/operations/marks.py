"""Marks that departments put on businesses or lift: signature and permission are checked here, the register keeps
them."""

from __future__ import annotations

import structlog

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Refusal
from services.notice.contract import MarkPart
from services.notice.domain.from_agencies import MarkMessage
from services.notice.domain.sm2 import public_point, signed_by
from services.notice.operations.enrolment import receiver
from services.notice.operations.resources import Resources

log = structlog.get_logger()

_MARKS = "marks"
"""In place of an application's number: a mark belongs to none."""


def hand_on_mark(resources: Resources, message: MarkMessage) -> None:
    """Have the register put or lift it. Idempotency key: agency + mark_no, once for each act. An agency lifts what it
    put itself and nothing else.

    Raises Refusal `notice.mark_not_permitted` for a kind of mark that the agency may not put, `notice.mark_signature`
    for a message that it did not sign, `notice.mark_day` for days that cannot be, and what the register has against it;
    Outage `register.unavailable`, after which the message comes again.
    """
    agency = receiver(resources, message.agency)
    if not agency.marks or (message.kind is not None and message.kind not in agency.marks):
        raise Refusal(
            "notice.mark_not_permitted",
            "贵机构未获准设置该种标记",
            "Your agency is not allowed to put marks of this kind",
            pointer="/data/kind" if message.kind else "/type",
        )
    point = public_point(agency.marks_key or "")
    if point is None or not signed_by(point, message.signed, message.signature):
        raise Refusal(
            "notice.mark_signature",
            "签名与贵机构登记的公钥不符",
            "The signature is not one under the key that your agency was enrolled with",
            pointer="/signature",
        )
    _check_days(resources, message)
    resources.register.hand_over(resources.exchange.enclose(_MARKS, PartKind.MARK, _part(message)))
    log.info("mark_handed_on", agency=message.agency)


def _check_days(resources: Resources, message: MarkMessage) -> None:
    """A decision has an effect once it is made: none of tomorrow is put, and no mark ends before it begins."""
    today = local_date(resources.clock.now())
    if message.on > today or (message.to_on is not None and message.to_on < max(message.on, today)):
        raise Refusal(
            "notice.mark_day",
            "日期不能晚于今天，期限不能早于今天",
            "The day is not later than today, and the last day not before it",
            pointer="/data/lifted_on" if message.act == "lifted" else "/data/from_on",
        )


def _part(message: MarkMessage) -> MarkPart:
    return MarkPart(
        agency=message.agency,
        act=message.act,
        mark_no=message.mark_no,
        document_no=message.document_no,
        authority=message.authority,
        message=message.payload,
        on=message.on,
        uscc=message.uscc,
        kind=message.kind,
        to_on=message.to_on,
    )
