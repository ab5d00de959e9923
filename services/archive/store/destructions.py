"""Lists of volumes to be destroyed, who proposed and who decided, and what was destroyed: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Column, Field, Session, SQLModel, col, select

from services.archive.store.volumes import Volume, VolumeStatus

_TIME: Any = DateTime(timezone=True)
_SCHEMA = {"schema": "archive"}


class Destruction(SQLModel, table=True):
    """A list that somebody proposed. `list_sha256` is the digest of the list as a file."""

    __tablename__ = "destruction"
    __table_args__: ClassVar = (_SCHEMA,)

    destruction_no: str = Field(primary_key=True)
    authority_code: str
    proposed_by: str
    request_id: str
    reason: str
    proposed_at: datetime = Field(sa_type=_TIME)
    list_sha256: str


class DestructionVolume(SQLModel, table=True):
    """One line of a list: what the volume was, in words and digests, without a person."""

    __tablename__ = "destruction_volume"
    __table_args__: ClassVar = (_SCHEMA,)

    destruction_no: str = Field(primary_key=True, sa_column_args=[ForeignKey("archive.destruction.destruction_no")])
    volume_name: str = Field(primary_key=True, sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    line: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class DestructionDecision(SQLModel, table=True):
    """By whom a list was confirmed, another than proposed it, or declined."""

    __tablename__ = "destruction_decision"
    __table_args__: ClassVar = (_SCHEMA,)

    destruction_no: str = Field(primary_key=True)
    proposed_by: str
    decided_by: str
    outcome: str
    remark: str
    decided_at: datetime = Field(sa_type=_TIME)


class DestructionDone(SQLModel, table=True):
    """A volume of which nothing is left in the store; `objects` is how many were removed there at last."""

    __tablename__ = "destruction_done"
    __table_args__: ClassVar = (_SCHEMA,)

    volume_name: str = Field(primary_key=True, sa_column_args=[ForeignKey("archive.archive_volume.volume_name")])
    destruction_no: str = Field(sa_column_args=[ForeignKey("archive.destruction.destruction_no")])
    destroyed_at: datetime = Field(sa_type=_TIME)
    objects: int


def filed_until(session: Session, authority_code: str, latest: datetime, limit: int) -> Sequence[Volume]:
    """Volumes of an authority that were filed not later, the oldest first."""
    query = select(Volume).where(
        col(Volume.authority_code) == authority_code,
        col(Volume.status) == VolumeStatus.FILED,
        col(Volume.filed_at) <= latest,
    )
    return session.exec(query.order_by(col(Volume.filed_at), col(Volume.volume_name)).limit(limit)).all()


def named(session: Session, destruction_no: str) -> Destruction | None:
    return session.get(Destruction, destruction_no)


def of_authority(session: Session, authority_code: str) -> Sequence[Destruction]:
    """Newest first."""
    query = select(Destruction).where(col(Destruction.authority_code) == authority_code)
    return session.exec(query.order_by(col(Destruction.proposed_at).desc(), col(Destruction.destruction_no))).all()


def lines(session: Session, destruction_no: str) -> Sequence[DestructionVolume]:
    query = select(DestructionVolume).where(col(DestructionVolume.destruction_no) == destruction_no)
    return session.exec(query.order_by(col(DestructionVolume.volume_name))).all()


def decision(session: Session, destruction_no: str) -> DestructionDecision | None:
    return session.get(DestructionDecision, destruction_no)


def decide(session: Session, wanted: DestructionDecision) -> DestructionDecision:
    """Write down a decision, unless another one was faster; the one that counts."""
    session.execute(insert(DestructionDecision).values(wanted.model_dump()).on_conflict_do_nothing())
    return session.get_one(DestructionDecision, wanted.destruction_no)


def done(session: Session, destruction_no: str) -> dict[str, DestructionDone]:
    """By the name of the volume."""
    query = select(DestructionDone).where(col(DestructionDone.destruction_no) == destruction_no)
    return {each.volume_name: each for each in session.exec(query)}


def on_a_list(session: Session, volume_names: Sequence[str]) -> set[str]:
    """Those of the volumes that stand on a list which was not declined."""
    query = (
        select(DestructionVolume.volume_name)
        .outerjoin(
            DestructionDecision,
            col(DestructionDecision.destruction_no) == col(DestructionVolume.destruction_no),
        )
        .where(
            col(DestructionVolume.volume_name).in_(volume_names),
            col(DestructionDecision.outcome).is_distinct_from("DECLINED"),
        )
    )
    return set(session.exec(query))
