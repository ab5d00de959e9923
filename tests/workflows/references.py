"""References to parts and documents that nobody reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel.exchange import DocumentRef, Reference

USCC = "92140213MA0MU7MP45"


def ref(name: str) -> Reference:
    return Reference(key=name, digest="0" * 64)


def document(kind: str, key: str | None = None) -> DocumentRef:
    return DocumentRef(kind=kind, key=key or kind, sha256="0" * 64, sm3="0" * 64, pages=1)


def promised(implementation: Any) -> list[Callable[..., Any]]:
    """The bound activity methods of an implementation."""
    return [
        getattr(implementation, name)
        for name in dir(implementation)
        if hasattr(getattr(implementation, name), "__temporal_activity_definition")
    ]
