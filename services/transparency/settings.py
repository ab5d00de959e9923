"""What the transparency service reads from its environment."""

from __future__ import annotations

import base64
import binascii

from pydantic import Field, SecretStr

from kernel.settings import SchemaSettings, of_service
from kernel.tlog.notes import Signer


class TransparencySettings(SchemaSettings):
    model_config = of_service("transparency")

    listen: str = "127.0.0.1:8111"
    log_origin: str = Field(
        default="kaiye.example/log", pattern=r"^[^\s+]+$", description="The log's name: its public address, no scheme"
    )
    log_key: SecretStr = Field(
        description="Base64 of 32 bytes (Ed25519): signs the checkpoints; kept apart from others"
    )
    log_seconds: float = Field(default=2, gt=0, description="How often what services wrote is taken into the log")
    log_stamp_seconds: float = Field(default=60, gt=0, description="How often a checkpoint is time-stamped")
    log_pass_seconds: float = Field(
        default=300, gt=0, description="How often everything is checked against its leaf, unless it takes longer"
    )
    log_check_share: float = Field(default=0.1, gt=0, le=1, description="How much of one processor checking may take")
    tsa_url: str = "http://127.0.0.1:8123/tsa"
    outside_timeout: float = Field(default=5, gt=0)
    nats_url: str = "nats://127.0.0.1:4222"
    log_nats_user: str = Field(default="transparency", description="Publishes checkpoints to the agencies")
    log_nats_password: SecretStr

    @property
    def signer(self) -> Signer:
        """Raises ValueError for a key that is none."""
        try:
            seed = base64.b64decode(self.log_key.get_secret_value(), validate=True)
        except binascii.Error:
            seed = b""
        if len(seed) != 32:
            raise ValueError("KAIYE_LOG_KEY must be base64 of 32 bytes")
        return Signer(self.log_origin, seed)
