"""Consents to face recognition, outcomes of the registry's comparison, and finished rounds of a case."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, UniqueConstraint, func, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column


class FaceCapture(SQLModel, table=True):
    """A person's separate consent and live capture. `capture_encrypted` (under `capture:<application_no>:<person_ref>:
    <account_id>:<capture_no>`) is erased once the person is authenticated; the consent stays."""

    __tablename__ = "face_capture"
    __table_args__: ClassVar = ({"schema": "identity"},)

    application_no: str = Field(primary_key=True)
    person_ref: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    capture_no: int = Field(primary_key=True)
    role: str
    capture_encrypted: str | None = encrypted_column("capture")
    capture_hash: str
    consent_edition: str
    consented_at: datetime = Field(sa_type=DateTime(timezone=True))


class Authentication(SQLModel, table=True):
    """One answer of the registry. `refused_because` is a finding's code; None means authenticated."""

    __tablename__ = "authentication"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "window", "person_ref", "attempt", name="authentication_attempt_unique"),
        Index(
            "authentication_success_unique",
            "application_no",
            "window",
            "person_ref",
            unique=True,
            postgresql_where=text("refused_because IS NULL"),
        ),
        {"schema": "identity"},
    )

    authentication_id: str = Field(primary_key=True)
    application_no: str
    window: int
    person_ref: str
    attempt: int
    role: str
    account_id: str
    capture_no: int
    person_hash: str
    refused_because: str | None
    reference_no: str
    face_score: float | None
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    valid_until: datetime | None = Field(sa_type=DateTime(timezone=True))


class AuthenticationRound(SQLModel, table=True):
    """Everybody of a case authenticated in one signing window; idempotency key of `authenticate_persons`."""

    __tablename__ = "authentication_round"
    __table_args__: ClassVar = ({"schema": "identity"},)

    application_no: str = Field(primary_key=True)
    window: int = Field(primary_key=True)
    part_key: str
    part_digest: str
    valid_until: datetime = Field(sa_type=DateTime(timezone=True))
    finished_at: datetime = Field(sa_type=DateTime(timezone=True))


def finished_round(session: Session, application_no: str, window: int) -> AuthenticationRound | None:
    return session.get(AuthenticationRound, (application_no, window))


def last_capture(session: Session, application_no: str, person_ref: str, account_id: str) -> FaceCapture | None:
    query = (
        select(FaceCapture)
        .where(
            col(FaceCapture.application_no) == application_no,
            col(FaceCapture.person_ref) == person_ref,
            col(FaceCapture.account_id) == account_id,
        )
        .order_by(col(FaceCapture.capture_no).desc())
        .limit(1)
    )
    return session.exec(query).one_or_none()


def last_outcome(session: Session, application_no: str, person_ref: str, account_id: str) -> Authentication | None:
    query = (
        select(Authentication)
        .where(
            col(Authentication.application_no) == application_no,
            col(Authentication.person_ref) == person_ref,
            col(Authentication.account_id) == account_id,
        )
        .order_by(col(Authentication.decided_at).desc(), col(Authentication.attempt).desc())
        .limit(1)
    )
    return session.exec(query).one_or_none()


def attempts(session: Session, application_no: str, window: int, person_ref: str) -> int:
    """How often the registry said no in this window."""
    query = select(func.count()).where(
        col(Authentication.application_no) == application_no,
        col(Authentication.window) == window,
        col(Authentication.person_ref) == person_ref,
        col(Authentication.refused_because).is_not(None),
    )
    return session.exec(query).one()


def erase_captures_before(session: Session, instant: datetime) -> None:
    """Erase live captures nobody used; the consent stays."""
    session.connection().execute(
        update(FaceCapture)
        .where(col(FaceCapture.consented_at) < instant, col(FaceCapture.capture_encrypted).is_not(None))
        .values(capture_encrypted=None)
    )
