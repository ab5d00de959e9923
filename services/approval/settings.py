"""What the approval service reads from its environment."""

from __future__ import annotations

import base64
import binascii
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from kernel.settings import SharedSettings


class ApprovalSettings(SharedSettings):
    """`examiner_names` maps account references to the names examiners sign with."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    database_url: SecretStr = Field(validation_alias="KAIYE_APPROVAL_DATABASE_URL")
    listen: str = Field(default="127.0.0.1:8105", validation_alias="KAIYE_APPROVAL_LISTEN")
    keys: SecretStr = Field(
        validation_alias="KAIYE_APPROVAL_KEYS", description="Key ring (32-byte keys) for what examiners write"
    )
    hash_key: SecretStr = Field(
        validation_alias="KAIYE_APPROVAL_HASH_KEY", description="Base64 of 32 bytes; finds equal proposals"
    )
    claim_minutes: int = Field(default=30, ge=1, le=480, validation_alias="KAIYE_APPROVAL_CLAIM_MINUTES")
    examiner_names: dict[str, str] = Field(default={}, validation_alias="KAIYE_APPROVAL_EXAMINER_NAMES")
    typesetting_processes: int = Field(default=1, ge=1, validation_alias="KAIYE_APPROVAL_TYPESETTING_PROCESSES")
    demonstration: bool = Field(
        default=False, validation_alias="KAIYE_DEMONSTRATION", description="Mark every document as a sample"
    )

    @model_validator(mode="after")
    def _hash_key_is_long_enough(self) -> Self:
        try:
            long_enough = len(self.hash_key_bytes) == 32
        except binascii.Error:
            long_enough = False
        if not long_enough:
            raise ValueError("KAIYE_APPROVAL_HASH_KEY must be base64 of 32 bytes")
        return self

    @property
    def hash_key_bytes(self) -> bytes:
        return base64.b64decode(self.hash_key.get_secret_value(), validate=True)
