"""What the licence service reads from its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service

LOCAL = "local"


Body = Annotated[str, Field(pattern="^[0-9A-HJ-NP-RTUWXY]{6}$")]
"""Six characters of the alphabet of GB 32100-2015, between `MA` and the check character of an organisation code."""


class ConfiguredBlock(BaseModel):
    """A block as the province assigned it, both ends included: `{"authority_code": "14021300", "from": "0M0000",
    "to": "0MYYYY"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority_code: str = Field(pattern="^[0-9]{8}$")
    first: Body = Field(alias="from")
    last: Body = Field(alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        # The alphabet is in the order of its characters' code points.
        if self.first > self.last:
            raise ValueError("a code block must not end before it begins")
        return self


class LicenceSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    """Only with `environment` local an authority without blocks gets one of its own, made up for demonstrations."""

    model_config = of_service("licence")

    listen: str = "127.0.0.1:8106"
    environment: str = "production"
    code_blocks: tuple[ConfiguredBlock, ...] = Field(
        default=(), validation_alias="KAIYE_LICENCE_CODE_BLOCKS", description="JSON array"
    )
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
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
