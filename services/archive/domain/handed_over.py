"""What the archive reads of the parts other services leave; fields it does not know are ignored."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from catalogues.filing_types.words import stands_for
from kernel.errors import Defect


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
    """`name` and `approved_on` count where no version of the entity is handed over (cases from before the register)."""

    name: str | None = None
    approved_on: date
    issued_at: datetime


class PartyPart(BaseModel):
    roles: tuple[str, ...]
    name: str


class FactsPart(BaseModel):
    name: str | None
    type_code: str
    type_name: str
    parties: tuple[PartyPart, ...]


class EntityPart(BaseModel):
    """The version of the entity that the application made, as it stands in the register."""

    uscc: str
    authority_code: str = ""
    authority_name: str
    effective_on: date
    facts: FactsPart

    @property
    def operator(self) -> PartyPart:
        """Raises Defect `archive.operator_unknown` unless exactly one person stands for it."""
        found = [party for party in self.facts.parties if stands_for(party.roles)]
        if len(found) != 1:
            raise Defect("archive.operator_unknown", self.uscc)
        return found[0]
