"""Keeps, shows and removes attached files: what is kept is drawn anew, so that nothing else of an upload stays."""

from __future__ import annotations

import hashlib
import threading

from catalogues import upload_limits
from kernel.errors import Refusal
from kernel.pdf.page_pictures import page_pictures
from kernel.trail_book import Change
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
from services.filing.store import attachments, holdings
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
    made: tuple[Kept, FilingAttachment] | None = None
    while True:
        with resources.database.reading() as session:
            found, files, _ = holdings.files(session, application_no)
        application = dossiers.require_own(found, subject)
        _changeable(application, kind)
        picture, attached = made = made or _made(resources, application_no, kind, content)
        present = {file.kind: file for file in files}
        replaced = present.pop(kind, None)
        if replaced is not None and replaced.sha256 == attached.sha256:
            return AttachmentView.model_validate(replaced, from_attributes=True)
        refuse_same(kind, picture.look, ((other.kind, other.look) for other in present.values()))
        with resources.database.transaction() as session:
            # Each time somebody else has changed the application, who is at an end then: so this has an end, too.
            change = Change(replaced.sha256 if replaced else None, attached.sha256)
            line = resources.trail.line("attached", application_no, of=kind, change=change)
            if holdings.attach_unless_changed(session, application, attached, line):
                if replaced is not None:
                    kept_readings.forget(session, replaced.sha256)
                break
    readings.begin(resources, attached)
    return AttachmentView.model_validate(attached, from_attributes=True)


def _made(
    resources: Resources, application_no: str, kind: AttachmentKind, content: bytes
) -> tuple[Kept, FilingAttachment]:
    kept = _kept(kind, content)
    stored = resources.attachments.put(application_no, kept.content)
    return kept, FilingAttachment(
        application_no=application_no,
        kind=kind,
        object_key=stored.object_key,
        encrypted_key=stored.encrypted_key,
        sha256=hashlib.sha256(kept.content).hexdigest(),
        size=len(kept.content),
        media_type=kept.media_type,
        look=kept.look,
        uploaded_at=resources.clock.now(),
    )


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
    resources.trail.seen(resources.database, "attachment_seen", application_no, of=kind)
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
        resources.trail.note(session, "attachment_removed", application_no, of=kind, change=Change(before=digest))
        application.content_version += 1
        session.delete(row)
        session.add(application)
        session.flush()
        kept_readings.forget(session, digest)


def _changeable(application: FilingApplication, kind: AttachmentKind) -> None:
    refuse_if_locked(application, section_of(kind))


def _not_found() -> Refusal:
    return Refusal("filing.attachment_not_found", "尚未上传此文件", "No such file was uploaded", status=404)
