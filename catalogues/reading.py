"""Reads the catalogue files shipped inside the package; no other room here touches the file system."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any


def content(name: str) -> bytes:
    """The bytes of one catalogue file."""
    return files("catalogues.data").joinpath(name).read_bytes()


@cache
def file_names() -> tuple[str, ...]:
    """All catalogue files, sorted; `source.toml` describes them and is not one of them."""
    names = (entry.name for entry in files("catalogues.data").iterdir())
    return tuple(sorted(name for name in names if name.endswith((".csv", ".json"))))


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file with a header line; every cell is text."""
    return list(csv.DictReader(content(name).decode("utf-8").splitlines()))


def document(name: str) -> Any:
    """A JSON file, as parsed."""
    return json.loads(content(name))
