"""What activities, updates and signals carry: immutable models that refuse unknown fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, JsonValue, model_validator

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect
from kernel.exchange import Reference

Carried = Mapping[str, JsonValue]
"""A message of one service that another one carries without knowing it (`kernel/handing_on.py`)."""


class Message(BaseModel):
    """References, numbers, digests, outcomes and dates; never personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked_by: ClassVar[frozenset[str]] = frozenset()
    """The steps of a case that ask for this. None: a case may ask by itself."""

    @property
    def ordered_by(self) -> frozenset[str]:
        """An activity does it only with the order of one of these steps (`kernel/orders.py`), if there are any."""
        return self.asked_by


class CarriesParts(Message):
    """A message that hands over parts: `parts` by kind. A kind that is not there was not left by anybody.

    Messages written before parts had a field of their own named each reference by its kind; those are read alike.
    """

    named_before: ClassVar[Mapping[str, str]] = {}
    """Kinds by the name of the field that held them before, where the two differ."""

    parts: Mapping[str, Reference]

    def part(self, kind: str) -> Reference:
        """The part of a kind that must be there; raises Defect `parts.missing`."""
        try:
            return self.parts[kind]
        except KeyError:
            raise Defect("parts.missing", kind) from None

    def either(self, *kinds: PartKind) -> PartKind:
        """The first of these kinds that is there; raises Defect `parts.missing`."""
        for kind in kinds:
            if kind in self.parts:
                return kind
        raise Defect("parts.missing", kinds[0])

    @model_validator(mode="before")
    @classmethod
    def _named_references(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "parts" in given:
            return given
        named = {key: value for key, value in given.items() if key not in cls.model_fields}
        kept = {key: value for key, value in given.items() if key in cls.model_fields}
        parts = {cls.named_before.get(key, key): value for key, value in named.items() if value is not None}
        return {**kept, "parts": parts}
