"""Files that a stack cannot do without: whole, and on disk, before anything rests on them."""

from __future__ import annotations

import os
from pathlib import Path


def keep(path: Path, content: str) -> None:
    """Write a file that only its owner reads. Whatever happens, power cuts included, it holds what it held before or
    all of `content`, and `content` once this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f"{path.suffix}.new")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
