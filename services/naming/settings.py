"""What the naming service reads from its environment."""

from __future__ import annotations

from pydantic import Field

from kernel.settings import DatabaseSettings, of_service


class NamingSettings(DatabaseSettings):
    model_config = of_service("naming")

    listen: str = "127.0.0.1:8102"
    suffix_names: bool = Field(default=False, validation_alias="KAIYE_NAMING_SUFFIX")
