"""The licence face: what it must say, in which form it is hashed, and how the template wants it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kernel.canonical import canonical_json

Copy = Literal["正本", "副本"]

ORIGINAL: Copy = "正本"
DUPLICATE: Copy = "副本"
ENTITY_TYPE = "个体工商户"
VERSION = 1
"""Rises with every licence that replaces an earlier one of the same entity."""


@dataclass(frozen=True)
class LicenceFace:
    """The items of 实施细则 Art. 23 for a sole trader; a sole trader may have no name (`name` None)."""

    uscc: str
    licence_no: str
    version: int
    name: str | None
    entity_type: str
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    authority_code: str
    authority_name: str
    registered_on: date
    approved_on: date
    issued_on: date

    def missing(self) -> tuple[str, ...]:
        """The items that must not be empty and are."""
        required = (
            "uscc", "licence_no", "entity_type", "operator_name", "composition_form", "scope_text", "premises",
            "authority_code", "authority_name",
        )  # fmt: skip
        empty = [item for item in required if not str(getattr(self, item)).strip()]
        return (*empty, "name") if self.name is not None and not self.name.strip() else tuple(empty)

    def canonical_json(self) -> str:
        """One text for one face: RFC 8785."""
        items = {
            "uscc": self.uscc,
            "licence_no": self.licence_no,
            "version": self.version,
            "name": self.name,
            "entity_type": self.entity_type,
            "operator": self.operator_name,
            "composition_form": self.composition_form,
            "scope_text": self.scope_text,
            "premises": self.premises,
            "authority_code": self.authority_code,
            "authority": self.authority_name,
            "registered_on": self.registered_on.isoformat(),
            "approved_on": self.approved_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
        }
        return canonical_json(items).decode()

    def digest(self) -> bytes:
        """SHA-256 of the canonical JSON, 32 bytes."""
        return hashlib.sha256(self.canonical_json().encode()).digest()

    def printed(
        self,
        *,
        symbol: Sequence[str],
        publicity_url: str,
        demonstration: bool,
        copy: Copy = ORIGINAL,
        copy_no: str = "",
    ) -> dict[str, Any]:
        """The input of `licence.typ`; `symbol` are the rows of the QR code, `copy_no` numbers a duplicate (1-1)."""
        return {
            "copy": copy,
            "copy_no": copy_no,
            "uscc": self.uscc,
            "full_name": self.name,
            "entity_type": self.entity_type,
            "operator": self.operator_name,
            "composition_form": self.composition_form,
            "scope_text": self.scope_text,
            "registered_on": self.registered_on.isoformat(),
            "premises": self.premises,
            "authority": self.authority_name,
            "issued_on": self.issued_on.isoformat(),
            "qr": {"rows": list(symbol), "image": None},
            "publicity_url": publicity_url,
            "demo": demonstration,
            "attachment": {"name": "licence.json", "path": None, "text": self.canonical_json()},
        }
