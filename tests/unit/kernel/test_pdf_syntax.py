"""Words and strings of a PDF that are read at once are what the library reads byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import misc

from kernel.pdf import syntax

STRINGS = (
    b"<>",
    b"<00ff>",
    b"<48656C6c6f> /Next",
    b"<486>x",
    b"<48 65\n6c>x",
    b"<48%comment\n65>x",
    b"<feff4f60597d>x",
    b"<" + b"0a" * 10_000 + b">x",
    b"<" + b"0a" * 2047 + b">x",
    b"<48zz>x",
    b"<4865",
    b"<",
)
WORDS = (b"Type/Next", b"Type /Next", b"", b"]", b"A" * 31 + b" x", b"A" * 32 + b" x", b"A" * 100, b"a\x00b", b"a>>")
NAMES = (b"Type", b"", b"A#20B", b"A#2", b"A#zz", "\u540d".encode(), b"a b", b"~!\"$&'*+,-.:;=?@\\^_`|")


def outcome(read: Callable[..., Any], *given: Any) -> Any:
    try:
        return read(*given)
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("text", STRINGS)
def test_strings(text: bytes) -> None:
    """The same value, or the same complaint, and the next thing is read from the same place."""
    ours, theirs = BytesIO(text), BytesIO(text)
    found, wanted = outcome(syntax._hexadecimal_string, ours), outcome(syntax._library_string, theirs)
    assert (type(found), found) == (type(wanted), wanted)
    assert ours.tell() == theirs.tell()


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("ends", [misc.PDF_WHITESPACE, misc.PDF_WHITESPACE + misc.PDF_DELIMITERS])
def test_words(text: bytes, ends: bytes) -> None:
    """The same word, and the next thing is read from the same place."""
    ours, theirs = BytesIO(text), BytesIO(text)
    assert syntax._until(ends, ours) == syntax._library_until(ends, theirs)
    assert ours.tell() == theirs.tell()


@pytest.mark.parametrize("text", NAMES)
def test_names(text: bytes) -> None:
    """The same name, or the same complaint."""
    assert outcome(syntax._name, text) == outcome(syntax._library_name, text)


@pytest.mark.parametrize("octet", range(256))
def test_every_character_of_a_name(octet: int) -> None:
    """No character is taken that the library refuses, and none refused that it takes."""
    text = bytes([octet])
    assert outcome(syntax._name, text) == outcome(syntax._library_name, text)
