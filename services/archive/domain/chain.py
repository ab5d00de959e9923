"""Hash chains: each link's digest covers the one before, so that nothing in between can be changed or left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from kernel.canonical import canonical_json

BEGINNING = "0" * 64


def digest(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_json(content)).hexdigest()


def link(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the digest before and the content."""
    return hashlib.sha256(previous.encode() + canonical_json(content)).hexdigest()
