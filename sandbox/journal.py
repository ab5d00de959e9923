"""An append-only file of JSON lines that survives being killed at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """One line per entry. A line torn by a crash was never acknowledged to anyone and is cut off at opening."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("ab")
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            self._file.truncate(whole)

    def entries(self) -> Iterator[dict[str, Any]]:
        with self._path.open("rb") as lines:
            for line in lines:
                yield json.loads(line)

    def append(self, entry: dict[str, Any], *, on_disk: bool = False) -> None:
        """`on_disk` waits for the disk, for entries that are acknowledged to another system afterwards."""
        self._file.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        if on_disk:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
