"""What the archive service reads from its environment."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from kernel.settings import SharedSettings

LOCAL = "local"
_LOCAL_DAYS = 1
_THIRTY_YEARS_IN_DAYS = 10_958


class ArchiveSettings(SharedSettings):
    """Without `trust_roots` the authority's own root is fetched at first use and believed; pin it in production."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    database_url: SecretStr = Field(validation_alias="KAIYE_ARCHIVE_DATABASE_URL")
    listen: str = Field(default="127.0.0.1:8107", validation_alias="KAIYE_ARCHIVE_LISTEN")
    keys: SecretStr = Field(validation_alias="KAIYE_ARCHIVE_KEYS", description="Key ring for personal columns")
    hash_key: SecretStr = Field(
        validation_alias="KAIYE_ARCHIVE_HASH_KEY", description="Base64 of 32 bytes, for HMAC-SM3; never changes"
    )
    archive_bucket: str = Field(
        default="kaiye-archive",
        validation_alias="KAIYE_ARCHIVE_BUCKET",
        description="Bucket with object lock and versioning, for archive packages only",
    )
    environment: str = "production"
    retention_days: int | None = Field(
        default=None,
        ge=1,
        validation_alias="KAIYE_ARCHIVE_RETENTION_DAYS",
        description="How long nobody can delete a package; default 30 years, on a laptop one day",
    )
    ca_url: str = "http://127.0.0.1:8123/ca"
    trust_roots: Path | None = Field(
        default=None, validation_alias="KAIYE_TRUST_ROOTS", description="PEM file of the roots to believe"
    )
    outside_timeout: float = Field(default=5, gt=0, validation_alias="KAIYE_ARCHIVE_OUTSIDE_TIMEOUT")
    typesetting_processes: int = Field(default=1, ge=1, validation_alias="KAIYE_ARCHIVE_TYPESETTING_PROCESSES")
    demonstration: bool = Field(
        default=False,
        validation_alias="KAIYE_DEMONSTRATION",
        description="Mark every document as a sample",
    )

    @property
    def lock(self) -> timedelta:
        """How long a package stays locked from the moment it is stored."""
        default = _LOCAL_DAYS if self.environment == LOCAL else _THIRTY_YEARS_IN_DAYS
        return timedelta(days=self.retention_days or default)

    @property
    def hash_key_bytes(self) -> bytes:
        return base64.b64decode(self.hash_key.get_secret_value(), validate=True)

    @model_validator(mode="after")
    def _hash_key_has_32_bytes(self) -> Self:
        try:
            length = len(self.hash_key_bytes)
        except binascii.Error:
            length = 0
        if length != 32:
            raise ValueError("KAIYE_ARCHIVE_HASH_KEY must be the base64 of 32 bytes")
        return self
