"""Keeps, shows and removes attached files: what is kept is drawn anew, so that nothing else of an upload stays."""

from __future__ import annotations

import hashlib
import threading

from catalogues import upload_limits
from kernel.errors import Refusal
from kernel.pdf.page_pictures import page_pictures
from services.filing.domain.attachments import (
    PDF,
    AttachmentKind,
    Kept,
    bound,
    media_type_of,
    picture_of,
    refuse_same,
    section_of,
)
from services.filing.operations import dossiers, readings
from services.filing.operations.answers import AttachmentView
from services.filing.operations.attachment_content import stored_content
from services.filing.operations.resources import Resources
from services.filing.operations.sections import refuse_if_locked
from services.filing.store import attachments
from services.filing.store import readings as kept_readings
from services.filing.store.applications import FilingApplication
from services.filing.store.attachments import FilingAttachment


def attach(
    resources: Resources, subject: str, application_no: str, kind: AttachmentKind, content: bytes
) -> AttachmentView:
    """Keep a file as the application's only one of its kind; the same bytes again change nothing.

    Refusals `filing.attachment_*` for what is no picture (or PDF, where allowed) an official could read, and for one
    that is uploaded as another kind already; and the section's lock.
    """
    with resources.database.reading() as session:
        _changeable(dossiers.own(session, subject, application_no), kind)
    kept = _kept(kind, content)
    digest = hashlib.sha256(kept.content).hexdigest()
    stored = resources.attachments.put(application_no, kept.content)
    with resources.database.transaction() as session:
        application = dossiers.own(session, subject, application_no, lock=True)
        _changeable(application, kind)
        present = {file.kind: file for file in attachments.attachments(session, application_no)}
        row = present.pop(kind, None)
        if row is not None and row.sha256 == digest:
            return AttachmentView.model_validate(row, from_attributes=True)
        refuse_same(kind, kept.look, ((other.kind, other.look) for other in present.values()))
        replaced = row.sha256 if row is not None else ""
        attached = FilingAttachment(
            application_no=application_no,
            kind=kind,
            object_key=stored.object_key,
            encrypted_key=stored.encrypted_key,
            sha256=digest,
            size=len(kept.content),
            media_type=kept.media_type,
            look=kept.look,
            uploaded_at=resources.clock.now(),
        )
        application.content_version += 1
        if row is None:
            session.add_all([attached, application])
        else:
            session.merge(attached)
            session.flush()
            kept_readings.forget(session, replaced)
        view = AttachmentView.model_validate(attached, from_attributes=True)
    readings.begin(resources, attached)
    return view


_OPEN_AT_ONCE = threading.BoundedSemaphore(4)


def _kept(kind: AttachmentKind, content: bytes) -> Kept:
    """Few at a time: a large photograph takes hundreds of megabytes while it is opened."""
    media_type = media_type_of(kind, content)
    with _OPEN_AT_ONCE:
        return bound(kind, _pages(content)) if media_type == PDF else picture_of(kind, content)


def _pages(content: bytes) -> list[bytes]:
    return page_pictures(
        content,
        most_pages=upload_limits.most_pdf_pages(),
        side=upload_limits.pdf_page_side(),
        seconds=upload_limits.pdf_seconds(),
    )


def read_attachment(resources: Resources, subject: str, application_no: str, kind: AttachmentKind) -> tuple[str, bytes]:
    """Media type and content; `filing.attachment_not_found` (404) where none was attached."""
    with resources.database.reading() as session:
        dossiers.own(session, subject, application_no)
        row = attachments.attachment(session, application_no, kind)
    if row is None:
        raise _not_found()
    return row.media_type, stored_content(resources, row)


def remove_attachment(resources: Resources, subject: str, application_no: str, kind: AttachmentKind) -> None:
    """Forget the file's key, which deletes the file; asking again is `filing.attachment_not_found`."""
    with resources.database.transaction() as session:
        application = dossiers.own(session, subject, application_no, lock=True)
        _changeable(application, kind)
        row = attachments.attachment(session, application_no, kind)
        if row is None:
            raise _not_found()
        digest = row.sha256
        application.content_version += 1
        session.delete(row)
        session.add(application)
        session.flush()
        kept_readings.forget(session, digest)


def _changeable(application: FilingApplication, kind: AttachmentKind) -> None:
    refuse_if_locked(application, section_of(kind))


def _not_found() -> Refusal:
    return Refusal("filing.attachment_not_found", "尚未上传此文件", "No such file was uploaded", status=404)
