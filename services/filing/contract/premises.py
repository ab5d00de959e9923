"""Where the business is, and by what right, as other services read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel


class FurtherPremisesPart(BaseModel):
    """Another place of the same county, with the right by which it is used (个体工商户登记管理规定 Art. 12)."""

    street_name: str
    detail: str
    full_text: str
    owner: str
    tenure: str
    use_from: date | None
    use_to: date | None
    nature: str
    residential_consent: bool | None


class NetworkPlacePart(BaseModel):
    """A shop on a platform; `shop_id` is the platform's number of it, `text` how documents print it."""

    platform_name: str
    url: str
    shop_id: str
    text: str


class PremisesPart(BaseModel):
    """The main place; `full_text` is its address as documents print it, `printed_text` all places as the licence
    prints them.

    Of a business on networks only (`network_only`) street and detail are empty and `full_text` is its first place
    there; `county_code` is then that of the operator's home.
    """

    county_code: str
    street_name: str
    detail: str
    full_text: str
    printed_text: str = ""
    further: tuple[FurtherPremisesPart, ...] = ()
    network_only: bool = False
    network_places: tuple[NetworkPlacePart, ...] = ()


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
