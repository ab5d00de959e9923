"""Settings every service shares; each service adds its own fields in its `settings.py`."""

from __future__ import annotations

import base64
import binascii

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SharedSettings(BaseSettings):
    """Read from `KAIYE_*` environment variables. Secrets have no default: a missing one stops the start.

    Services subclass this and declare their own variables, for example
    `database_url: SecretStr = Field(validation_alias="KAIYE_NAMING_DATABASE_URL")`.
    Key rings are written `id:base64,id:base64`; the first key encrypts, all of them decrypt (rotation).
    """

    model_config = SettingsConfigDict(
        env_prefix="KAIYE_", extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    codec_keys: SecretStr = Field(description="Key ring (32-byte keys) for Temporal payloads")

    s3_endpoint: str = "127.0.0.1:8333"
    s3_secure: bool = False
    s3_access_key: SecretStr
    s3_secret_key: SecretStr
    exchange_bucket: str = "kaiye-exchange"
    exchange_keys: SecretStr = Field(description="Key ring (32-byte keys) for parts handed between services")

    jwks_url: str = Field(
        default="http://127.0.0.1:8101/.well-known/jwks.json",
        description="Public keys of the identity service, with which every service checks access tokens",
    )
    token_issuer: str = "kaiye-identity"
    log_format: str = Field(default="json", pattern="^(json|console)$")


class HashingSettings(SharedSettings):
    """For a service that finds equal personal values by their keyed hash; it names the variable of its `hash_key`."""

    hash_key: SecretStr = Field(description="Base64 of 32 bytes, for HMAC-SM3; never changes")

    @field_validator("hash_key")
    @classmethod
    def _is_32_bytes(cls, key: SecretStr) -> SecretStr:
        try:
            long_enough = len(base64.b64decode(key.get_secret_value(), validate=True)) == 32
        except binascii.Error:
            long_enough = False
        if not long_enough:
            raise ValueError("must be base64 of 32 bytes")
        return key

    @property
    def hash_key_bytes(self) -> bytes:
        return base64.b64decode(self.hash_key.get_secret_value())
