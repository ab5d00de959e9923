"""Makes the documents of an application, fixes them, and opens the time in which they are to be signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from catalogues import edition, working_days
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind, PartKind, Section
from kernel.errors import Defect, Finding
from kernel.exchange import DocumentRef, Reference
from kernel.trail_book import Change
from services.filing.contract.messages import (
    DocumentsFixed,
    DocumentsPrepared,
    FixDocuments,
    OpenSigningWindow,
    PrepareDocuments,
    SigningWindowOpened,
)
from services.filing.domain.dossier import Dossier, name_not_reserved
from services.filing.operations import dossiers, evidence, premises_checks, refusals, rendering
from services.filing.operations.answers import DocumentList, DocumentView
from services.filing.operations.application_part import application_part
from services.filing.operations.operator_lock import held_name, keep_name, lock_person_and_place
from services.filing.operations.parties import signers
from services.filing.operations.resources import Resources
from services.filing.operations.timelines import begins_window, enter
from services.filing.store import documents
from services.filing.store.applications import FilingApplication
from services.filing.store.documents import FilingDocument, FilingRevision, SigningWindow
from services.filing.store.holdings import Holding


def prepare_documents(resources: Resources, request: PrepareDocuments) -> DocumentsPrepared:
    """Check that nothing is missing and render every document. Idempotency key: application_no + revision.

    The date printed on the documents is kept before they are rendered, so that a second attempt gives the same bytes.
    After a correction, what says the same as the document that was handed in is that document, with its date.
    Refusals: `filing.details_incomplete` with every missing field, `filing.text_unprintable`.
    """
    number, revision = request.application_no, request.revision
    held = held_name(resources, number, request.name)
    evidence.await_pictures(resources, number, Section.DETAILS)
    with resources.database.transaction() as session:
        found = dossiers.held(session, number)
        application = found.application
        if application.deleted_at is not None:
            raise refusals.application_not_found()
        if made := found.documents.get(revision):
            enter(session, application, found.entries, request.entries)
            return DocumentsPrepared(documents=tuple(map(reference, made)))
        files = {file.kind: file for file in found.files}
        dossier = dossiers.dossier(resources, found)
        if dossier.leaves_name_open:
            keep_name(resources, session, found, dossier, held)
            dossier = dossiers.dossier(resources, found)
        _refuse_incomplete(resources, dossier, evidence.doubts_in(resources, dossier, found, Section.DETAILS))
        row = found.revisions.get(revision)
        if row is None or row.content_version != application.content_version:
            now = resources.clock.now()
            row = row or FilingRevision(application_no=number, number=revision, content_version=0, prepared_at=now)
            row.content_version, row.prepared_at = application.content_version, now
            session.add(row)
        content_version, prepared_at = row.content_version, row.prepared_at
        handed_in = found.handed_in
    if lacking := premises_checks.unproved(resources, dossier):
        raise refusals.details_incomplete(lacking)
    made_now = rendering.render_all(resources, dossier, files, prepared_at, handed_in)
    with resources.database.transaction() as session:
        found = dossiers.held(session, number)
        if not (made := found.documents.get(revision)):
            row = found.revisions.get(revision)
            if row is None or row.content_version != content_version:
                raise refusals.documents_outdated()
            made = [_document(number, revision, position, ref) for position, ref in enumerate(made_now, 1)]
            session.add_all(made)
            resources.trail.note(
                session, "documents_prepared", number, of=str(revision), change=Change(after=manifest(made))
            )
        enter(session, found.application, found.entries, request.entries)
        return DocumentsPrepared(documents=tuple(map(reference, made)))


def fix_documents(resources: Resources, request: FixDocuments) -> DocumentsFixed:
    """Lock the application as previewed and start the six working days (通知 2.1.2.4, 2.1.2.6).

    Idempotency key: application_no + revision; the deadline that was once told is told again. Refusal
    `filing.documents_outdated` when data changed after the preview; Defect `filing.calendar_missing`.
    """
    number = request.application_no
    evidence.await_pictures(resources, number, Section.OPERATOR, Section.DETAILS)
    with resources.database.transaction() as session:
        found = dossiers.held(session, number)
        application, files = found.application, found.files
        row = found.revisions.get(request.revision)
        made = found.documents.get(request.revision)
        if row is None or not made:
            raise refusals.documents_outdated()
        dossier = dossiers.dossier(resources, found)
        if row.confirmed_at is None:
            if row.content_version != application.content_version or found.latest_revision is not row:
                raise refusals.documents_outdated()
            now = resources.clock.now()
            row.signing_deadline, row.last_signing_day = _window(found, now)
            row.confirmed_at = now
            row.manifest = manifest(made)
            change = Change(after=row.manifest)
            resources.trail.note(session, "documents_confirmed", number, of=str(request.revision), change=change)
            lock_person_and_place(resources, session, application, dossier, found.sections.get(Section.OPERATOR))
            application.details_locked = True
            session.add_all([row, application])
        enter(session, application, found.entries, begins_window(request.entries, row.signing_deadline))
        seen = evidence.verdicts(resources, dossier, files, found.readings)
    references = tuple(map(reference, made))
    if row.part_key is not None and row.part_digest is not None:
        part = Reference(key=row.part_key, digest=row.part_digest)
    else:
        content = application_part(application, row, dossier, files, seen, references, edition.edition())
        part = resources.exchange.deposit(number, PartKind.APPLICATION, content)
        with resources.database.single_statements() as connection:
            documents.keep_part(connection, number, request.revision, part)
    assert row.signing_deadline and row.last_signing_day
    return DocumentsFixed(
        application=part,
        documents=references,
        signing_deadline=row.signing_deadline,
        last_signing_day=row.last_signing_day,
        signers=signers(dossier),
    )


def open_signing_window(resources: Resources, request: OpenSigningWindow) -> SigningWindowOpened:
    """Six working days from today for an application that lapsed. Idempotency key: application_no + window."""
    with resources.database.transaction() as session:
        found = dossiers.held(session, request.application_no)
        row = found.windows.get(request.window)
        if row is None:
            now = resources.clock.now()
            deadline, last_day = _window(found, now)
            row = SigningWindow(
                application_no=request.application_no,
                number=request.window,
                opened_at=now,
                signing_deadline=deadline,
                last_signing_day=last_day,
            )
            session.add(row)
            resources.trail.note(session, "signing_window_opened", row.application_no, of=str(row.number))
        enter(session, found.application, found.entries, begins_window(request.entries, row.signing_deadline))
        return SigningWindowOpened(signing_deadline=row.signing_deadline, last_signing_day=row.last_signing_day)


def list_documents(resources: Resources, subject: str, application_no: str) -> DocumentList:
    """The documents made last; `filing.documents_not_found` (404) before the first."""
    with resources.database.reading() as session:
        application, row, made = _latest_prepared(session, subject, application_no)
        handed_in = documents.handed_in(session, application_no) if row.number > 1 else {}
        described = editions.get(application.filing_type, application.filing_type_edition)
        return DocumentList(
            revision=row.number,
            prepared_at=row.prepared_at,
            current=row.content_version == application.content_version,
            confirmed_at=row.confirmed_at,
            documents=tuple(
                DocumentView(
                    kind=d.kind,
                    title=described.title_of(d.kind),
                    pages=d.pages,
                    sha256=d.sha256,
                    sm3=d.sm3,
                    unchanged=handed_in.get(d.kind) == d.sha256,
                )
                for d in made
            ),
        )


def read_document(resources: Resources, subject: str, application_no: str, kind: DocumentKind) -> bytes:
    """A document made last, as PDF; `filing.documents_not_found` (404) where there is none."""
    with resources.database.reading() as session:
        _, row, made = _latest_prepared(session, subject, application_no)
    for document in made:
        if document.kind == kind:
            resources.trail.seen(resources.database, "documents_seen", application_no, of=str(row.number))
            return resources.exchange.collect_document(reference(document))
    raise refusals.documents_not_found()


def reference(row: FilingDocument) -> DocumentRef:
    return DocumentRef(kind=row.kind, key=row.object_key, sha256=row.sha256, sm3=row.sm3, pages=row.pages)


def manifest(made: Iterable[FilingDocument]) -> str:
    """SHA-256 over the lines `kind digest` in the order of the file."""
    lines = "\n".join(f"{row.kind} {row.sha256}" for row in made)
    return hashlib.sha256(lines.encode()).hexdigest()


def _latest_prepared(
    session: Session, subject: str, application_no: str
) -> tuple[FilingApplication, FilingRevision, list[FilingDocument]]:
    application, row, made = documents.latest_prepared(session, application_no)
    own = dossiers.require_own(application, subject)
    if row is None:
        raise refusals.documents_not_found()
    return own, row, made


def _window(found: Holding, now: datetime) -> tuple[datetime, date]:
    """Never before a day that the applicant was told earlier: a notice loaded since then may have made days certain."""
    try:
        deadline = working_days.signing_deadline(now)
    except working_days.CalendarMissing as missing:
        raise Defect("filing.calendar_missing", str(missing.year)) from None
    told = found.signing_dates
    if told is not None and told[0] > deadline:
        return told
    return deadline, working_days.deadline_notice_date(deadline)


def _refuse_incomplete(resources: Resources, dossier: Dossier, doubts: list[Finding]) -> None:
    findings = [*dossier.missing_for_documents(dossiers.today(resources)), *doubts]
    if dossier.premises and dossier.premises.needs_name and dossier.full_name is None:
        findings.append(name_not_reserved())
    if findings:
        raise refusals.details_incomplete(findings)


def _document(application_no: str, revision: int, position: int, ref: DocumentRef) -> FilingDocument:
    return FilingDocument(
        application_no=application_no,
        revision=revision,
        kind=ref.kind,
        position=position,
        object_key=ref.key,
        sha256=ref.sha256,
        sm3=ref.sm3,
        pages=ref.pages,
    )
