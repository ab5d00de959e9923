"""What the archive service reads from its environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service

LOCAL = "local"
_LOCAL_DAYS = 1
_THIRTY_YEARS_IN_DAYS = 10_958


class ArchiveSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    """Without `trust_roots` the authority's own root is fetched at first use and believed; pin it in production."""

    model_config = of_service("archive")

    listen: str = "127.0.0.1:8107"
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
    portal_url: str = Field(default="http://127.0.0.1:8100", pattern=r"^https?://[^#?]+$")
    licence_url: str = Field(default="http://127.0.0.1:8106", validation_alias="KAIYE_LICENCE_URL")
    ca_url: str = "http://127.0.0.1:8123/ca"
    trust_roots: Path | None = Field(
        default=None, validation_alias="KAIYE_TRUST_ROOTS", description="PEM file of the roots to believe"
    )
    outside_timeout: float = Field(default=5, gt=0)

    @property
    def lock(self) -> timedelta:
        """How long a package stays locked from the moment it is stored."""
        default = _LOCAL_DAYS if self.environment == LOCAL else _THIRTY_YEARS_IN_DAYS
        return timedelta(days=self.retention_days or default)
