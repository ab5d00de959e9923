"""What the filing service needs to be told."""

from __future__ import annotations

import base64
import binascii
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from kernel.settings import SharedSettings


class FilingSettings(SharedSettings):
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
    def hash_key_bytes(self) -> bytes:
        return base64.b64decode(self.hash_key.get_secret_value(), validate=True)

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(filter(None, (entry.strip() for entry in self.closed_types.split(","))))

    @model_validator(mode="after")
    def _hash_key_has_32_bytes(self) -> Self:
        try:
            length = len(self.hash_key_bytes)
        except binascii.Error:
            length = 0
        if length != 32:
            raise ValueError("KAIYE_FILING_HASH_KEY must be the base64 of 32 bytes")
        return self
