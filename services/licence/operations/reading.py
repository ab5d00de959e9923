"""Licences as their owner and their authority's officials see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel

from kernel.errors import Refusal, not_found
from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page
from services.licence.contract import LicenceFace
from services.licence.domain import attestations
from services.licence.domain.paper import LABELS, PaperStatus
from services.licence.domain.states import LABELS as STATES
from services.licence.domain.states import LicenceState
from services.licence.operations.documents import document_of
from services.licence.operations.faces import content_of, face_of
from services.licence.operations.rendering import symbol_address
from services.licence.operations.resources import Resources
from services.licence.store import licences
from services.licence.store.licences import Licence, LicenceFilter

PREPARED, ISSUED = "PREPARED", "ISSUED"
"""Whether the document is still being made, or is there."""


class LicenceView(LicenceFace):
    """The face, and what the office must know besides. `status` is PREPARED while the document is being made, then
    ISSUED; `state` says whether the licence is valid, or how it ended; `paper_status` None: no paper is wanted.

    `issue` counts the licences printed of one version; `capital_amount` is in 万元, None where it is not known;
    `local` (是否属地管理): the premises lie in the authority's own division.
    """

    application_no: str
    issue: int
    type_name: str
    capital_amount: Decimal | None
    local: bool
    status: str
    status_label: str
    state: LicenceState
    state_label: str
    ended_at: datetime | None
    ended_reason: str | None
    applied_on: date
    issued_at: datetime
    verification_url: str
    paper_status: str | None
    document_sha256: str | None
    document_sm3: str | None


class LicenceLine(BaseModel):
    """One line of 证照登记及打印 (通知 2.2): 编号, 申请日期, 企业名称, 法人, 成立时间, 业务状态; and the
    version of the entity it is a print of, with the state of that print."""

    number: str
    application_no: str
    uscc: str
    version: int
    applied_on: date
    name: str | None
    operator_name: str
    type_name: str
    registered_on: date
    status: str
    status_label: str
    state: LicenceState
    state_label: str


def licence_not_found() -> Refusal:
    return not_found("licence", "没有找到该营业执照", "There is no such licence")


def view_licence(resources: Resources, caller: Principal, application_no: str) -> LicenceView:
    """Raises Refusal `licence.not_found`, also for what is not the caller's."""
    row = visible(resources, caller, application_no)
    resources.trail.seen(resources.database, "licence_seen", application_no, of=row.licence_no)
    return view(resources, row)


def view(resources: Resources, row: Licence) -> LicenceView:
    content = content_of(resources, row)
    state = LicenceState(row.state)
    prepared = state is LicenceState.PREPARED
    return LicenceView(
        **content.face.model_dump(),
        application_no=row.application_no,
        issue=row.issue,
        type_name=row.type_name,
        capital_amount=content.capital_amount,
        local=row.authority_code.startswith(row.county_code),
        status=PREPARED if prepared else ISSUED,
        status_label=STATES[state] if prepared else "已核发",
        state=state,
        state_label=STATES[state],
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
        applied_on=row.applied_on,
        issued_at=row.issued_at,
        verification_url=resources.verification_url(row.uscc),
        paper_status=row.paper_status,
        document_sha256=row.document_sha256,
        document_sm3=row.document_sm3,
    )


def read_document(resources: Resources, caller: Principal, application_no: str) -> tuple[str, bytes]:
    """The code, and the encrypted licence. Raises Refusal `licence.not_found`, also while there is no document yet."""
    row = visible(resources, caller, application_no)
    if row.state == LicenceState.PREPARED:
        raise licence_not_found()
    resources.trail.seen(resources.database, "document_seen", application_no, of=row.licence_no)
    return row.uscc, resources.exchange.collect_document(document_of(row))


def draw_symbol(resources: Resources, caller: Principal, application_no: str) -> bytes:
    """The licence's QR code as an SVG, attested anew each time it is shown (249号文: 二维码动态刷新).

    Raises Refusal `licence.not_found`, also while there is no document yet.
    """
    row = visible(resources, caller, application_no)
    if row.state == LicenceState.PREPARED:
        raise licence_not_found()
    face = face_of(resources, row)
    seal = resources.seals.open(face.authority_code, face.authority_name)
    return attestations.picture(symbol_address(resources, face, seal))


@dataclass(frozen=True, slots=True)
class WantedLicences:
    """`name` is part of the entity's name, `operator` the operator's whole name; `status` as in the lines: PREPARED,
    ISSUED (no paper wanted) or a paper's status; `state` is the licence's; days are days of registration, both
    included."""

    name: str | None = None
    operator: str | None = None
    uscc: str | None = None
    type_name: str | None = None
    status: str | None = None
    state: LicenceState | None = None
    from_day: date | None = None
    to_day: date | None = None


def list_licences(resources: Resources, caller: Principal, given: WantedLicences, asked: Asked) -> Page[LicenceLine]:
    """Licences of the official's authority, newest first. Raises Refusal `request.cursor_invalid`."""
    status = given.status
    paper = status if status in set(PaperStatus) else "" if status == ISSUED else None
    wanted = LicenceFilter(
        authority_code=caller.authority or "",
        name=given.name,
        operator_hash=resources.operator_hash(given.operator) if given.operator else None,
        uscc=given.uscc.upper() if given.uscc else None,
        type_name=given.type_name,
        state=given.state,
        finished=None if status is None else status != PREPARED,
        paper_status=paper,
        from_day=given.from_day,
        to_day=given.to_day,
    )
    resources.trail.seen(resources.database, "licences_listed", wanted.authority_code, of=wanted.uscc)
    with resources.database.reading() as session:
        total, found = licences.search(session, wanted, asked)
    return found.page(lambda row: _line(resources, row), total)


def visible_to_official(row: Licence | None, caller: Principal) -> Licence:
    """Raises Refusal `licence.not_found` unless the licence is issued and of the official's authority."""
    if row is None or row.state == LicenceState.PREPARED or row.authority_code != caller.authority:
        raise licence_not_found()
    return row


def visible(resources: Resources, caller: Principal, application_no: str) -> Licence:
    """Its owner's, or of the official's authority. Raises Refusal `licence.not_found`."""
    with resources.database.reading() as session:
        row = licences.of_application(session, application_no)
    own = row is not None and Role.APPLICANT in caller.roles and row.account_subject == caller.subject
    official = bool({Role.EXAMINER, Role.LICENCE_OFFICE} & caller.roles)
    of_authority = row is not None and official and row.authority_code == caller.authority
    if row is None or not (own or of_authority):
        raise licence_not_found()
    return row


def _status(row: Licence) -> tuple[str, str]:
    if row.state == LicenceState.PREPARED:
        return PREPARED, STATES[LicenceState.PREPARED]
    if row.paper_status is None:
        return ISSUED, "已审核"
    return row.paper_status, LABELS[PaperStatus(row.paper_status)]


def _line(resources: Resources, row: Licence) -> LicenceLine:
    status, label = _status(row)
    return LicenceLine(
        number=row.licence_no,
        application_no=row.application_no,
        uscc=row.uscc,
        version=row.version,
        applied_on=row.applied_on,
        name=row.name,
        operator_name=face_of(resources, row).operator_name,
        type_name=row.type_name,
        registered_on=row.registered_on,
        status=status,
        status_label=label,
        state=LicenceState(row.state),
        state_label=STATES[LicenceState(row.state)],
    )
