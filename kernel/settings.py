"""Settings every service shares; each service adds its own fields in its `settings.py`."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from pydantic import AliasGenerator, AwareDatetime, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kernel.inner_tls import InnerTls
from kernel.keyring import KeyRing

_OF_EACH_SERVICE = frozenset(
    {
        "listen",
        "database_url",
        "owner_database_url",
        "keys",
        "hash_key",
        "part_key",
        "s3_access_key",
        "s3_secret_key",
        "outside_timeout",
        "typesetting_processes",
    }
)
"""Fields whose variables carry the service's name, whichever service declares them."""


class SharedSettings(BaseSettings):
    """Read from `KAIYE_*` environment variables. Secrets have no default: a missing one stops the start.

    Services take the kinds below that concern them and declare what is their own; a field is read from `KAIYE_` and its
    name, unless `of_service` or an alias of its own says otherwise.
    Key rings are written `id:base64,id:base64`; the first key encrypts, all of them decrypt (rotation).
    """

    model_config = SettingsConfigDict(
        env_prefix="KAIYE_", extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    codec_keys: SecretStr = Field(description="Key ring (32-byte keys) for Temporal payloads")

    jwks_url: str = Field(
        default="http://127.0.0.1:8101/.well-known/jwks.json",
        description="Public keys of the identity service, with which every service checks access tokens",
    )
    token_issuer: str = "kaiye-identity"
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks (comma separated) whose word on who asks is taken: ingress and pods",
    )
    tls_ca_file: Path | None = Field(
        default=None, description="PEM: whom PostgreSQL, NATS, Temporal and the object store are believed by"
    )
    tls_certificate_file: Path | None = Field(default=None, description="PEM: what this process shows to them")
    tls_key_file: Path | None = Field(default=None, description="PEM: the key of that certificate")
    log_format: str = Field(default="json", pattern="^(json|console)$")

    @property
    def tls(self) -> InnerTls | None:
        """Raises Defect `tls.incomplete`."""
        return InnerTls.of(self)


def of_service(name: str) -> SettingsConfigDict:
    """The `model_config` of a service's settings: its address, database and keys come from variables of its own, such
    as `KAIYE_NAMING_DATABASE_URL`."""

    def variable(field: str) -> str:
        return f"KAIYE_{name}_{field}".upper() if field in _OF_EACH_SERVICE else f"KAIYE_{field}".upper()

    return SettingsConfigDict(alias_generator=AliasGenerator(validation_alias=variable))


class ServiceSettings(SharedSettings):
    """What a service answers on: host and port. Subclasses say `model_config = of_service("naming")`."""

    listen: str


class ExchangeSettings(SharedSettings):
    """For whoever reaches parts and documents: services with a schema; neither the portal nor the workflows' worker."""

    s3_endpoint: str = "127.0.0.1:8333"
    s3_secure: bool = False
    s3_access_key: SecretStr
    s3_secret_key: SecretStr
    exchange_bucket: str = "kaiye-exchange"
    exchange_keys: SecretStr = Field(description="Key ring (32-byte keys) for parts handed between services")


class SchemaSettings(ServiceSettings):
    """For a service with a schema of its own."""

    database_url: SecretStr
    owner_database_url: SecretStr | None = Field(
        default=None, description="The schema's owner, for migrations only: what runs must not have it"
    )
    invariants_seconds: float = Field(default=600, gt=0, description="How often what must always hold is checked")


class DatabaseSettings(SchemaSettings, ExchangeSettings):
    """For a service with a schema that leaves parts and reads those of others."""

    stored_pass_seconds: float = Field(
        default=3600, gt=0, description="How often what is in the object store is checked, unless a pass takes longer"
    )
    part_key: SecretStr = Field(description="Base64 of 32 bytes (Ed25519): signs the parts the service leaves")
    part_authors: str = Field(description="Public keys of all services' parts: service:base64url, comma separated")
    parts_signed_since: AwareDatetime | None = Field(
        default=None, description="Parts that were left before this moment need no signature"
    )

    @property
    def part_key_text(self) -> str:
        return self.part_key.get_secret_value()


class KeyRingSettings(ServiceSettings):
    """For a service that keeps something encrypted."""

    keys: SecretStr = Field(description="Key ring (32-byte keys) for what the service keeps encrypted")

    @property
    def ring(self) -> KeyRing:
        """Raises Defect `keyring.malformed`."""
        return KeyRing.parse(self.keys.get_secret_value())


class HashingSettings(KeyRingSettings):
    """For a service that finds equal personal values by their keyed hash."""

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


class TypesettingSettings(ServiceSettings):
    """For a service that makes documents."""

    typesetting_processes: int = Field(default=1, ge=1)
    demonstration: bool = Field(default=False, description="Mark every document as a sample")
