"""Where the business is, and by what right, as other services read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel


class PremisesPart(BaseModel):
    """`full_text` is the address as documents print it."""

    county_code: str
    street_name: str
    detail: str
    full_text: str


class PremisesCommitmentPart(BaseModel):
    owner: str
    tenure: str
    use_from: date | None
    use_to: date | None
    nature: str
    area: Decimal | None
    residential_consent: bool | None
    is_network_premises: bool
    platform_name: str | None
    platform_url: str | None
    accepted: bool
