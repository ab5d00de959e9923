"""Reads the words and long strings of a PDF at once, where the library goes byte by byte: a signature is 12 kB of
hexadecimal digits, which every verification reads several times.

What is in any way unusual is left to the library, which also says what is wrong with it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import IO, Any

from pyhanko.pdf_utils import generic, misc

_STRING_PIECE, _WORD_PIECE = 4096, 32
_PAIRS_OF_DIGITS = re.compile(rb"(?:[0-9A-Fa-f]{2})*")
_PLAIN_NAME = re.compile(rb"[!\"$&'*-.0-;=?-Z\\^-z|~]*")
"""Printable characters that neither end a name nor begin an escape (ISO 32000-1, 7.3.5)."""

_library_string = generic.read_hex_string_from_stream
_library_until = misc._read_until_class
_library_name = generic._decode_name


def read_at_once() -> None:
    """From now on the library reads so. Calling it again changes nothing."""
    generic.read_hex_string_from_stream = _hexadecimal_string
    generic._decode_name = _name
    misc._read_until_class = _until


def _hexadecimal_string(stream: IO[bytes]) -> Any:
    start, read = stream.tell(), b""
    while piece := stream.read(_STRING_PIECE):
        read += piece
        end = read.find(b">", len(read) - len(piece))
        if end >= 0:
            digits = read[1:end]
            if not _PAIRS_OF_DIGITS.fullmatch(digits):
                break
            stream.seek(start + end + 1)
            return generic.pdf_string(bytes.fromhex(digits.decode("ascii")))
    stream.seek(start)
    return _library_string(stream)


def _name(name_bytes: bytes) -> generic.NameObject:
    if _PLAIN_NAME.fullmatch(name_bytes):
        return generic.NameObject("/" + name_bytes.decode("ascii"))
    return _library_name(name_bytes)


def _until(class_chars: bytes, stream: IO[bytes], maxchars: int | None = None) -> Any:
    if maxchars:
        return _library_until(class_chars, stream, maxchars)
    read = b""
    while piece := stream.read(_WORD_PIECE):
        found = _any_of(class_chars).search(piece)
        if found:
            stream.seek(found.end() - len(piece), 1)
            return read + piece[: found.start()], False
        read += piece
    return read, True


@lru_cache
def _any_of(characters: bytes) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(characters) + b"]")
