"""What a Chinese character is: CJK unified ideographs of the main block and extensions A to J (Unicode 17), and 〇."""

from __future__ import annotations

import re

_BLOCKS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EBEF),
    (0x2EBF0, 0x2EE5F),
    (0x30000, 0x323AF),
    (0x323B0, 0x3347F),
)
_UNIFIED_AMONG_COMPATIBLE = "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
"""Twelve unified ideographs in the block of compatibility ideographs; normalisation leaves them as they are."""

HAN = "〇" + _UNIFIED_AMONG_COMPATIBLE + "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLOCKS)
"""All of them, to stand inside the brackets of a regular expression."""

INTERPUNCT = "·"
DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･●⸱⸳ꞏᐧ⦁᛫·", INTERPUNCT))
"""Every dot that is set between the parts of a name and means nothing else (GB/T 15834 writes U+00B7)."""
_STOP_IN_HAN = re.compile(rf"(?<=[{HAN}])\s*[.·]\s*(?=[{HAN}])")

_ONE = re.compile(f"[{HAN}]")


def is_han(character: str) -> bool:
    """True for a Chinese character in its unified form, rare ones included, and for 〇."""
    return _ONE.fullmatch(character) is not None


def with_plain_dots(text: str) -> str:
    """A text in NFKC with every dot between parts of a name as U+00B7, without blanks about it; a full stop is one
    between Chinese characters only, as in 阿卜杜拉.买买提, not in J. Smith."""
    return _STOP_IN_HAN.sub(INTERPUNCT, text.translate(DOTS))
