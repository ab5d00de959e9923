"""What the archive reads of the parts other services leave; fields it does not know are ignored."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel


class OperatorPart(BaseModel):
    name: str


class DetailsPart(BaseModel):
    shop_name: str | None = None


class TypePart(BaseModel):
    code: str | None = None
    name: str | None = None


class ApplicationPart(BaseModel):
    """The application as confirmed."""

    account_subject: str
    authority_name: str | None = None
    type: TypePart = TypePart()
    operator: OperatorPart
    details: DetailsPart = DetailsPart()
    confirmed_at: datetime


class NamePart(BaseModel):
    full_name: str


class DecisionPart(BaseModel):
    outcome: str
    reviewer: str
    decided_at: datetime


class LicencePart(BaseModel):
    name: str | None = None
    approved_on: date
    issued_at: datetime
