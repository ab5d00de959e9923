"""What the signing service reads from its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from limits import RateLimitItem, parse
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from kernel.settings import HashingSettings


def _rate(text: str) -> str:
    parse(text)
    return text


class SigningSettings(HashingSettings):
    """Without `trust_roots` the authority's own root is fetched at first use and believed; pin it in production."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    database_url: SecretStr = Field(validation_alias="KAIYE_SIGNING_DATABASE_URL")
    listen: str = Field(default="127.0.0.1:8104", validation_alias="KAIYE_SIGNING_LISTEN")
    keys: SecretStr = Field(validation_alias="KAIYE_SIGNING_KEYS", description="Key ring for personal columns")
    hash_key: SecretStr = Field(
        validation_alias="KAIYE_SIGNING_HASH_KEY", description="Base64 of 32 bytes, for HMAC-SM3; never changes"
    )
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
    ca_url: str = "http://127.0.0.1:8123/ca"
    tsa_url: str = "http://127.0.0.1:8123/tsa"
    sms_gateway_url: str = "http://127.0.0.1:8122"
    trust_roots: Path | None = Field(
        default=None, validation_alias="KAIYE_TRUST_ROOTS", description="PEM file of the roots to believe"
    )
    outside_timeout: float = Field(default=5, gt=0, validation_alias="KAIYE_SIGNING_OUTSIDE_TIMEOUT")
    redeem_rate: Annotated[str, AfterValidator(_rate)] = Field(
        default="30/minute",
        validation_alias="KAIYE_SIGNING_REDEEM_RATE",
        description="Links redeemed per address of the caller, in the notation of the library `limits`",
    )

    @property
    def rate(self) -> RateLimitItem:
        return parse(self.redeem_rate)
