"""Revocations of registrations, and what was written of each: entries are only added."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, func
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement


class Revocation(SQLModel, table=True):
    """`about` is the application whose registration it is about, once that is known; `applicant_subject` who applied.
    `stage` follows from the entries and is kept to be searched by; `part_key` and `part_digest` of what is decided."""

    __tablename__ = "revocation"
    __table_args__: ClassVar = (
        Index("revocations_of_authority", "authority_code", "opened_at"),
        Index("one_revocation_of_an_applicant", "uscc", "applicant_subject", unique=True),
        {"schema": "approval"},
    )

    revocation_no: str = Field(primary_key=True)
    uscc: str
    about: str | None = None
    authority_code: str
    origin: str
    applicant_subject: str | None = None
    stage: str
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))


class RevocationEntry(SQLModel, table=True):
    """The content is encrypted and bound to the entry."""

    __tablename__ = "revocation_entry"
    __table_args__: ClassVar = ({"schema": "approval"},)

    revocation_no: str = Field(primary_key=True, foreign_key="approval.revocation.revocation_no")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry: str
    at: datetime = Field(sa_type=DateTime(timezone=True))
    by: str
    content_encrypted: str = encrypted_column("content")


class RevocationPaper(SQLModel, table=True):
    """A document of it, made once."""

    __tablename__ = "revocation_paper"
    __table_args__: ClassVar = ({"schema": "approval"},)

    revocation_no: str = Field(primary_key=True, foreign_key="approval.revocation.revocation_no")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    key: str
    sha256: str
    sm3: str
    pages: int


def by_number(session: Session, revocation_no: str, *, lock: bool = False) -> Revocation | None:
    statement = select(Revocation).where(Revocation.revocation_no == revocation_no)
    return session.exec(statement.with_for_update() if lock else statement).first()


def of_applicant(session: Session, uscc: str, subject: str) -> Revocation | None:
    statement = select(Revocation).where(Revocation.uscc == uscc, Revocation.applicant_subject == subject)
    return session.exec(statement).first()


def all_of_applicant(session: Session, subject: str) -> list[Revocation]:
    statement = select(Revocation).where(Revocation.applicant_subject == subject)
    return list(session.exec(statement.order_by(col(Revocation.opened_at).desc())))


def about_entity(session: Session, uscc: str) -> list[Revocation]:
    """The latest first."""
    statement = select(Revocation).where(Revocation.uscc == uscc)
    return list(session.exec(statement.order_by(col(Revocation.opened_at).desc())))


def of_authority(session: Session, authority_code: str, asked: Asked) -> Piece[Revocation]:
    statement = select(Revocation).where(Revocation.authority_code == authority_code)
    return of_statement(
        session, statement, asked, col(Revocation.opened_at), col(Revocation.revocation_no), newest_first=True
    )


def entries(session: Session, revocation_no: str) -> list[RevocationEntry]:
    """In their order."""
    statement = select(RevocationEntry).where(RevocationEntry.revocation_no == revocation_no)
    return list(session.exec(statement.order_by(col(RevocationEntry.number))))


def with_entry(
    session: Session, authority_code: str, wanted: Collection[str], since: datetime, until: datetime
) -> list[str]:
    """Numbers of an authority's revocations with any of these entries from `since` to before `until`."""
    statement = (
        select(Revocation.revocation_no)
        .join(RevocationEntry, col(RevocationEntry.revocation_no) == Revocation.revocation_no)
        .where(
            Revocation.authority_code == authority_code,
            col(RevocationEntry.entry).in_(wanted),
            RevocationEntry.at >= since,
            RevocationEntry.at < until,
        )
        .distinct()
    )
    return list(session.exec(statement))


def papers(session: Session, revocation_no: str) -> list[RevocationPaper]:
    statement = select(RevocationPaper).where(RevocationPaper.revocation_no == revocation_no)
    return list(session.exec(statement.order_by(col(RevocationPaper.number))))


def opened_on(session: Session, prefix: str) -> int:
    """How many there are whose numbers begin alike."""
    statement = select(func.count()).where(col(Revocation.revocation_no).startswith(prefix))
    return int(session.exec(statement).one())
