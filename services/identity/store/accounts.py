"""Accounts: applicants under their verified person, staff under their authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, DateTime, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, Session, SQLModel, col, select

from kernel.database import encrypted_column

NAME_TAKEN = "account_name_key_unique"
PERSON_TAKEN = "account_person_hash_unique"
MOBILE_TAKEN = "account_mobile_hash_unique"
STAFF_NO_TAKEN = "account_staff_no_unique"


class Account(SQLModel, table=True):
    """Columns ending in `_encrypted` are encrypted under `account:<column>:<account_id>`. `account_name_key` is the
    name in lower case. Staff have no person columns; their `staff_no` (工号) is one of a kind in their authority. A
    password is good for one log-in and until `one_time_until` where that is set; a second factor counts once its device
    was confirmed."""

    __tablename__ = "account"
    __table_args__: ClassVar = (
        UniqueConstraint("account_name_key", name=NAME_TAKEN),
        UniqueConstraint("person_hash", name=PERSON_TAKEN),
        UniqueConstraint("mobile_hash", name=MOBILE_TAKEN),
        UniqueConstraint("authority", "staff_no", name=STAFF_NO_TAKEN),
        {"schema": "identity"},
    )

    account_id: str = Field(primary_key=True)
    account_name: str
    account_name_key: str
    password_hash: str
    roles: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    authority: str | None = None
    staff_no: str | None = None
    identity_type: str | None = None
    id_document_type: str | None = None
    name_encrypted: str | None = encrypted_column("name", default=None)
    id_number_encrypted: str | None = encrypted_column("id_number", default=None)
    mobile_encrypted: str | None = encrypted_column("mobile", default=None)
    person_hash: str | None = None
    mobile_hash: str | None = None
    totp_encrypted: str | None = encrypted_column("totp", default=None)
    totp_last_step: int | None = None
    totp_confirmed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    one_time_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    suspended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    registry_reference_no: str | None = None
    verified_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    agreement_edition: str | None = None
    created_at: datetime = Field(sa_type=DateTime(timezone=True))


def by_id(session: Session, account_id: str, *, lock: bool = False) -> Account | None:
    query = select(Account).where(col(Account.account_id) == account_id)
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def by_name(session: Session, account_name_key: str, *, lock: bool = False) -> Account | None:
    query = select(Account).where(col(Account.account_name_key) == account_name_key)
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def by_mobile(session: Session, mobile_hash: str) -> Account | None:
    return session.exec(select(Account).where(col(Account.mobile_hash) == mobile_hash)).one_or_none()


def by_person(session: Session, person_hashes: Sequence[str]) -> Account | None:
    """The person's account, the one of the first hash where earlier forms of a number led to several."""
    found = session.exec(select(Account).where(col(Account.person_hash).in_(person_hashes))).all()
    return min(found, key=lambda account: person_hashes.index(account.person_hash or ""), default=None)


def staff(session: Session) -> list[Account]:
    """Everybody who is not only an applicant, by name."""
    query = select(Account).where(col(Account.roles) != ["applicant"]).order_by(col(Account.account_name_key))
    return list(session.exec(query))


def person_is_known(session: Session, person_hashes: Sequence[str]) -> bool:
    query = select(Account.account_id).where(col(Account.person_hash).in_(person_hashes))
    return session.exec(query).first() is not None
