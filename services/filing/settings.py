"""What the filing service needs to be told."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from kernel.settings import HashingSettings


class FilingSettings(HashingSettings):
    """`closed_types` lists types that take no applications for now, `GT075`, or `14021300/GT075` for one authority."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    database_url: SecretStr = Field(validation_alias="KAIYE_FILING_DATABASE_URL")
    listen: str = Field(default="127.0.0.1:8103", validation_alias="KAIYE_FILING_LISTEN")
    keys: SecretStr = Field(
        validation_alias="KAIYE_FILING_KEYS", description="Key ring (32-byte keys) for applications and attachments"
    )
    hash_key: SecretStr = Field(
        validation_alias="KAIYE_FILING_HASH_KEY", description="Base64 of 32 bytes; never changes"
    )
    closed_types: str = Field(default="", validation_alias="KAIYE_FILING_CLOSED_TYPES")
    recent_days: int = Field(default=90, ge=1, validation_alias="KAIYE_FILING_RECENT_DAYS")
    typesetting_processes: int = Field(default=1, ge=1, validation_alias="KAIYE_FILING_TYPESETTING_PROCESSES")
    demonstration: bool = Field(
        default=False,
        validation_alias="KAIYE_DEMONSTRATION",
        description="Mark every document as a sample",
    )

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(filter(None, (entry.strip() for entry in self.closed_types.split(","))))
