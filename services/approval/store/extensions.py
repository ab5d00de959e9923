"""Extensions of reviews, each with the reason its examiner gave."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from kernel.database import encrypted_column

ONCE = "review_extension_once"


class ReviewExtension(SQLModel, table=True):
    """The reason is encrypted; `reason_hash` finds the same words again."""

    __tablename__ = "review_extension"
    __table_args__: ClassVar = (UniqueConstraint("application_no", "submission", name=ONCE), {"schema": "approval"})

    extension_id: str = Field(primary_key=True)
    application_no: str
    submission: int
    examiner: str
    reason_encrypted: str = encrypted_column("reason")
    reason_hash: str
    extended_at: datetime = Field(sa_type=DateTime(timezone=True))
    extended_until: datetime = Field(sa_type=DateTime(timezone=True))


def extension(session: Session, application_no: str, submission: int) -> ReviewExtension | None:
    statement = select(ReviewExtension).where(
        ReviewExtension.application_no == application_no, ReviewExtension.submission == submission
    )
    return session.exec(statement).one_or_none()


def all_extensions(session: Session) -> list[ReviewExtension]:
    return list(session.exec(select(ReviewExtension)))
