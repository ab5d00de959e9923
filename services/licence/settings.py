"""What the licence service reads from its environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kernel.rates import Rate
from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service


class LicenceSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    model_config = of_service("licence")

    listen: str = "127.0.0.1:8106"
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
    register_url: str = Field(default="http://127.0.0.1:8110", validation_alias="KAIYE_REGISTER_URL")
    notice_url: str = Field(default="http://127.0.0.1:8108", validation_alias="KAIYE_NOTICE_URL")
    ca_url: str = "http://127.0.0.1:8123/ca"
    tsa_url: str = "http://127.0.0.1:8123/tsa"
    trust_roots: Path | None = Field(
        default=None, validation_alias="KAIYE_TRUST_ROOTS", description="PEM file of the roots to believe"
    )
    outside_timeout: float = Field(default=5, gt=0)
    publicity_url: str = Field(
        default="www.gsxt.gov.cn",
        validation_alias="KAIYE_LICENCE_PUBLICITY_URL",
        description="The publicity system's address as licences print it",
    )
    lookup_rate: Rate = Field(
        default="120/minute",
        validation_alias="KAIYE_LICENCE_LOOKUP_RATE",
        description="Licences looked up by code per address of the caller",
    )
    verification_rate: Rate = Field(
        default="60/minute",
        validation_alias="KAIYE_LICENCE_VERIFICATION_RATE",
        description="Documents and QR codes verified per address of the caller",
    )
