"""Whether a text can be set in a document: asked at the form, so that nobody learns it after the lock."""

from __future__ import annotations

import unicodedata

from kernel.typesetting.coverage import drawable

_NEVER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format, surrogate, private-use and unassigned characters, line and paragraph separators."""
_HAN_PLANES = range(0x20000, 0x3FFFE)
"""Reserved for Chinese characters, which are newer here than Python's tables; the fonts say which exist."""


def unprintable(text: str) -> str:
    """The characters of a text that documents cannot show, in their order, each once; empty when all is well.

    Those are the characters that no font here draws, and those that show nothing or not the same to everyone. Lists
    of the fonts are read at the first question of a process; raises `Defect` when there is no font at all.
    """
    return "".join(dict.fromkeys(character for character in text if not _printable(character)))


def _printable(character: str) -> bool:
    point = ord(character)
    if point not in drawable():
        return False
    return unicodedata.category(character) not in _NEVER or point in _HAN_PLANES
