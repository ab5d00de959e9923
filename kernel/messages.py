"""What activities, updates and signals carry: immutable models that refuse unknown fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """References, numbers, digests, outcomes and dates; never personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid")
