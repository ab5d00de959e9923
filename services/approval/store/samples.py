"""Samples of what rules decided, and what persons found in them. Rows are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column
from services.approval.store.decisions import CaseDecision

NEXT_TO_THE_LAST = "quality_sample_since_unique"


class QualitySample(SQLModel, table=True):
    """Drawn from the `population` of decisions after `since`, up to and with `until`: `since` is the `until` of the
    draw before, so that each decision is drawn from once. The seed is the service's own."""

    __tablename__ = "quality_sample"
    __table_args__: ClassVar = (
        UniqueConstraint("authority_code", "since", name=NEXT_TO_THE_LAST),
        {"schema": "approval"},
    )

    sample_id: str = Field(primary_key=True)
    authority_code: str
    since: datetime = Field(sa_type=DateTime(timezone=True))
    until: datetime = Field(sa_type=DateTime(timezone=True))
    population: int
    population_digest: str
    seed: str
    drawn_by: str
    drawn_at: datetime = Field(sa_type=DateTime(timezone=True))


class SampledDecision(SQLModel, table=True):
    __tablename__ = "sampled_decision"
    __table_args__: ClassVar = (Index("sampled_by_decision", "decision_no", unique=True), {"schema": "approval"})

    sample_id: str = Field(primary_key=True, sa_column_args=[ForeignKey("approval.quality_sample.sample_id")])
    position: int = Field(primary_key=True)
    decision_no: str = Field(sa_column_args=[ForeignKey("approval.decision.decision_no")])


class SampleFinding(SQLModel, table=True):
    """`verdict` SOUND or FAULT, by whom and when; the first word stands."""

    __tablename__ = "sample_finding"
    __table_args__: ClassVar = (
        ForeignKeyConstraint(
            ["sample_id", "position"], ["approval.sampled_decision.sample_id", "approval.sampled_decision.position"]
        ),
        {"schema": "approval"},
    )

    sample_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    verdict: str
    note_encrypted: str = encrypted_column("note")
    found_by: str
    found_at: datetime = Field(sa_type=DateTime(timezone=True))


def last_of(session: Session, authority_code: str) -> QualitySample | None:
    query = select(QualitySample).where(QualitySample.authority_code == authority_code)
    return session.exec(query.order_by(col(QualitySample.until).desc()).limit(1)).one_or_none()


def of_authority(session: Session, authority_code: str, most: int) -> list[QualitySample]:
    """Those drawn last first."""
    query = select(QualitySample).where(QualitySample.authority_code == authority_code)
    return list(session.exec(query.order_by(col(QualitySample.drawn_at).desc()).limit(most)))


def all_samples(session: Session) -> list[QualitySample]:
    return list(session.exec(select(QualitySample)))


def decided_by_rules(session: Session, authority_code: str, since: datetime, until: datetime) -> list[str]:
    """The numbers of what rules decided for good or for bad; what they handed to a person is not among it."""
    query = select(CaseDecision.decision_no).where(
        CaseDecision.authority_code == authority_code,
        col(CaseDecision.automatic),
        CaseDecision.outcome != "REFER",
        CaseDecision.decided_at > since,
        CaseDecision.decided_at <= until,
    )
    return list(session.exec(query.order_by(col(CaseDecision.decision_no))))


def drawn(session: Session, sample_id: str) -> list[tuple[SampledDecision, CaseDecision, SampleFinding | None]]:
    """What was drawn, in its order, with the finding where there is one."""
    query = (
        select(SampledDecision, CaseDecision, SampleFinding)
        .join(CaseDecision, col(CaseDecision.decision_no) == col(SampledDecision.decision_no))
        .outerjoin(
            SampleFinding,
            (col(SampleFinding.sample_id) == col(SampledDecision.sample_id))
            & (col(SampleFinding.position) == col(SampledDecision.position)),
        )
        .where(SampledDecision.sample_id == sample_id)
        .order_by(col(SampledDecision.position))
    )
    return [(row[0], row[1], row[2]) for row in session.exec(query)]
