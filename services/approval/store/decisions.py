"""Decisions with all that is needed to make them again, and the documents that tell them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, LargeBinary, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, Session, SQLModel, col, select

from catalogues.filing_types.words import DocumentKind
from kernel.exchange import DocumentRef

ONE_AUTOMATIC = "decision_one_automatic"
ONE_EXAMINED = "decision_one_examined"


class CaseDecision(SQLModel, table=True):
    """`inputs` is the request (references, numbers, dates), `record` the canonical JSON of the judgement and
    `record_digest` its SHA-256. `complete_at` is when that was there which others had to give, where it was waited for.
    Part and documents are set when they lie in the exchange. `review_request_until` is set for an automatic refusal:
    until then its applicant may ask for a person's review."""

    __tablename__ = "decision"
    __table_args__: ClassVar = (
        Index("decisions_of_application", "application_no", "submission"),
        Index(ONE_AUTOMATIC, "application_no", "submission", unique=True, postgresql_where=text("automatic")),
        Index(ONE_EXAMINED, "application_no", "submission", unique=True, postgresql_where=text("NOT automatic")),
        {"schema": "approval"},
    )

    decision_no: str = Field(primary_key=True)
    application_no: str
    submission: int
    automatic: bool
    proposal_id: str | None = None
    authority_code: str
    account_subject: str
    outcome: str
    return_to: str | None = None
    reviewer: str
    countersigner: str | None = None
    submitted_at: datetime = Field(sa_type=DateTime(timezone=True))
    complete_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    review_due: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    review_request_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    rule_set_version: str
    catalogue_edition: str
    inputs_digest: str
    inputs: dict[str, Any] = Field(sa_type=JSONB)
    record: bytes = Field(sa_type=LargeBinary)
    record_digest: str
    part_key: str | None = None
    part_digest: str | None = None


class DecisionDocument(SQLModel, table=True):
    __tablename__ = "decision_document"
    __table_args__: ClassVar = ({"schema": "approval"},)

    decision_no: str = Field(primary_key=True, foreign_key="approval.decision.decision_no")
    kind: str = Field(primary_key=True)
    object_key: str
    sha256: str
    sm3: str
    pages: int

    def reference(self) -> DocumentRef:
        return DocumentRef(kind=self.kind, key=self.object_key, sha256=self.sha256, sm3=self.sm3, pages=self.pages)


class DecisionSequence(SQLModel, table=True):
    """The last number an authority gave on a day."""

    __tablename__ = "decision_sequence"
    __table_args__: ClassVar = ({"schema": "approval"},)

    authority_code: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int


def next_sequence(session: Session, authority_code: str, day: date) -> int:
    """The next number; who asks at the same time waits, and a number that was rolled back is given again."""
    statement = (
        insert(DecisionSequence)
        .values({"authority_code": authority_code, "day": day, "last": 1})
        .on_conflict_do_update(index_elements=["authority_code", "day"], set_={"last": col(DecisionSequence.last) + 1})
        .returning(col(DecisionSequence.last))
    )
    return int(session.connection().execute(statement).scalar_one())


def decision(session: Session, application_no: str, submission: int, *, automatic: bool) -> CaseDecision | None:
    statement = select(CaseDecision).where(
        CaseDecision.application_no == application_no,
        CaseDecision.submission == submission,
        CaseDecision.automatic == automatic,
    )
    return session.exec(statement).one_or_none()


def automatic(session: Session, application_no: str, submission: int | None) -> CaseDecision | None:
    """The automatic decision on a submission; on the last one unless a submission is named."""
    statement = select(CaseDecision).where(CaseDecision.application_no == application_no, col(CaseDecision.automatic))
    if submission is not None:
        statement = statement.where(CaseDecision.submission == submission)
    return session.exec(statement.order_by(col(CaseDecision.submission).desc()).limit(1)).one_or_none()


def automatic_since(session: Session, start: datetime | None, *, after: str, limit: int) -> list[CaseDecision]:
    """Automatic decisions by number, those after the number `after`; made at `start` or later, or ever."""
    statement = select(CaseDecision).where(col(CaseDecision.automatic), col(CaseDecision.decision_no) > after)
    if start is not None:
        statement = statement.where(CaseDecision.decided_at >= start)
    return list(session.exec(statement.order_by(col(CaseDecision.decision_no)).limit(limit)))


def latest(session: Session, application_no: str) -> CaseDecision | None:
    """The decision that stands: of the last submission, the examiner's before the automatic one."""
    statement = (
        select(CaseDecision)
        .where(CaseDecision.application_no == application_no)
        .order_by(col(CaseDecision.submission).desc(), col(CaseDecision.automatic))
        .limit(1)
    )
    return session.exec(statement).one_or_none()


def documents(session: Session, decision_no: str) -> list[DecisionDocument]:
    """The review sheet before the notice, what second persons said after it: in the order in which they were made."""
    statement = select(DecisionDocument).where(DecisionDocument.decision_no == decision_no)
    first, last = DocumentKind.REVIEW_SHEET, DocumentKind.COUNTERSIGNATURES
    return sorted(session.exec(statement), key=lambda document: (document.kind != first) + (document.kind == last))


def keep_documents(session: Session, decision_no: str, references: Sequence[DocumentRef]) -> bool:
    """Those that are kept already stay as they are; whether none was."""
    rows = [
        {
            "decision_no": decision_no,
            "kind": each.kind,
            "object_key": each.key,
            "sha256": each.sha256,
            "sm3": each.sm3,
            "pages": each.pages,
        }
        for each in references
    ]
    kept = session.connection().execute(insert(DecisionDocument).values(rows).on_conflict_do_nothing())
    return kept.rowcount == len(rows)


def of_application(session: Session, application_no: str) -> list[CaseDecision]:
    """Every decision on every submission, in the order in which they were made."""
    statement = select(CaseDecision).where(CaseDecision.application_no == application_no)
    return list(session.exec(statement.order_by(col(CaseDecision.decided_at), col(CaseDecision.decision_no))))


def of_submissions(session: Session, submissions: Collection[tuple[str, int]]) -> list[CaseDecision]:
    """Every decision on any of `submissions`."""
    if not submissions:
        return []
    of = tuple_(col(CaseDecision.application_no), col(CaseDecision.submission))
    return list(session.exec(select(CaseDecision).where(of.in_(submissions))))


def all_decisions(session: Session) -> list[CaseDecision]:
    return list(session.exec(select(CaseDecision).order_by(col(CaseDecision.decision_no))))
