"""What the register reads from its environment."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kernel.rates import Rate
from kernel.settings import DatabaseSettings, HashingSettings, of_service
from kernel.web.paths import AuthorityCode

LOCAL = "local"


Body = Annotated[str, Field(pattern="^[0-9A-HJ-NP-RTUWXY]{6}$")]
"""Six characters of the alphabet of GB 32100-2015, between `MA` and the check character of an organisation code."""


class ConfiguredBlock(BaseModel):
    """A block as the province assigned it, both ends included: `{"authority_code": "14021300", "from": "0M0000",
    "to": "0MYYYY"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authority_code: AuthorityCode
    first: Body = Field(alias="from")
    last: Body = Field(alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        # The alphabet is in the order of its characters' code points.
        if self.first > self.last:
            raise ValueError("a code block must not end before it begins")
        return self


class RegisterSettings(DatabaseSettings, HashingSettings):
    """Only with `environment` local an authority without blocks gets one of its own, made up for demonstrations."""

    model_config = of_service("register")

    listen: str = "127.0.0.1:8110"
    environment: str = "production"
    naming_url: str = Field(default="http://127.0.0.1:8102", validation_alias="KAIYE_NAMING_URL")
    licence_url: str = Field(default="http://127.0.0.1:8106", validation_alias="KAIYE_LICENCE_URL")
    public_rate: Rate = Field(
        default="60/minute",
        validation_alias="KAIYE_REGISTER_PUBLIC_RATE",
        description="Public readings per address of the caller, in the notation of the library `limits`",
    )
    code_blocks: tuple[ConfiguredBlock, ...] = Field(
        default=(), validation_alias="KAIYE_REGISTER_CODE_BLOCKS", description="JSON array"
    )
