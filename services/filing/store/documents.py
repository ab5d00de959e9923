"""Documents by revision, and the dates that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CHAR, Connection, DateTime, func, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.exchange import Reference
from services.filing.store.applications import FilingApplication


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


def latest_confirmed(session: Session, application_no: str) -> FilingRevision | None:
    """The revision that the applicant confirmed last."""
    statement = select(FilingRevision).where(
        FilingRevision.application_no == application_no, col(FilingRevision.confirmed_at).is_not(None)
    )
    return session.exec(statement.order_by(col(FilingRevision.confirmed_at).desc())).first()


def handed_in(session: Session, application_no: str) -> dict[str, str]:
    """The SHA-256 of each document that was handed in last, by kind."""
    rows = session.connection().execute(
        text(
            "SELECT d.kind, d.sha256 FROM filing.document d WHERE d.application_no = :number AND d.revision ="
            " (SELECT r.number FROM filing.revision r WHERE r.application_no = :number AND r.confirmed_at <="
            " (SELECT max(accepted_at) FROM filing.submission s WHERE s.application_no = :number)"
            " ORDER BY r.confirmed_at DESC LIMIT 1)"
        ),
        {"number": application_no},
    )
    return {row[0]: row[1] for row in rows}


def latest_prepared(
    session: Session, application_no: str
) -> tuple[FilingApplication | None, FilingRevision | None, list[FilingDocument]]:
    """The application, its latest revision whose documents are made, and these in the order of the file."""
    last = select(func.max(FilingDocument.revision)).where(FilingDocument.application_no == application_no)
    statement = (
        select(FilingApplication, FilingRevision, FilingDocument)
        .select_from(FilingApplication)
        .outerjoin(
            FilingRevision,
            (col(FilingRevision.application_no) == col(FilingApplication.application_no))
            & (col(FilingRevision.number) == last.scalar_subquery()),
        )
        .outerjoin(
            FilingDocument,
            (col(FilingDocument.application_no) == col(FilingRevision.application_no))
            & (col(FilingDocument.revision) == col(FilingRevision.number)),
        )
        .where(FilingApplication.application_no == application_no)
        .order_by(col(FilingDocument.position))
    )
    found = list(session.exec(statement))
    if not found:
        return None, None, []
    return found[0][0], found[0][1], [document for _, _, document in found if document is not None]


def keep_part(connection: Connection, application_no: str, number: int, part: Reference) -> None:
    """Where what other services read of a revision lies."""
    connection.execute(
        update(FilingRevision)
        .where(col(FilingRevision.application_no) == application_no, col(FilingRevision.number) == number)
        .values(part_key=part.key, part_digest=part.digest)
    )


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
