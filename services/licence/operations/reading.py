"""Licences as their owner and their authority's examiners see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel

from kernel.errors import Refusal, not_found
from kernel.tokens import Principal, Role
from services.licence.domain import attestations
from services.licence.domain.paper import LABELS, PaperStatus
from services.licence.operations.issuing import document_of
from services.licence.operations.rendering import face_of, symbol_address
from services.licence.operations.resources import Resources
from services.licence.store import licences
from services.licence.store.licences import Licence, LicenceFilter, LicenceState

_PREPARED_LABEL = "制照中"


class LicenceView(BaseModel):
    """`status` is PREPARED while the document is being made, then ISSUED; `paper_status` None: no paper is wanted.

    `capital_amount` is in 万元, None where it is not known; `local` (是否属地管理): the premises lie in the
    authority's own division.
    """

    application_no: str
    uscc: str
    licence_no: str
    name: str | None
    entity_type: str
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    authority_code: str
    authority_name: str
    type_name: str
    capital_amount: Decimal | None
    local: bool
    status: str
    status_label: str
    applied_on: date
    established_on: date
    approved_on: date
    issued_at: datetime
    verification_url: str
    paper_status: str | None
    document_sha256: str | None
    document_sm3: str | None


class LicenceLine(BaseModel):
    """One line of 证照登记及打印 (通知 2.2): 编号, 申请日期, 企业名称, 法人, 成立时间, 业务状态."""

    number: str
    application_no: str
    uscc: str
    applied_on: date
    name: str | None
    operator_name: str
    type_name: str
    established_on: date
    status: str
    status_label: str


class LicencePage(BaseModel):
    total: int
    page: int
    size: int
    items: tuple[LicenceLine, ...]


def licence_not_found() -> Refusal:
    return not_found("licence", "没有找到该营业执照", "There is no such licence")


def view_licence(resources: Resources, caller: Principal, application_no: str) -> LicenceView:
    """Raises Refusal `licence.not_found`, also for what is not the caller's."""
    row = _visible(resources, caller, application_no)
    return LicenceView(
        application_no=row.application_no,
        uscc=row.uscc,
        licence_no=row.licence_no,
        name=row.name,
        entity_type=row.entity_type,
        operator_name=resources.operator_name(row),
        composition_form=row.composition_form,
        scope_text=row.scope_text,
        premises=resources.premises(row),
        authority_code=row.authority_code,
        authority_name=row.authority_name,
        type_name=row.type_name,
        capital_amount=row.capital_amount,
        local=row.authority_code.startswith(row.county_code),
        status=row.state,
        status_label="已核发" if row.state == LicenceState.ISSUED else _PREPARED_LABEL,
        applied_on=row.applied_on,
        established_on=row.registered_on,
        approved_on=row.approved_on,
        issued_at=row.issued_at,
        verification_url=resources.verification_url(row.uscc),
        paper_status=row.paper_status,
        document_sha256=row.document_sha256,
        document_sm3=row.document_sm3,
    )


def read_document(resources: Resources, caller: Principal, application_no: str) -> tuple[str, bytes]:
    """The code, and the sealed licence. Raises Refusal `licence.not_found`, also while there is no document yet."""
    row = _visible(resources, caller, application_no)
    if row.state != LicenceState.ISSUED:
        raise licence_not_found()
    return row.uscc, resources.exchange.collect_document(document_of(row))


def draw_symbol(resources: Resources, caller: Principal, application_no: str) -> bytes:
    """The licence's QR code as an SVG, attested anew each time it is shown (249号文: 二维码动态刷新).

    Raises Refusal `licence.not_found`, also while there is no document yet.
    """
    row = _visible(resources, caller, application_no)
    if row.state != LicenceState.ISSUED:
        raise licence_not_found()
    seal = resources.seals.open(row.authority_code, row.authority_name)
    return attestations.picture(symbol_address(resources, face_of(resources, row), seal))


@dataclass(frozen=True, slots=True)
class WantedLicences:
    """`name` is part of the entity's name, `operator` the operator's whole name; `status` as in the lines: PREPARED,
    ISSUED (no paper wanted) or a paper's status; days are days of registration, both included."""

    name: str | None = None
    operator: str | None = None
    uscc: str | None = None
    type_name: str | None = None
    status: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def list_licences(
    resources: Resources, caller: Principal, given: WantedLicences, *, page: int, size: int
) -> LicencePage:
    """Licences of the examiner's authority, newest first."""
    status = given.status
    paper = status if status in set(PaperStatus) else "" if status == LicenceState.ISSUED else None
    wanted = LicenceFilter(
        authority_code=caller.authority or "",
        name=given.name,
        operator_hash=resources.operator_hash(given.operator) if given.operator else None,
        uscc=given.uscc.upper() if given.uscc else None,
        type_name=given.type_name,
        state=None if status is None else LicenceState.PREPARED if status == LicenceState.PREPARED else "ISSUED",
        paper_status=paper,
        from_day=given.from_day,
        to_day=given.to_day,
    )
    with resources.database.transaction() as session:
        total, rows = licences.search(session, wanted, page=page, size=size)
    return LicencePage(total=total, page=page, size=size, items=tuple(_line(resources, row) for row in rows))


def visible_to_examiner(row: Licence | None, caller: Principal) -> Licence:
    """Raises Refusal `licence.not_found` unless the licence is issued and of the examiner's authority."""
    if row is None or row.state != LicenceState.ISSUED or row.authority_code != caller.authority:
        raise licence_not_found()
    return row


def _visible(resources: Resources, caller: Principal, application_no: str) -> Licence:
    with resources.database.transaction() as session:
        row = licences.of_application(session, application_no)
    own = row is not None and Role.APPLICANT in caller.roles and row.account_subject == caller.subject
    of_authority = row is not None and Role.EXAMINER in caller.roles and row.authority_code == caller.authority
    if row is None or not (own or of_authority):
        raise licence_not_found()
    return row


def _status(row: Licence) -> tuple[str, str]:
    if row.state == LicenceState.PREPARED:
        return row.state, _PREPARED_LABEL
    if row.paper_status is None:
        return row.state, "已审核"
    return row.paper_status, LABELS[PaperStatus(row.paper_status)]


def _line(resources: Resources, row: Licence) -> LicenceLine:
    status, label = _status(row)
    return LicenceLine(
        number=row.licence_no,
        application_no=row.application_no,
        uscc=row.uscc,
        applied_on=row.applied_on,
        name=row.name,
        operator_name=resources.operator_name(row),
        type_name=row.type_name,
        established_on=row.registered_on,
        status=status,
        status_label=label,
    )
