"""Applicants' requests for a person's review of an automatic refusal (个人信息保护法 Art. 24)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from kernel.database import encrypted_column

ONCE = "review_request_once"


class ReviewRequest(SQLModel, table=True):
    """The statement is encrypted. `opened_at` is set when an examiner's task exists for it."""

    __tablename__ = "review_request"
    __table_args__: ClassVar = (
        UniqueConstraint("decision_no", name=ONCE),
        Index("review_requests_of_submission", "application_no", "submission"),
        {"schema": "approval"},
    )

    request_id: str = Field(primary_key=True)
    decision_no: str
    application_no: str
    submission: int
    statement_encrypted: str = encrypted_column("statement")
    requested_at: datetime = Field(sa_type=DateTime(timezone=True))
    opened_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


def request_of(session: Session, application_no: str, submission: int) -> ReviewRequest | None:
    """The request about the automatic decision on a submission."""
    statement = select(ReviewRequest).where(
        ReviewRequest.application_no == application_no, ReviewRequest.submission == submission
    )
    return session.exec(statement).one_or_none()


def all_requests(session: Session) -> list[ReviewRequest]:
    return list(session.exec(select(ReviewRequest)))
