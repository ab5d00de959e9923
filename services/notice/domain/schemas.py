"""The JSON Schemas of everything that travels between us and agencies. A released one only grows by optional fields."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_ROOM = Path(__file__).parents[1] / "schemas"


@cache
def schemas() -> dict[str, str]:
    """Name (`tax.registration.v1`) → the schema as text."""
    return {path.stem: path.read_text("utf-8") for path in sorted(_ROOM.glob("*.json"))}


def schema_address(base: str, name: str) -> str:
    """Where anybody reads a schema (`dataschema` of CloudEvents 1.0, an absolute URI)."""
    return f"{base.rstrip('/')}/schemas/{name}.json"
