"""Which files are attached to an application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CHAR, DateTime
from sqlmodel import Field, Session, SQLModel, select


class FilingAttachment(SQLModel, table=True):
    """One file per kind, as it is kept. Deleting the row deletes the only copy of the file's key. `look` tells the same
    picture again; a PDF has none. `insisted_at`: the applicant stands by it although it is
    doubted."""

    __tablename__ = "attachment"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True, foreign_key="filing.application.application_no")
    kind: str = Field(primary_key=True)
    object_key: str
    encrypted_key: str = Field(sa_column_kwargs={"name": "sealed_key", "key": "encrypted_key"})
    sha256: str
    size: int
    media_type: str
    look: str | None = None
    uploaded_at: datetime = Field(sa_type=DateTime(timezone=True))
    insisted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


def attachment(session: Session, application_no: str, kind: str) -> FilingAttachment | None:
    return session.get(FilingAttachment, (application_no, kind))


def attachments(session: Session, application_no: str) -> list[FilingAttachment]:
    found = session.exec(select(FilingAttachment).where(FilingAttachment.application_no == application_no))
    return sorted(found, key=lambda row: row.kind)
