"""Hash chains: each link's digest covers the one before, so that nothing in between can be changed or left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

BEGINNING = "0" * 64


def canonical(content: Mapping[str, object]) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def link(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the digest before and the content."""
    return hashlib.sha256(previous.encode() + canonical(content)).hexdigest()
