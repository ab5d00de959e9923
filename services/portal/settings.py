"""Settings of the portal: where the other services are, and with what cookies are encrypted."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from kernel.settings import KeyRingSettings, of_service


class PortalSettings(KeyRingSettings):
    model_config = of_service("portal")

    listen: str = "127.0.0.1:8100"
    side: Literal["public", "staff", "both"] = Field(
        default="both",
        validation_alias=AliasChoices("side", "KAIYE_PORTAL_SIDE"),
        description="public, staff or both: whose pages this deployment carries",
    )
    public_url: str = Field(default="http://127.0.0.1:8100", validation_alias="KAIYE_PORTAL_URL")
    identity_url: str = Field(default="http://127.0.0.1:8101", validation_alias="KAIYE_IDENTITY_URL")
    naming_url: str = Field(default="http://127.0.0.1:8102", validation_alias="KAIYE_NAMING_URL")
    filing_url: str = Field(default="http://127.0.0.1:8103", validation_alias="KAIYE_FILING_URL")
    signing_url: str = Field(default="http://127.0.0.1:8104", validation_alias="KAIYE_SIGNING_URL")
    approval_url: str = Field(default="http://127.0.0.1:8105", validation_alias="KAIYE_APPROVAL_URL")
    licence_url: str = Field(default="http://127.0.0.1:8106", validation_alias="KAIYE_LICENCE_URL")
    archive_url: str = Field(default="http://127.0.0.1:8107", validation_alias="KAIYE_ARCHIVE_URL")
    notice_url: str = Field(default="http://127.0.0.1:8108", validation_alias="KAIYE_NOTICE_URL")
    register_url: str = Field(default="http://127.0.0.1:8110", validation_alias="KAIYE_REGISTER_URL")
    transparency_url: str = Field(default="http://127.0.0.1:8111", validation_alias="KAIYE_TRANSPARENCY_URL")
    temporal_web_url: str = Field(
        default="http://127.0.0.1:8233",
        validation_alias="KAIYE_TEMPORAL_WEB_URL",
        description="Where operations open the Temporal Web UI",
    )
    walks: str = Field(default="", description="The folder of what `make film` made; none is shown where it is empty")
    step_seconds: float = Field(
        default=20, description="How long a request waits for its step before it answers 202: still being carried out"
    )
