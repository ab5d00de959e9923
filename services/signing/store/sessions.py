"""Signing sessions, one per window of an application, and the documents each is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType

CORRECTED = "corrected"
"""The reason why a session is void whose application was returned: what is not changed stays signed."""
WINDOW_TAKEN = "signing_session_window_unique"


class SigningSession(SQLModel, table=True):
    """`completed_at`: when the last of its signers signed."""

    __tablename__ = "signing_session"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "window", name=WINDOW_TAKEN),
        {"schema": "signing"},
    )

    session_no: str = Field(primary_key=True)
    application_no: str
    window: int
    account_subject: str
    authority_code: str
    filing_type: str | None = None
    filing_type_edition: str | None = None
    deadline: datetime = Field(sa_type=DateTime(timezone=True))
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    completed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    voided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    void_reason: str | None = None

    @property
    def filing(self) -> FilingType:
        """What is filed, as it was described when the case was opened."""
        return editions.of_case(self.filing_type, self.filing_type_edition)


class DocumentToSign(SQLModel, table=True):
    """An original as it was confirmed: where it lies, its digests, its place in the order. `signed_in` is the session
    in which it was signed, where it was handed in before a correction and its signature stands."""

    __tablename__ = "document_to_sign"
    __table_args__: ClassVar = ({"schema": "signing"},)

    session_no: str = Field(primary_key=True, sa_column_args=[ForeignKey("signing.signing_session.session_no")])
    kind: str = Field(primary_key=True)
    position: int
    object_key: str
    sha256: str
    sm3: str
    pages: int
    signed_in: str | None = Field(default=None, sa_column_args=[ForeignKey("signing.signing_session.session_no")])


def of_window(session: Session, application_no: str, window: int, *, lock: bool = False) -> SigningSession | None:
    query = select(SigningSession).where(
        col(SigningSession.application_no) == application_no, col(SigningSession.window) == window
    )
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def latest(session: Session, application_no: str, *, lock: bool = False) -> SigningSession | None:
    """The session of the newest window."""
    query = (
        select(SigningSession)
        .where(col(SigningSession.application_no) == application_no)
        .order_by(col(SigningSession.window).desc())
        .limit(1)
    )
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def of_application(session: Session, application_no: str) -> Sequence[SigningSession]:
    """The sessions of all its windows, locked."""
    query = select(SigningSession).where(col(SigningSession.application_no) == application_no)
    return session.exec(query.with_for_update()).all()
