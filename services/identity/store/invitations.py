"""Invitations of persons who sign but have no account: one for each in each signing window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, UniqueConstraint, update
from sqlmodel import Field, Session, SQLModel, col, select

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from kernel.database import encrypted_column

TAKEN = "signer_invitation_party_unique"


class Invitation(SQLModel, table=True):
    """Columns ending in `_encrypted` are encrypted under `binding`. `token_encrypted` is kept until its text message
    left, `person_encrypted` is the authenticated person once the registry said yes. `sent` counts links: the newest
    alone is good, known by `token_hash`. `ended_at`: the application has a newer window. `declined_at`: the person does
    not want to sign, and `declined_because` is one of a few reasons; being invited again takes it back.
    """

    __tablename__ = "signer_invitation"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "window", "party_ref", name=TAKEN),
        {"schema": "identity"},
    )

    invitation_id: str = Field(primary_key=True)
    application_no: str = Field(index=True)
    window: int
    party_ref: str
    position: int
    account_id: str
    role: str
    filing_type: str | None = None
    filing_type_edition: str | None = None
    name_encrypted: str = encrypted_column("name")
    id_document_type: str
    id_number_encrypted: str = encrypted_column("id_number")
    mobile_encrypted: str = encrypted_column("mobile")
    inviter_encrypted: str = encrypted_column("inviter")
    shop_encrypted: str = encrypted_column("shop")
    token_hash: str = Field(unique=True)
    token_encrypted: str | None = encrypted_column("token")
    sent: int
    sent_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    person_encrypted: str | None = encrypted_column("person", default=None)
    authenticated_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    declined_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    declined_because: str | None = None

    @property
    def filing(self) -> FilingType:
        """What is filed, as it was described when the case was opened."""
        return editions.of_case(self.filing_type, self.filing_type_edition)

    def binding(self, column: str) -> str:
        return f"invitation:{column}:{self.invitation_id}"


def of_window(session: Session, application_no: str, window: int) -> Sequence[Invitation]:
    """In the order of the parties."""
    query = select(Invitation).where(col(Invitation.application_no) == application_no, col(Invitation.window) == window)
    return session.exec(query.order_by(col(Invitation.position))).all()


def in_force(session: Session, application_no: str, account_id: str) -> Sequence[Invitation]:
    """Those of the newest window of an application of this account, in the order of the parties."""
    query = select(Invitation).where(
        col(Invitation.application_no) == application_no,
        col(Invitation.account_id) == account_id,
        col(Invitation.ended_at).is_(None),
    )
    return session.exec(query.order_by(col(Invitation.position))).all()


def by_token(session: Session, token_hash: str) -> Invitation | None:
    """Locked."""
    query = select(Invitation).where(col(Invitation.token_hash) == token_hash).with_for_update()
    return session.exec(query).one_or_none()


def of_party(
    session: Session, application_no: str, window: int, party_ref: str, *, lock: bool = False
) -> Invitation | None:
    query = select(Invitation).where(
        col(Invitation.application_no) == application_no,
        col(Invitation.window) == window,
        col(Invitation.party_ref) == party_ref,
    )
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def end_earlier(session: Session, application_no: str, window: int, now: datetime) -> None:
    """Nobody is authenticated for a window that is over."""
    session.connection().execute(
        update(Invitation)
        .where(
            col(Invitation.application_no) == application_no,
            col(Invitation.window) < window,
            col(Invitation.ended_at).is_(None),
        )
        .values(ended_at=now, token_encrypted=None)
    )
