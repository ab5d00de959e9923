"""Acts of signing with their evidence, and the signature on each document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint
from sqlmodel import Field, Session, SQLModel, col, select


class SigningAct(SQLModel, table=True):
    """What shows that the signer signed, knowing what (电子签名法 Art. 13). A session is signed once.

    `strokes_sealed` is encrypted under `signing_act:strokes:<session_no>`; address and browser are keyed hashes.
    """

    __tablename__ = "signing_act"
    __table_args__: ClassVar = ({"schema": "signing"},)

    session_no: str = Field(primary_key=True, sa_column_args=[ForeignKey("signing.signing_session.session_no")])
    link_id: str = Field(sa_column_args=[ForeignKey("signing.signing_link.link_id")])
    code_id: str = Field(sa_column_args=[ForeignKey("signing.signing_code.code_id")])
    intent: str
    strokes_sealed: str
    address_hash: str
    user_agent_hash: str
    certificate_serial: str
    certificate_issuer: str
    signed_at: datetime = Field(sa_type=DateTime(timezone=True))


class DocumentSignature(SQLModel, table=True):
    """Where the signed file lies. `timestamped_at` is the time-stamping authority's time."""

    __tablename__ = "document_signature"
    __table_args__: ClassVar = (
        ForeignKeyConstraint(
            ["session_no", "kind"], ["signing.document_to_sign.session_no", "signing.document_to_sign.kind"]
        ),
        {"schema": "signing"},
    )

    session_no: str = Field(primary_key=True, sa_column_args=[ForeignKey("signing.signing_act.session_no")])
    kind: str = Field(primary_key=True)
    object_key: str
    sha256: str
    sm3: str
    pages: int
    timestamped_at: datetime = Field(sa_type=DateTime(timezone=True))


def of_session(session: Session, session_no: str) -> SigningAct | None:
    return session.exec(select(SigningAct).where(col(SigningAct.session_no) == session_no)).one_or_none()


def signatures(session: Session, session_no: str) -> Sequence[DocumentSignature]:
    return session.exec(select(DocumentSignature).where(col(DocumentSignature.session_no) == session_no)).all()
