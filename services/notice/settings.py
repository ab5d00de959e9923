"""What the notice service reads from its environment."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, Field, SecretStr

from kernel.settings import DatabaseSettings, KeyRingSettings, of_service


class NoticeSettings(DatabaseSettings, KeyRingSettings):
    """Without `sm2_key` the service makes a key of its own and keeps it, encrypted, in its database."""

    model_config = of_service("notice")

    listen: str = "127.0.0.1:8108"
    nats_url: str = "nats://127.0.0.1:4222"
    nats_user: str = "notice"
    nats_password: SecretStr
    nats_replicas: int = Field(
        default=1,
        ge=1,
        le=5,
        validation_alias=AliasChoices("nats_replicas", "KAIYE_NATS_REPLICAS"),
        description="How many servers of NATS keep each stream; with fewer the service is not ready",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8108",
        validation_alias=AliasChoices("public_url", "KAIYE_NOTICE_PUBLIC_URL", "KAIYE_NOTICE_URL"),
        description="Where agencies find `/keys` and `/schemas`",
    )
    filing_url: str = Field(default="http://127.0.0.1:8103", validation_alias="KAIYE_FILING_URL")
    register_url: str = Field(default="http://127.0.0.1:8110", validation_alias="KAIYE_REGISTER_URL")
    sms_gateway_url: str = "http://127.0.0.1:8122"
    outside_timeout: float = Field(default=5, gt=0)
    sm2_key: SecretStr | None = Field(
        default=None,
        validation_alias="KAIYE_NOTICE_SM2_KEY",
        description="Base64 of 96 bytes: SM2 private key (32), then its public point (64)",
    )
    agency_keys: dict[str, Any] = Field(
        default_factory=dict,
        validation_alias=AliasChoices("agency_keys", "KAIYE_NOTICE_AGENCY_KEYS"),
        description="Agency to JWK Set, in JSON: public keys of those that `kaiye agency` gave none",
    )
    in_clear: str = Field(
        default="",
        validation_alias=AliasChoices("in_clear", "KAIYE_NOTICE_IN_CLEAR"),
        description="Agencies (comma separated) that have no key yet and are told personal data in clear until then",
    )
    receipt_timeout: float = Field(
        default=600,
        gt=0,
        validation_alias="KAIYE_NOTICE_RECEIPT_PATIENCE",
        description="Seconds to wait for an agency's receipt before an event is sent again",
    )
    round_seconds: float = Field(
        default=30,
        gt=0,
        validation_alias="KAIYE_NOTICE_ROUND_SECONDS",
        description="Seconds between two looks at what is still to be published or sent again",
    )
