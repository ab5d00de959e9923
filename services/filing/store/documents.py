"""Documents by revision, and the dates that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CHAR, Connection, DateTime, func, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.exchange import Reference


class FilingRevision(SQLModel, table=True):
    """One making of all documents. `content_version` is the application's at that moment; `prepared_at` is the date
    the documents carry; `confirmed_at` is when the applicant confirmed them; `manifest` then is the SHA-256 over
    kinds and digests. The part is what other services read."""

    __tablename__ = "revision"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True, foreign_key="filing.application.application_no")
    number: int = Field(primary_key=True)
    content_version: int
    prepared_at: datetime = Field(sa_type=DateTime(timezone=True))
    confirmed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    manifest: str | None = None
    signing_deadline: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    last_signing_day: date | None = None
    part_key: str | None = None
    part_digest: str | None = None


class FilingDocument(SQLModel, table=True):
    __tablename__ = "document"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True)
    revision: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    position: int
    object_key: str
    sha256: str
    sm3: str
    pages: int


class SigningWindow(SQLModel, table=True):
    """A further window for a lapsed application."""

    __tablename__ = "signing_window"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True, foreign_key="filing.application.application_no")
    number: int = Field(primary_key=True)
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    signing_deadline: datetime = Field(sa_type=DateTime(timezone=True))
    last_signing_day: date


def revision(session: Session, application_no: str, number: int) -> FilingRevision | None:
    return session.get(FilingRevision, (application_no, number))


def latest_revision(session: Session, application_no: str) -> FilingRevision | None:
    statement = select(FilingRevision).where(FilingRevision.application_no == application_no)
    return session.exec(statement.order_by(col(FilingRevision.number).desc())).first()


def latest_confirmed(session: Session, application_no: str) -> FilingRevision | None:
    """The revision that the applicant confirmed last."""
    statement = select(FilingRevision).where(
        FilingRevision.application_no == application_no, col(FilingRevision.confirmed_at).is_not(None)
    )
    return session.exec(statement.order_by(col(FilingRevision.confirmed_at).desc())).first()


def latest_prepared(session: Session, application_no: str) -> tuple[FilingRevision, list[FilingDocument]] | None:
    """The latest revision whose documents are made, and these in the order of the file."""
    last = select(func.max(FilingDocument.revision)).where(FilingDocument.application_no == application_no)
    statement = (
        select(FilingRevision, FilingDocument)
        .join(
            FilingDocument,
            (col(FilingDocument.application_no) == col(FilingRevision.application_no))
            & (col(FilingDocument.revision) == col(FilingRevision.number)),
        )
        .where(FilingRevision.application_no == application_no, FilingRevision.number == last.scalar_subquery())
        .order_by(col(FilingDocument.position))
    )
    found = list(session.exec(statement))
    return (found[0][0], [document for _, document in found]) if found else None


def keep_part(connection: Connection, application_no: str, number: int, part: Reference) -> None:
    """Where what other services read of a revision lies."""
    connection.execute(
        update(FilingRevision)
        .where(col(FilingRevision.application_no) == application_no, col(FilingRevision.number) == number)
        .values(part_key=part.key, part_digest=part.digest)
    )


def documents(session: Session, application_no: str, number: int) -> list[FilingDocument]:
    """In the order of the file; none while they are being made."""
    statement = select(FilingDocument).where(
        FilingDocument.application_no == application_no, FilingDocument.revision == number
    )
    return list(session.exec(statement.order_by(col(FilingDocument.position))))


def signing_window(session: Session, application_no: str, number: int) -> SigningWindow | None:
    return session.get(SigningWindow, (application_no, number))


def altered_revisions(session: Session) -> list[tuple[str, int]]:
    """Confirmed revisions whose documents are no longer those that were confirmed."""
    rows = session.connection().execute(
        text(
            "SELECT r.application_no, r.number FROM filing.revision r WHERE r.confirmed_at IS NOT NULL"
            " AND r.manifest IS DISTINCT FROM (SELECT encode(sha256(convert_to("
            "string_agg(d.kind || ' ' || d.sha256, E'\\n' ORDER BY d.position), 'UTF8')), 'hex')"
            " FROM filing.document d WHERE d.application_no = r.application_no AND d.revision = r.number)"
        )
    )
    return [(row[0], row[1]) for row in rows]


def confirmed_documents(session: Session) -> list[FilingDocument]:
    """Every document that an applicant confirmed."""
    statement = select(FilingDocument).join(
        FilingRevision,
        (col(FilingRevision.application_no) == col(FilingDocument.application_no))
        & (col(FilingRevision.number) == col(FilingDocument.revision)),
    )
    return list(session.exec(statement.where(col(FilingRevision.confirmed_at).is_not(None))))


def latest_signing_dates(session: Session, application_no: str) -> tuple[datetime, date] | None:
    """Deadline and last day of the window that was opened last."""
    confirmed = latest_confirmed(session, application_no)
    window = session.exec(
        select(SigningWindow)
        .where(SigningWindow.application_no == application_no)
        .order_by(col(SigningWindow.opened_at).desc())
    ).first()
    if confirmed is None or confirmed.signing_deadline is None or confirmed.last_signing_day is None:
        return None
    if window is not None and confirmed.confirmed_at is not None and window.opened_at > confirmed.confirmed_at:
        return window.signing_deadline, window.last_signing_day
    return confirmed.signing_deadline, confirmed.last_signing_day
