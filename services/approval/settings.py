"""What the approval service reads from its environment."""

from __future__ import annotations

from pydantic import Field

from kernel.settings import DatabaseSettings, HashingSettings, TypesettingSettings, of_service


class ApprovalSettings(DatabaseSettings, HashingSettings, TypesettingSettings):
    """`claim_minutes` is how long an examiner keeps a case to themselves."""

    model_config = of_service("approval")

    listen: str = "127.0.0.1:8105"
    register_url: str = Field(default="http://127.0.0.1:8110", validation_alias="KAIYE_REGISTER_URL")
    licence_url: str = Field(default="http://127.0.0.1:8106", validation_alias="KAIYE_LICENCE_URL")
    claim_minutes: int = Field(default=30, ge=1, le=480, validation_alias="KAIYE_APPROVAL_CLAIM_MINUTES")
