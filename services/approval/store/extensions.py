"""Extensions of reviews: asked for by an examiner with a reason, granted or declined by the head."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, text, tuple_
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column

ONCE = "review_extension_once"


class ReviewExtension(SQLModel, table=True):
    """Reasons are encrypted; `reason_hash` finds the same words again. Granted when `extended_at` is set: the limit is
    `extended_until` from then on. One of earlier releases was granted by the examiner, and `approved_by` is None."""

    __tablename__ = "review_extension"
    __table_args__: ClassVar = (
        Index("extensions_of_submission", "application_no", "submission"),
        Index(ONCE, "application_no", "submission", unique=True, postgresql_where=text("declined_at IS NULL")),
        {"schema": "approval"},
    )

    extension_id: str = Field(primary_key=True)
    application_no: str
    submission: int
    examiner: str
    reason_encrypted: str = encrypted_column("reason")
    reason_hash: str
    requested_at: datetime = Field(sa_type=DateTime(timezone=True))
    extended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    extended_until: datetime = Field(sa_type=DateTime(timezone=True))
    approved_by: str | None = None
    declined_by: str | None = None
    declined_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    decline_reason_encrypted: str | None = encrypted_column("decline_reason", default=None)


def requests(session: Session, application_no: str, submission: int) -> list[ReviewExtension]:
    """Everything that was asked for, in its order; all but the last one were declined."""
    return requests_of(session, [(application_no, submission)])


def requests_of(session: Session, submissions: Collection[tuple[str, int]]) -> list[ReviewExtension]:
    """What was asked for in any of `submissions`, in its order."""
    if not submissions:
        return []
    statement = select(ReviewExtension).where(
        tuple_(col(ReviewExtension.application_no), col(ReviewExtension.submission)).in_(submissions)
    )
    return list(session.exec(statement.order_by(col(ReviewExtension.requested_at), col(ReviewExtension.extension_id))))


def standing(session: Session, application_no: str, submission: int) -> ReviewExtension | None:
    """The one that was granted, or still waits for the head."""
    return next((each for each in requests(session, application_no, submission) if each.declined_at is None), None)


def extension(session: Session, application_no: str, submission: int) -> ReviewExtension | None:
    """The one that was granted."""
    made = standing(session, application_no, submission)
    return made if made is not None and made.extended_at is not None else None


def by_id(session: Session, extension_id: str) -> ReviewExtension | None:
    return session.get(ReviewExtension, extension_id)


def all_extensions(session: Session) -> list[ReviewExtension]:
    return list(session.exec(select(ReviewExtension)))
