"""The authorities' seal keys, encrypted, each generation with its certificate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)


class SealKey(SQLModel, table=True):
    """`key_encrypted` is PKCS #8 in PEM; the request is kept, since the authority knows a repeated one by its text."""

    __tablename__ = "seal_key"
    __table_args__ = (UniqueConstraint("certificate_serial", name="one_seal_per_certificate"), {"schema": "licence"})

    authority_code: str = Field(primary_key=True)
    generation: int = Field(primary_key=True)
    key_encrypted: str = encrypted_column("key")
    request_id: str
    csr_pem: str
    certificate_pem: str | None = None
    chain_pem: str | None = None
    certificate_serial: str | None = None
    not_after: datetime | None = Field(default=None, sa_type=_TIME)
    created_at: datetime = Field(sa_type=_TIME)


def latest(session: Session, authority_code: str) -> SealKey | None:
    statement = (
        select(SealKey)
        .where(SealKey.authority_code == authority_code)
        .order_by(col(SealKey.generation).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def add_first(session: Session, key: SealKey) -> None:
    """Keep a new generation unless another process was faster; `latest` then has the winner."""
    session.connection().execute(insert(SealKey).values(key.model_dump()).on_conflict_do_nothing())


def get(session: Session, authority_code: str, generation: int) -> SealKey | None:
    return session.get(SealKey, (authority_code, generation))


def has_certificate(session: Session, authority_code: str, serial: str) -> bool:
    """True if the certificate is or was the authority's seal."""
    statement = select(SealKey.generation).where(
        SealKey.authority_code == authority_code, SealKey.certificate_serial == serial
    )
    return session.exec(statement).first() is not None
