"""Which rooms of ours are installed; knows no server and no service, so that asking costs nothing."""

from __future__ import annotations

import importlib.util


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def has_tables(room: str) -> bool:
    """Whether a room keeps something in the database."""
    return exists(f"services.{room}.migrations")
