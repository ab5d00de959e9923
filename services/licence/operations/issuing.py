"""Issues a licence: first the code and the face for good, then the sealed document."""

from __future__ import annotations

from datetime import datetime

import structlog

from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect
from kernel.exchange import DocumentRef, Reference
from kernel.pdf.reading import page_count
from services.licence.contract import IssueLicence, LicenceIssued, LicencePart
from services.licence.domain.face import DUPLICATE, ENTITY_TYPE, ORIGINAL, VERSION, LicenceFace
from services.licence.domain.paper import Delivery, PaperReason, PaperStatus
from services.licence.operations.allocation import allocate_code
from services.licence.operations.collecting import ApprovedCase, collect_case
from services.licence.operations.receiver_versions import keep_receiver
from services.licence.operations.rendering import face_of, render_licence
from services.licence.operations.resources import Resources
from services.licence.store import licences
from services.licence.store.licences import Licence, LicenceState
from services.licence.store.papers import PaperLicence

log = structlog.get_logger()

KIND = "licence"


def issue_licence(resources: Resources, request: IssueLicence) -> LicenceIssued:
    """Allocate the code, write the licence down, render and seal it (条例 Art. 21, 22; 实施细则 Art. 23).

    Idempotency key: application_no. A retry goes on with the code and the dates of the first try, and gives the
    document that is there. Raises Defect `licence.no_approval`, `licence.code_block_exhausted`,
    `licence.face_incomplete`, Outage when a trust service is silent.
    """
    row = _find(resources, request.application_no)
    if row is None:
        row = _prepare(resources, collect_case(resources, request))
    if row.state == LicenceState.ISSUED:
        return issued(row)
    return _finish(resources, row)


def issued(row: Licence) -> LicenceIssued:
    """The answer for a licence that has its document."""
    assert row.part_key is not None and row.part_digest is not None
    return LicenceIssued(
        uscc=row.uscc,
        licence_no=row.licence_no,
        established_on=row.registered_on,
        issued_at=row.issued_at,
        part=Reference(key=row.part_key, digest=row.part_digest),
        document=document_of(row),
    )


def document_of(row: Licence) -> DocumentRef:
    assert row.document_key is not None and row.document_sha256 is not None
    assert row.document_sm3 is not None and row.document_pages is not None
    return DocumentRef(
        kind=KIND, key=row.document_key, sha256=row.document_sha256, sm3=row.document_sm3, pages=row.document_pages
    )


def _find(resources: Resources, application_no: str) -> Licence | None:
    with resources.database.transaction() as session:
        return licences.of_application(session, application_no)


def _prepare(resources: Resources, case: ApprovedCase) -> Licence:
    with resources.database.transaction() as session:
        lock_key(session, f"licence/application/{case.application_no}")
        earlier = licences.of_application(session, case.application_no)
        if earlier is not None:
            return earlier
        uscc = allocate_code(resources, session, case.application_no, case.authority_code)
        # Read after the lock was got: who waited over midnight is registered on the new day.
        now = resources.clock.now().replace(microsecond=0)
        today = local_date(now)
        sequence = licences.next_sequence(session, case.authority_code, today.year)
        face = LicenceFace(
            uscc=uscc,
            licence_no=f"{case.authority_code}{today.year}{sequence:06d}",
            version=VERSION,
            name=case.name,
            entity_type=ENTITY_TYPE,
            operator_name=case.operator_name,
            composition_form=case.composition_form,
            scope_text=case.scope_text,
            premises=case.premises,
            authority_code=case.authority_code,
            authority_name=case.authority_name,
            registered_on=today,
            approved_on=today,
            issued_on=today,
        )
        check_face(face)
        row = _row(resources, case, face, now)
        session.add(row)
        session.flush()
        if case.needs_paper_licence:
            session.add_all(_wished_papers(row))
            session.flush()
        if case.addressee:
            keep_receiver(resources, session, row, case.addressee, now, case.account_subject)
    log.info("licence_prepared", application_no=case.application_no)
    return row


def check_face(face: LicenceFace) -> None:
    """Raises Defect `licence.face_incomplete` or `licence.dates_differ` (AR-42)."""
    missing = face.missing()
    if missing:
        raise Defect("licence.face_incomplete", ", ".join(missing))
    if not face.issued_on == face.registered_on == face.approved_on:
        raise Defect("licence.dates_differ")


def _row(resources: Resources, case: ApprovedCase, face: LicenceFace, now: datetime) -> Licence:
    number = case.application_no
    return Licence(
        application_no=number,
        state=LicenceState.PREPARED,
        uscc=face.uscc,
        licence_no=face.licence_no,
        version=face.version,
        account_subject=case.account_subject,
        authority_code=face.authority_code,
        authority_name=face.authority_name,
        county_code=case.county_code,
        street_name=case.street_name,
        type_name=case.type_name,
        name=face.name,
        entity_type=face.entity_type,
        operator_sealed=resources.seal_operator(number, face.operator_name),
        operator_hash=resources.operator_hash(face.operator_name),
        composition_form=face.composition_form,
        scope_text=face.scope_text,
        capital_amount=case.capital_amount,
        premises_sealed=resources.seal_premises(number, face.premises),
        applied_on=case.applied_on,
        registered_on=face.registered_on,
        approved_on=face.approved_on,
        issued_on=face.issued_on,
        issued_at=now,
        face_digest=face.digest().hex(),
        decision_key=case.decision.key,
        decision_digest=case.decision.digest,
        decision_no=case.decision_no,
        paper_status=PaperStatus.UNPRINTED if case.needs_paper_licence else None,
    )


def _wished_papers(row: Licence) -> list[PaperLicence]:
    """The original and the first duplicate (条例 Art. 22: 正本 and 副本), to be collected at the window unless an
    addressee is kept."""
    return [
        PaperLicence(
            print_no=f"{row.licence_no}-{number:02d}",
            application_no=row.application_no,
            authority_code=row.authority_code,
            copy_kind=copy,
            copy_no=copy_no,
            reason=PaperReason.FIRST_ISSUE,
            delivery=Delivery.COLLECT,
            status=PaperStatus.UNPRINTED,
            requested_at=row.issued_at,
        )
        for number, (copy, copy_no) in enumerate(((ORIGINAL, ""), (DUPLICATE, "1-1")), start=1)
    ]


def _finish(resources: Resources, row: Licence) -> LicenceIssued:
    number = row.application_no
    seal = resources.seals.open(row.authority_code, row.authority_name)
    rendered = render_licence(resources, row, seal)
    sealed = seal.apply(rendered)
    document = resources.exchange.deposit_document(number, KIND, sealed, page_count(rendered))
    part = resources.exchange.deposit(number, KIND, _part(resources, row, document))
    with resources.database.transaction() as session:
        current = licences.of_application(session, number, lock=True)
        assert current is not None  # rows are never deleted
        if current.state != LicenceState.ISSUED:
            current.state = LicenceState.ISSUED
            current.document_key, current.document_pages = document.key, document.pages
            current.document_sha256, current.document_sm3 = document.sha256, document.sm3
            current.part_key, current.part_digest = part.key, part.digest
            session.add(current)
            session.flush()
            log.info("licence_issued", application_no=number)
        # Whoever sealed at the same time and came second throws away its own and answers with the first.
        return issued(current)


def _part(resources: Resources, row: Licence, document: DocumentRef) -> LicencePart:
    face = face_of(resources, row)
    return LicencePart(
        application_no=row.application_no,
        uscc=face.uscc,
        licence_no=face.licence_no,
        name=face.name,
        entity_type=face.entity_type,
        operator_name=face.operator_name,
        composition_form=face.composition_form,
        scope_text=face.scope_text,
        premises=face.premises,
        authority_code=face.authority_code,
        authority_name=face.authority_name,
        registered_on=face.registered_on,
        approved_on=face.approved_on,
        issued_at=row.issued_at,
        verification_url=resources.verification_url(face.uscc),
        sha256=document.sha256,
        sm3=document.sm3,
    )
