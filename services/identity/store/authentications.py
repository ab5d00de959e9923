"""Consents to face recognition, outcomes of the registry's comparison, and finished rounds of a case."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BindParameter, DateTime, Index, Integer, UniqueConstraint, bindparam, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from kernel.reading_together import Questions


class FaceCapture(SQLModel, table=True):
    """A person's separate consent and live capture. `capture_encrypted` (under `capture:<application_no>:<person_ref>:
    <account_id>:<capture_no>`) is erased once the person is authenticated; the consent stays. Somebody who was
    identified at the window has no capture: `witnessed_by` is the account of the clerk who compared face and card,
    `witness_no` their number."""

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
    witnessed_by: str | None = None
    witness_no: str | None = None


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


_KEY: tuple[BindParameter[str], ...] = tuple(bindparam(name) for name in ("application_no", "person_ref", "account_id"))
_LAST_CAPTURE = (
    select(FaceCapture)
    .where(
        col(FaceCapture.application_no) == _KEY[0],
        col(FaceCapture.person_ref) == _KEY[1],
        col(FaceCapture.account_id) == _KEY[2],
    )
    .order_by(col(FaceCapture.capture_no).desc())
    .limit(1)
)
_LAST_OUTCOME = (
    select(Authentication)
    .where(
        col(Authentication.application_no) == _KEY[0],
        col(Authentication.person_ref) == _KEY[1],
        col(Authentication.account_id) == _KEY[2],
    )
    .order_by(col(Authentication.decided_at).desc(), col(Authentication.attempt).desc())
    .limit(1)
)
_REFUSALS = select(Authentication).where(
    col(Authentication.application_no) == _KEY[0],
    col(Authentication.window) == bindparam("window", type_=Integer),
    col(Authentication.person_ref) == _KEY[1],
    col(Authentication.refused_because).is_not(None),
)
_STANDING = Questions(_LAST_CAPTURE, _LAST_OUTCOME)
_ASKED = Questions(_LAST_CAPTURE, _REFUSALS)


def last_capture(session: Session, application_no: str, person_ref: str, account_id: str) -> FaceCapture | None:
    key = {"application_no": application_no, "person_ref": person_ref, "account_id": account_id}
    return session.scalars(_LAST_CAPTURE, key).one_or_none()


def standing(
    session: Session, application_no: str, person_ref: str, account_id: str
) -> tuple[FaceCapture | None, Authentication | None]:
    """The person's last capture, and what the registry last answered."""
    captures, outcomes = _STANDING.ask(
        session, application_no=application_no, person_ref=person_ref, account_id=account_id
    )
    return next(iter(captures), None), next(iter(outcomes), None)


def capture_and_refusals(
    session: Session, application_no: str, window: int, person_ref: str, account_id: str
) -> tuple[FaceCapture | None, int]:
    """The person's last capture, and how often the registry said no in this window."""
    captures, refusals = _ASKED.ask(
        session, application_no=application_no, window=window, person_ref=person_ref, account_id=account_id
    )
    return next(iter(captures), None), len(refusals)


def erase_captures_before(session: Session, instant: datetime) -> None:
    """Erase live captures nobody used; the consent stays."""
    session.connection().execute(
        update(FaceCapture)
        .where(col(FaceCapture.consented_at) < instant, col(FaceCapture.capture_encrypted).is_not(None))
        .values(capture_encrypted=None)
    )
