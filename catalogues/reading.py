"""Reads the catalogue files shipped inside the package; no other room here touches the file system."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def content(name: str) -> bytes:
    """The bytes of one catalogue file; one in a folder is named with it, as in `filing_types/….json`."""
    return files("catalogues.data").joinpath(name).read_bytes()


@cache
def file_names(folder: str = "") -> tuple[str, ...]:
    """All catalogue files, sorted, or those in one folder; `source.toml` describes them and is not one of them."""
    return tuple(sorted(name for name in _names(files("catalogues.data"), "") if name.startswith(folder)))


def _names(place: Traversable, folder: str) -> Iterator[str]:
    for entry in place.iterdir():
        if entry.is_dir():
            yield from _names(entry, f"{folder}{entry.name}/")
        elif entry.name.endswith((".csv", ".json")):
            yield folder + entry.name


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file with a header line; every cell is text."""
    return list(csv.DictReader(content(name).decode("utf-8").splitlines()))


def document(name: str) -> Any:
    """A JSON file, as parsed."""
    return json.loads(content(name))
