"""What becomes of a held name: given back, or made the registered one."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import PartKind
from kernel import numbers
from kernel.database import lock_key
from kernel.errors import Defect, Refusal, not_found
from kernel.exchange import Reference
from services.naming.contract import ConfirmName, NameConfirmed, NameReleased, ReleaseName
from services.naming.operations.judgements import own_of
from services.naming.operations.resources import Resources
from services.naming.store import register
from services.naming.store.register import NameStatus

_AT_REST = {
    EntityStatus.DEREGISTERED: NameStatus.DEREGISTERED,
    EntityStatus.WITHDRAWN_DEREGISTERED: NameStatus.DEREGISTERED,
    EntityStatus.REVOKED: NameStatus.REVOKED,
}
"""How the name of a business that has ended rests (企业名称登记管理规定 Art. 17)."""


class Registered(BaseModel):
    """What is read of the register's entity."""

    application_no: str
    uscc: str
    status: EntityStatus = EntityStatus.ACTIVE
    effective_on: date
    account_subject: str | None = None


class HeldName(BaseModel):
    """The latest hold of an application; `status` is held, expired, registered, released, or how it ended."""

    full_name: str
    status: str
    held_until: datetime | None


def release_name(resources: Resources, request: ReleaseName) -> NameReleased:
    """Give the held name of an application back. Idempotent by application: asked again with the same reason, the
    answer is the same. `released` is False where there is no hold, or the name is registered by now."""
    with resources.database.transaction() as session:
        lock_key(session, f"naming/application/{request.application_no}")
        row = register.of_application(session, request.application_no)
        if row is None:
            return NameReleased(released=False)
        if row.status == NameStatus.HELD:
            register.end_hold(session, row, request.reason, resources.clock.now())
            return NameReleased(released=True)
        return NameReleased(released=row.status == NameStatus.RELEASED and row.end_reason == request.reason)


def confirm_name(resources: Resources, request: ConfirmName) -> NameConfirmed:
    """Make the held name of an application the registered one of an entity; one it had before rests from that day on
    (企业名称登记管理规定 Art. 17). Idempotent by application.

    `confirmed` is False for an application without a name. A hold whose time is over still counts as long as nobody
    took the name: the licence has been issued in it. Raises Defect `naming.uscc_invalid`, `naming.hold_lost`,
    `naming.registered_otherwise`.
    """
    if not numbers.is_uscc(request.uscc):
        raise Defect("naming.uscc_invalid")
    with resources.database.transaction() as session:
        lock_key(session, f"naming/application/{request.application_no}")
        row = register.of_application(session, request.application_no)
        if row is None:
            return NameConfirmed(confirmed=False)
        if row.status == NameStatus.HELD:
            row.status = NameStatus.REGISTERED
            row.uscc = request.uscc
            row.registered_on = request.registered_on
            session.add(row)
            register.end_earlier(session, row, request.registered_on)
            if own_of(request.application_no, row.account_subject or "").owner:
                # The name it had rests now: from here on nobody else can have the trade name.
                row.grandfathered = False
                session.add(row)
            return NameConfirmed(confirmed=True)
        if row.status == NameStatus.RELEASED:
            if row.end_reason == "expired":
                raise Defect("naming.hold_lost")
            return NameConfirmed(confirmed=False)
        if row.uscc != request.uscc:
            raise Defect("naming.registered_otherwise")
        return NameConfirmed(confirmed=True)


def confirm_hold(resources: Resources, application_no: str, entity: Reference) -> NameConfirmed:
    """As `confirm_name`, by the entity that the register left in the exchange; the name of one that has ended
    rests for a year (企业名称登记管理规定 Art. 17), and that of one which somebody else runs from here on is
    theirs. Only who holds its reference can tell: Refusal `naming.entity.not_found` for one that is none, or of
    another application."""
    try:
        registered = resources.exchange.collect(entity, Registered, PartKind.ENTITY)
    except Defect:
        raise _no_entity() from None
    if registered.application_no != application_no:
        raise _no_entity()
    rests = _AT_REST.get(registered.status)
    if rests is not None:
        with resources.database.transaction() as session:
            ended = register.end_all(session, registered.uscc, rests, registered.effective_on)
        return NameConfirmed(confirmed=ended)
    confirmed = confirm_name(
        resources,
        ConfirmName(application_no=application_no, uscc=registered.uscc, registered_on=registered.effective_on),
    )
    if registered.account_subject is not None and not confirmed.confirmed:
        with resources.database.transaction() as session:
            register.hand_on(session, registered.uscc, registered.account_subject)
    return confirmed


def _no_entity() -> Refusal:
    return not_found("naming.entity", "没有找到该市场主体", "There is no such business")


def read_hold(resources: Resources, application_no: str, account_subject: str) -> HeldName:
    """The latest hold of an application of this account. Raises Refusal `naming.hold.not_found`."""
    with resources.database.reading() as session:
        row = register.of_application(session, application_no)
        if row is None or row.account_subject != account_subject:
            raise not_found("naming.hold", "该申请没有保留的名称", "This application holds no name")
        now = resources.clock.now()
        lapsed = row.status == NameStatus.HELD and row.held_until is not None and row.held_until <= now
        return HeldName(
            full_name=row.full_name,
            status="expired" if lapsed else row.status,
            held_until=row.held_until,
        )
