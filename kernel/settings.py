"""Settings every service shares; each service adds its own fields in its `settings.py`."""

from __future__ import annotations

from pydantic import Field, SecretStr
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
