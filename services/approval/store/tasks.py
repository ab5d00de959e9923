"""Cases that wait for an examiner, and what examiners propose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, UniqueConstraint, func, tuple_
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement

SAME_PROPOSAL = "proposal_said_once"


class ReviewTask(SQLModel, table=True):
    """`origin` is referred (by the rules) or requested (by the applicant); `state` open, decided or withdrawn. A claim
    that ran out counts as none. `review_due` is the limit that counts now; where the review was extended, it is
    `extended_until`."""

    __tablename__ = "review_task"
    __table_args__: ClassVar = ({"schema": "approval"},)

    application_no: str = Field(primary_key=True)
    submission: int = Field(primary_key=True)
    authority_code: str
    account_subject: str
    origin: str = "referred"
    state: str
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    review_due: datetime = Field(sa_type=DateTime(timezone=True))
    extended_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    def claimant(self, now: datetime) -> str | None:
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None


class WithdrawnSubmission(SQLModel, table=True):
    """A submission that its applicant took back while it was examined."""

    __tablename__ = "withdrawn_submission"
    __table_args__: ClassVar = ({"schema": "approval"},)

    application_no: str = Field(primary_key=True)
    submission: int = Field(primary_key=True)
    withdrawn_at: datetime = Field(sa_type=DateTime(timezone=True))


class ReviewProposal(SQLModel, table=True):
    """An examiner's decision to be. Reasons and remark are encrypted, and so is why a second person declined to
    countersign it; `content_hash` finds the same words again. `needs_second`: one person alone cannot have it carried
    out. `carried_out_by` is who ordered that it be: the examiner who made it, or who countersigned it."""

    __tablename__ = "proposal"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "submission", "examiner", "content_hash", name=SAME_PROPOSAL),
        {"schema": "approval"},
    )

    proposal_id: str = Field(primary_key=True)
    application_no: str
    submission: int
    examiner: str
    outcome: str
    content_encrypted: str = encrypted_column("content")
    content_hash: str
    needs_second: bool = False
    proposed_at: datetime = Field(sa_type=DateTime(timezone=True))
    countersigned_by: str | None = None
    countersigned_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    declined_by: str | None = None
    declined_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    decline_reason_encrypted: str | None = encrypted_column("decline_reason", default=None)

    carried_out_by: str | None = None
    carried_out_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    @property
    def waits_for_countersignature(self) -> bool:
        return (
            (self.needs_second or self.outcome == "REJECT")
            and self.countersigned_by is None
            and self.declined_by is None
        )


def task(session: Session, application_no: str, submission: int) -> ReviewTask | None:
    return session.get(ReviewTask, (application_no, submission))


def is_withdrawn(session: Session, application_no: str, submission: int) -> bool:
    return session.get(WithdrawnSubmission, (application_no, submission)) is not None


def latest_task(session: Session, application_no: str, *, lock: bool = False) -> ReviewTask | None:
    """The task of the last submission that was referred."""
    statement = (
        select(ReviewTask)
        .where(ReviewTask.application_no == application_no)
        .order_by(col(ReviewTask.submission).desc())
        .limit(1)
    )
    return session.exec(statement.with_for_update() if lock else statement).one_or_none()


def open_tasks(session: Session, authority_code: str, asked: Asked, business_type: str = "") -> Piece[ReviewTask]:
    """Those due first come first; of one kind of filing where its `business_type` is given."""
    statement = select(ReviewTask).where(ReviewTask.authority_code == authority_code, ReviewTask.state == "open")
    if business_type:
        statement = statement.where(func.substr(ReviewTask.application_no, 7, 2) == business_type)
    return of_statement(session, statement, asked, col(ReviewTask.review_due), col(ReviewTask.application_no))


def proposal(session: Session, proposal_id: str) -> ReviewProposal | None:
    return session.get(ReviewProposal, proposal_id)


def same_proposal(
    session: Session, application_no: str, submission: int, examiner: str, content_hash: str
) -> ReviewProposal | None:
    statement = select(ReviewProposal).where(
        ReviewProposal.application_no == application_no,
        ReviewProposal.submission == submission,
        ReviewProposal.examiner == examiner,
        ReviewProposal.content_hash == content_hash,
    )
    return session.exec(statement).one_or_none()


def proposals(session: Session, application_no: str, submission: int) -> list[ReviewProposal]:
    """In the order in which they were made."""
    return proposals_of(session, [(application_no, submission)])


def proposals_of(session: Session, submissions: Collection[tuple[str, int]]) -> list[ReviewProposal]:
    """What was proposed for any of `submissions`, in the order in which it was."""
    if not submissions:
        return []
    statement = select(ReviewProposal).where(
        tuple_(col(ReviewProposal.application_no), col(ReviewProposal.submission)).in_(submissions)
    )
    return list(session.exec(statement.order_by(col(ReviewProposal.proposed_at), col(ReviewProposal.proposal_id))))


def all_tasks(session: Session) -> list[ReviewTask]:
    return list(session.exec(select(ReviewTask)))
