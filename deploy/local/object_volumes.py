"""SeaweedFS's volumes after a power cut: what they hold was synced, the index of it was not."""

from __future__ import annotations

import subprocess
from pathlib import Path

from deploy.local.server import program

_ENTRY = 17
"""Bytes of an index entry in the build for large disks: key 8, offset 4 + 1 (in units of 8 bytes), size 4."""
_AROUND = 16 + 4 + 8
"""Header, checksum and time of a needle, padded to the next 8 bytes."""
_HEAD = 8
"""The superblock."""
_FIX_SECONDS = 600


def mend_indexes(volumes: Path) -> list[str]:
    """Make the indexes anew where a volume ends elsewhere than its index says; returns which volumes those were. To be
    called while the store does not run; harmless when nothing is wrong."""
    torn = [data.stem for data in sorted(volumes.glob("*.dat")) if data.stat().st_size != indexed_end(data)]
    if torn:
        subprocess.run(  # noqa: S603 - our own program
            (program("weed"), "fix", "-ignoreError", str(volumes)),
            capture_output=True,
            check=True,
            timeout=_FIX_SECONDS,
        )
    return torn


def indexed_end(data: Path) -> int:
    """Where a volume's last needle ends, as its index has it."""
    index = data.with_suffix(".idx")
    content = index.read_bytes() if index.exists() else b""
    end = _HEAD
    for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
        entry = content[at : at + _ENTRY]
        begins = 8 * (int.from_bytes(entry[8:12]) + (entry[12] << 32))
        size = max(0, int.from_bytes(entry[13:17], signed=True))
        needle = size + _AROUND
        end = max(end, begins + needle + 8 - needle % 8)
    return end


def writing(data: Path) -> int:
    """How often the store wrote a volume anew, without what was removed from it."""
    with data.open("rb") as file:
        head = file.read(_HEAD)
    return int.from_bytes(head[4:6], "big")
