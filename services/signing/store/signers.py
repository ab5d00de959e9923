"""Who signs in a session: one row per person, from the moment the session is opened."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlmodel import Field, Session, SQLModel

from catalogues.filing_types.words import SignerRole
from kernel.database import encrypted_column

OPERATOR = "operator"
"""The party of the sole trader, who has an account and comes with a link of the own screen."""


class Signer(SQLModel, table=True):
    """`ordinal` counts from 0 within the role, in the order of the application's parties. A signer is done once there
    is an act of theirs. Columns ending in `_encrypted` are
    encrypted under `signing_session:<column>:<encrypted_under>`."""

    __tablename__ = "signer"
    __table_args__: ClassVar = ({"schema": "signing"},)

    session_no: str = Field(primary_key=True, sa_column_args=[ForeignKey("signing.signing_session.session_no")])
    party_ref: str = Field(primary_key=True)
    position: int
    role: str
    ordinal: int
    name_encrypted: str = encrypted_column("name")
    id_document_type: str
    id_number_encrypted: str = encrypted_column("id_number")
    mobile_encrypted: str = encrypted_column("mobile")

    @property
    def as_role(self) -> SignerRole:
        return SignerRole(self.role)

    @property
    def encrypted_under(self) -> str:
        """What this person's texts are bound to: the operator's to the session alone, as they were when a session had
        one signer."""
        return self.session_no if self.party_ref == OPERATOR else f"{self.session_no}/{self.party_ref}"


def signer_key() -> ForeignKeyConstraint:
    """That a row of another table, with `session_no` and `party_ref`, is a signer's."""
    return ForeignKeyConstraint(["session_no", "party_ref"], ["signing.signer.session_no", "signing.signer.party_ref"])


def one(session: Session, session_no: str, party_ref: str) -> Signer | None:
    return session.get(Signer, (session_no, party_ref))
