"""What the filing service needs to be told."""

from __future__ import annotations

from pydantic import Field

from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service


class FilingSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    """Without `premises_registry_url` every place must be proved by a document. `closed_types` lists types that take no
    applications for now, `GT075`, or `14021300/GT075` for one authority."""

    model_config = of_service("filing")

    listen: str = "127.0.0.1:8103"
    closed_types: str = Field(default="", validation_alias="KAIYE_FILING_CLOSED_TYPES")
    premises_registry_url: str = Field(default="", validation_alias="KAIYE_PREMISES_REGISTRY_URL")
    premises_registry_timeout: float = Field(default=3.0, gt=0, validation_alias="KAIYE_PREMISES_REGISTRY_TIMEOUT")
    reading: bool = Field(
        default=True,
        validation_alias="KAIYE_FILING_READING",
        description="Read attached pictures; without it a person looks at every application",
    )
    reading_patience: float = Field(
        default=10.0,
        ge=0,
        le=15,
        validation_alias="KAIYE_FILING_READING_PATIENCE",
        description="Seconds an application waits for its pictures to be read",
    )
    recent_days: int = Field(default=90, ge=1, validation_alias="KAIYE_FILING_RECENT_DAYS")

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(filter(None, (entry.strip() for entry in self.closed_types.split(","))))
