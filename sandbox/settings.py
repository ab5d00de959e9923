"""Where the outside world listens and keeps its own records."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SandboxSettings(BaseSettings):
    """Read from `KAIYE_*` environment variables. Only the port of each URL matters to the sandbox itself,
    which always binds 127.0.0.1. Certificates name the origin of `ca_url` as the address of their CRLs.

    Without `nats_url` the agencies are closed; without `sandbox_home` everything is forgotten at exit.
    """

    model_config = SettingsConfigDict(env_prefix="KAIYE_", extra="ignore", frozen=True)

    population_registry_url: str = "http://127.0.0.1:8121"
    sms_gateway_url: str = "http://127.0.0.1:8122"
    ca_url: str = "http://127.0.0.1:8123/ca"
    agencies_url: str = "http://127.0.0.1:8124"
    premises_registry_url: str = "http://127.0.0.1:8125"
    sandbox_home: Path | None = None
    nats_url: str | None = None
    nats_publicity_password: SecretStr | None = None
    nats_tax_password: SecretStr | None = None
    agency_private_keys: dict[str, Any] = Field(
        default_factory=dict, description="Agency to JWK Set; one without reads and answers in clear"
    )
    log_format: str = "json"

    @model_validator(mode="after")
    def _agencies_have_passwords(self) -> Self:
        if self.nats_url and not (self.nats_publicity_password and self.nats_tax_password):
            raise ValueError(
                "KAIYE_NATS_URL is set: KAIYE_NATS_PUBLICITY_PASSWORD and KAIYE_NATS_TAX_PASSWORD are needed"
            )
        return self


def port_of(url: str) -> int:
    """The port a URL names. Raises ValueError for a URL without one."""
    port = urlsplit(url).port
    if port is None:
        raise ValueError(f"{url} names no port")
    return port


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
