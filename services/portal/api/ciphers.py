"""Seals what a visitor's browser keeps for us, so that nobody else can read or change it."""

from __future__ import annotations

import base64
import json
from typing import Any

from kernel.errors import Defect
from kernel.keyring import KeyRing


class Cipher:
    """Cookies nobody but us can read or change."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def close(self, content: Any, purpose: str) -> str:
        key, encrypted = self._ring.encrypt(json.dumps(content).encode(), purpose.encode())
        return f"{key}.{base64.urlsafe_b64encode(encrypted).decode().rstrip('=')}"

    def open(self, text: str, purpose: str) -> Any:
        """None for anything that we did not encrypt for this purpose."""
        key, _, encoded = text.partition(".")
        try:
            encrypted = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
            return json.loads(self._ring.decrypt(key, encrypted, purpose.encode()))
        except (ValueError, Defect):
            return None
