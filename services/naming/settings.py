"""What the naming service reads from its environment."""

from __future__ import annotations

from pydantic import Field, SecretStr

from kernel.settings import SharedSettings


class NamingSettings(SharedSettings):
    database_url: SecretStr = Field(validation_alias="KAIYE_NAMING_DATABASE_URL")
    listen: str = Field(default="127.0.0.1:8102", validation_alias="KAIYE_NAMING_LISTEN")
    suffix_names: bool = Field(default=False, validation_alias="KAIYE_NAMING_SUFFIX")
