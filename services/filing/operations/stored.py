"""What this service keeps in the object store, to be compared with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session, col, func, select

from kernel.pdf.digests import sha256_hex
from kernel.stored import Keeping, Stored
from services.filing.clients import StoredFile
from services.filing.operations.documents import reference
from services.filing.operations.resources import Resources
from services.filing.store.applications import FilingApplication
from services.filing.store.attachments import FilingAttachment
from services.filing.store.documents import FilingDocument


def keepings(resources: Resources) -> tuple[Keeping, ...]:
    """Documents and attachments of one application after the other."""
    count = partial(_count)
    return (
        Keeping("stored_documents", partial(_documents, resources), count),
        Keeping("stored_attachments", partial(_attachments, resources), count),
    )


def _count(session: Session) -> int:
    return int(session.exec(select(func.count()).select_from(FilingApplication)).one())


def _documents(resources: Resources, session: Session, place: str, most: int) -> Sequence[Stored]:
    number = col(FilingDocument.application_no)
    numbers = session.exec(select(number).where(number > place).distinct().order_by(number).limit(most)).all()
    rows = session.exec(select(FilingDocument).where(number.in_(numbers))).all()

    def examine(of: str) -> None:
        resources.exchange.collect_documents([reference(r) for r in rows if r.application_no == of], as_stored=True)

    return [Stored(each, each, partial(examine, each)) for each in numbers]


def _attachments(resources: Resources, session: Session, place: str, most: int) -> Sequence[Stored]:
    number = col(FilingAttachment.application_no)
    numbers = session.exec(select(number).where(number > place).distinct().order_by(number).limit(most)).all()
    rows = session.exec(select(FilingAttachment).where(number.in_(numbers))).all()

    def examine(of: str) -> str | None:
        for row in rows:
            if row.application_no == of:
                content = resources.attachments.get(StoredFile(row.object_key, row.encrypted_key), as_stored=True)
                if sha256_hex(content) != row.sha256:
                    return f"{row.kind} altered"
        return None

    return [Stored(each, each, partial(examine, each)) for each in numbers]
