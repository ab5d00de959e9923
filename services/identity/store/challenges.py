"""Captchas and SMS codes: short-lived proofs that are spent once."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, Index, func, update
from sqlmodel import Field, Session, SQLModel, col, delete, select

from kernel.database import encrypted_column


class Captcha(SQLModel, table=True):
    """`answer_encrypted` is encrypted under `captcha:<captcha_id>`."""

    __tablename__ = "captcha"
    __table_args__: ClassVar = ({"schema": "identity"},)

    captcha_id: str = Field(primary_key=True)
    answer_encrypted: str = encrypted_column("answer")
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    voided: bool = False
    sms_spent: bool = False
    registration_spent: bool = False


class SmsCode(SQLModel, table=True):
    """`code_hash` is keyed and bound to id, purpose and mobile."""

    __tablename__ = "sms_code"
    __table_args__: ClassVar = (
        Index("sms_code_by_mobile", "mobile_hash", "sent_at"),
        {"schema": "identity"},
    )

    sms_code_id: str = Field(primary_key=True)
    purpose: str
    mobile_hash: str
    code_hash: str
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    tries: int = 0
    spent: bool = False


class RegistryQuestion(SQLModel, table=True):
    """One question to the population registry for an account, counted per mobile number."""

    __tablename__ = "registry_question"
    __table_args__: ClassVar = ({"schema": "identity"},)

    request_id: str = Field(primary_key=True)
    mobile_hash: str = Field(index=True)
    asked_at: datetime = Field(sa_type=DateTime(timezone=True))


def captcha(session: Session, captcha_id: str, *, lock: bool = False) -> Captcha | None:
    query = select(Captcha).where(col(Captcha.captcha_id) == captcha_id)
    return session.exec(query.with_for_update() if lock else query).one_or_none()


def give_back_captcha(session: Session, captcha_id: str) -> None:
    """The text it was spent on never left."""
    session.connection().execute(update(Captcha).where(col(Captcha.captcha_id) == captcha_id).values(sms_spent=False))


def last_code(session: Session, mobile_hash: str) -> SmsCode | None:
    query = select(SmsCode).where(col(SmsCode.mobile_hash) == mobile_hash)
    return session.exec(query.order_by(col(SmsCode.sent_at).desc()).limit(1)).one_or_none()


def codes_since(session: Session, mobile_hash: str, since: datetime) -> int:
    query = select(func.count()).where(col(SmsCode.mobile_hash) == mobile_hash, col(SmsCode.sent_at) > since)
    return session.exec(query).one()


def current_code(session: Session, purpose: str, mobile_hash: str) -> SmsCode | None:
    """The latest code of that purpose, locked; an earlier one is no longer good."""
    query = (
        select(SmsCode)
        .where(col(SmsCode.purpose) == purpose, col(SmsCode.mobile_hash) == mobile_hash)
        .order_by(col(SmsCode.sent_at).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).one_or_none()


def remove_code(session: Session, sms_code_id: str) -> None:
    session.exec(delete(SmsCode).where(col(SmsCode.sms_code_id) == sms_code_id))


def questions_since(session: Session, mobile_hash: str, since: datetime) -> int:
    query = select(func.count()).where(
        col(RegistryQuestion.mobile_hash) == mobile_hash, col(RegistryQuestion.asked_at) > since
    )
    return session.exec(query).one()


def forget_before(session: Session, instant: datetime) -> None:
    """Remove captchas, codes and question counts from before `instant`."""
    session.exec(delete(Captcha).where(col(Captcha.expires_at) < instant))
    session.exec(delete(SmsCode).where(col(SmsCode.sent_at) < instant))
    session.exec(delete(RegistryQuestion).where(col(RegistryQuestion.asked_at) < instant))
