"""What the signing service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kernel.rates import Rate
from kernel.settings import DatabaseSettings, HashingSettings, of_service


class SigningSettings(DatabaseSettings, HashingSettings):
    """Without `trust_roots` the authority's own root is fetched at first use and believed; pin it in production."""

    model_config = of_service("signing")

    listen: str = "127.0.0.1:8104"
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
    filing_url: str = Field(default="http://127.0.0.1:8103", validation_alias="KAIYE_FILING_URL")
    ca_url: str = "http://127.0.0.1:8123/ca"
    tsa_url: str = "http://127.0.0.1:8123/tsa"
    sms_gateway_url: str = "http://127.0.0.1:8122"
    trust_roots: Path | None = Field(
        default=None, validation_alias="KAIYE_TRUST_ROOTS", description="PEM file of the roots to believe"
    )
    outside_timeout: float = Field(default=5, gt=0)
    redeem_rate: Rate = Field(
        default="30/minute",
        validation_alias="KAIYE_SIGNING_REDEEM_RATE",
        description="Links redeemed per address of the caller, in the notation of the library `limits`",
    )
