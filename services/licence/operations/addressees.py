"""Who is to get the paper licence (委托代理人信息, 领照方式): recorded, checked, kept in every version."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kernel.errors import Refusal
from kernel.tokens import Principal
from services.licence.domain.addressee import Addressee, faults
from services.licence.operations.addressee_versions import keep_addressee, opened
from services.licence.operations.reading import visible_to_official
from services.licence.operations.resources import Resources
from services.licence.store import addressees, licences
from services.licence.store.addressees import LicenceAddressee
from services.licence.store.licences import Licence


class AddresseeView(BaseModel):
    """`addressee` None: nothing is recorded yet. The number of a document is masked; `recorded_by` is an account
    reference; `by_applicant`: as the applicant wished it with the application."""

    version: int
    addressee: Addressee | None
    recorded_at: datetime | None
    recorded_by: str | None
    by_applicant: bool


def view_addressee(resources: Resources, caller: Principal, application_no: str) -> AddresseeView:
    """Raises Refusal `licence.not_found`."""
    with resources.database.reading() as session:
        row = visible_to_official(licences.of_application(session, application_no), caller)
        newest = addressees.newest(session, application_no)
    resources.trail.seen(resources.database, "addressee_seen", application_no)
    return _shown(resources, row, newest)


def record_addressee(
    resources: Resources, caller: Principal, application_no: str, addressee: Addressee
) -> AddresseeView:
    """Write down who is to get the papers; those not printed yet are sent that way. Recording the same again changes
    nothing (idempotency key: application_no + content).

    Raises Refusal `licence.not_found`, `licence.addressee_faulty` with every fault at its field.
    """
    addressee = addressee.tidied()
    if found := faults(addressee):
        raise Refusal(
            "licence.addressee_faulty",
            "领照人信息未通过校验，请按提示修改",
            "Something about the addressee is wrong; please correct it",
            findings=found,
        )
    with resources.database.transaction() as session:
        row = visible_to_official(licences.of_application(session, application_no, lock=True), caller)
        before = addressees.newest(session, application_no)
        if before is None or opened(resources, before) != addressee:
            before = keep_addressee(resources, session, row, addressee, resources.clock.now(), caller.subject)
        return _shown(resources, row, before)


def _shown(resources: Resources, licence: Licence, row: LicenceAddressee | None) -> AddresseeView:
    if row is None:
        return AddresseeView(version=0, addressee=None, recorded_at=None, recorded_by=None, by_applicant=False)
    return AddresseeView(
        version=row.version,
        addressee=opened(resources, row).masked(),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        by_applicant=row.recorded_by == licence.account_subject,
    )
