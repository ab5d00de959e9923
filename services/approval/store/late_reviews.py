"""Requests for a person's review that came after its period had ended, and their answers (个人信息保护法 Art. 24)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement

ONCE = "late_review_once"


class LateReview(SQLModel, table=True):
    """Statement and answer are encrypted. `outcome` STANDS or WRONG, by whom and when: set together. `told_at`: the
    applicant was told and the archive has both papers."""

    __tablename__ = "late_review"
    __table_args__: ClassVar = (
        UniqueConstraint("decision_no", name=ONCE),
        Index("late_reviews_of_authority", "authority_code", "requested_at"),
        Index("late_reviews_of_application", "application_no"),
        {"schema": "approval"},
    )

    request_id: str = Field(primary_key=True)
    decision_no: str
    application_no: str
    authority_code: str
    account_subject: str
    statement_encrypted: str = encrypted_column("statement")
    requested_at: datetime = Field(sa_type=DateTime(timezone=True))
    outcome: str | None = None
    answer_encrypted: str | None = encrypted_column("answer", default=None)
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    told_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    @property
    def answer_is_under_way(self) -> bool:
        """Answered, and not yet told to its applicant and filed."""
        return self.answered_at is not None and self.told_at is None


def of_decision(session: Session, decision_no: str) -> LateReview | None:
    return session.exec(select(LateReview).where(LateReview.decision_no == decision_no)).one_or_none()


def by_id(session: Session, request_id: str) -> LateReview | None:
    return session.get(LateReview, request_id)


def of_authority(session: Session, authority_code: str, *, answered: bool, asked: Asked) -> Piece[LateReview]:
    """Those that wait for an answer or to be told, oldest first; or those that were told."""
    statement = select(LateReview).where(
        LateReview.authority_code == authority_code,
        col(LateReview.told_at).is_not(None) if answered else col(LateReview.told_at).is_(None),
    )
    return of_statement(session, statement, asked, col(LateReview.requested_at), col(LateReview.request_id))


def all_late_reviews(session: Session) -> list[LateReview]:
    return list(session.exec(select(LateReview)))
