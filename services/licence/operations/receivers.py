"""Who is to get the paper licence (委托代理人信息, 领照方式): recorded, checked, kept in every version."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kernel.errors import Refusal
from kernel.tokens import Principal
from services.licence.domain.receiver import Receiver, faults
from services.licence.operations.reading import visible_to_examiner
from services.licence.operations.receiver_versions import keep_receiver
from services.licence.operations.resources import Resources
from services.licence.store import licences, receivers
from services.licence.store.licences import Licence
from services.licence.store.receivers import LicenceReceiver


class ReceiverView(BaseModel):
    """`receiver` None: nothing is recorded yet. The number of a document is masked; `recorded_by` is an account
    reference; `by_applicant`: as the applicant wished it with the application."""

    version: int
    receiver: Receiver | None
    recorded_at: datetime | None
    recorded_by: str | None
    by_applicant: bool


def view_receiver(resources: Resources, caller: Principal, application_no: str) -> ReceiverView:
    """Raises Refusal `licence.not_found`."""
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_application(session, application_no), caller)
        return _shown(resources, row, receivers.newest(session, application_no))


def record_receiver(resources: Resources, caller: Principal, application_no: str, receiver: Receiver) -> ReceiverView:
    """Write down who is to get the papers; those not printed yet are sent that way. Recording the same again changes
    nothing (idempotency key: application_no + content).

    Raises Refusal `licence.not_found`, `licence.receiver_faulty` with every fault at its field.
    """
    receiver = receiver.tidied()
    if found := faults(receiver):
        raise Refusal(
            "licence.receiver_faulty",
            "领照人信息未通过校验，请按提示修改",
            "Something about the receiver is wrong; please correct it",
            findings=found,
        )
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_application(session, application_no, lock=True), caller)
        before = receivers.newest(session, application_no)
        if before is None or _opened(resources, before) != receiver:
            before = keep_receiver(resources, session, row, receiver, resources.clock.now(), caller.subject)
        return _shown(resources, row, before)


def _opened(resources: Resources, row: LicenceReceiver) -> Receiver:
    return Receiver.model_validate_json(resources.open_receiver(row.application_no, row.version, row.sealed))


def _shown(resources: Resources, licence: Licence, row: LicenceReceiver | None) -> ReceiverView:
    if row is None:
        return ReceiverView(version=0, receiver=None, recorded_at=None, recorded_by=None, by_applicant=False)
    return ReceiverView(
        version=row.version,
        receiver=_opened(resources, row).masked(),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        by_applicant=row.recorded_by == licence.account_subject,
    )
