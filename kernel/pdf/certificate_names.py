"""Lets certificates bear the names people have: in characters newer than Unicode 3.2, as long as RFC 5280 allows."""

from __future__ import annotations

import stringprep
import unicodedata
from functools import lru_cache
from types import SimpleNamespace

from asn1crypto import x509
from cryptography.x509 import NameAttribute, name
from cryptography.x509.oid import NameOID

LONGEST = 64
"""Characters of a common name (RFC 5280 appendix A.1, ub-common-name)."""

_MOST_BYTES = 4
"""Of one character in UTF-8."""

_REMEMBERED = 4096
"""Characters whose place in a table is kept: a chain's names are compared dozens of times for one signature."""

_REMEMBERED_NAMES = 512
"""Pairs of names whose comparison is kept, and names whose normal form is."""

_library_comparison = x509.RDNSequence.__eq__
_library_normal_form = x509.RDNSequence.hashable.fget
_compared: dict[tuple[bytes, bytes], bool] = {}
_normal_forms: dict[bytes, str] = {}

_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
"""Reserved for Han characters: newer editions of Unicode add to them faster than Python follows."""


def is_unassigned(character: str) -> bool:
    return unicodedata.category(character) == "Cn" and ord(character) not in _IDEOGRAPHIC_PLANES


def accept_new_characters() -> None:
    """Compare names by the present Unicode, looking each character up once. Calling it again changes nothing.

    The library compares names by the tables of RFC 3454, which end with Unicode 3.2 (2002) and leave out the Han
    characters of extension C and later, so that no certificate of a person named 𬱖 would ever lead to a root.
    RFC 3454 §7 lets whoever compares accept what was unassigned then; every other prohibition stays.
    """
    x509.stringprep = SimpleNamespace(
        **{
            name: lru_cache(_REMEMBERED)(judge)
            for name, judge in ({**vars(stringprep), "in_table_a1": is_unassigned}).items()
            if name.startswith(("in_table", "map_table"))
        }
    )


def accept_long_names() -> None:
    """Count a common name in characters. Calling it again changes nothing.

    RFC 5280 bounds characters; the library counts bytes in UTF-8, of which a Han character has three, and takes no
    name of 22 of them, neither to write nor to read.
    """
    name._NAMEOID_LENGTH_LIMIT[NameOID.COMMON_NAME] = (1, LONGEST * _MOST_BYTES)


def compare_names_once() -> None:
    """Remember which two names are the same (RFC 5280, 7.1), and the form by which they are looked up, by their
    encodings: a few authorities issue everything, and each signature asks some dozen times who issued what. Calling it
    again changes nothing."""
    x509.RDNSequence.__eq__ = _same_name
    x509.RDNSequence.hashable = property(_normal_form)


def _same_name(name: x509.RDNSequence, other: object) -> bool:
    if not isinstance(other, x509.RDNSequence):
        return False
    pair = name.contents, other.contents
    same = _compared.get(pair)
    if same is None:
        same = bool(_library_comparison(name, other))
        if len(_compared) >= _REMEMBERED_NAMES:
            _compared.clear()
        _compared[pair] = same
    return same


def _normal_form(name: x509.RDNSequence) -> str:
    form = _normal_forms.get(name.contents)
    if form is None:
        form = str(_library_normal_form(name))
        if len(_normal_forms) >= _REMEMBERED_NAMES:
            _normal_forms.clear()
        _normal_forms[name.contents] = form
    return form


def common_name(text: str) -> NameAttribute[str]:
    """The common name `text`; raises `ValueError` for none, or for more characters than a certificate holds."""
    if not 1 <= len(text) <= LONGEST:
        raise ValueError("a common name has 1 to 64 characters")
    accept_long_names()
    return NameAttribute(NameOID.COMMON_NAME, text)
