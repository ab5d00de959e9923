"""A few files in one ZIP, none of whose bytes is free: packed again, the same files are the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_MOST_BYTES = 64 * 1024 * 1024


def packed(files: Mapping[str, bytes]) -> bytes:
    """As they are, in this order, without a time; not deflated, since no two releases of a library deflate alike."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            archive.writestr(entry, content)
    return output.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """What `packed` was given. Raises ValueError for anything else, by a single byte."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise ValueError("too large")
            files = {name: archive.read(name) for name in archive.namelist()}
    # A damaged one makes the library fail as it likes, down to EOFError and NotImplementedError.
    except Exception as error:
        raise ValueError("no such file") from error
    if packed(files) != content:
        raise ValueError("something besides the files was altered")
    return files
