"""Lets certificates bear names written in characters that are newer than Unicode 3.2."""

from __future__ import annotations

import stringprep
import unicodedata
from types import SimpleNamespace

from asn1crypto import x509

_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
"""Reserved for Han characters: newer editions of Unicode add to them faster than Python follows."""


def is_unassigned(character: str) -> bool:
    return unicodedata.category(character) == "Cn" and ord(character) not in _IDEOGRAPHIC_PLANES


def accept_new_characters() -> None:
    """Compare names by the present Unicode. Calling it again changes nothing.

    The library compares names by the tables of RFC 3454, which end with Unicode 3.2 (2002) and leave out the Han
    characters of extension C and later, so that no certificate of a person named 𬱖 would ever lead to a root.
    RFC 3454 §7 lets whoever compares accept what was unassigned then; every other prohibition stays.
    """
    x509.stringprep = SimpleNamespace(
        **{name: getattr(stringprep, name) for name in dir(stringprep) if name.startswith(("in_table", "map_table"))}
        | {"in_table_a1": is_unassigned}
    )
