"""Names and document numbers of persons in the one form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

from kernel.numbers import normalise

RESIDENT_ID_CARD = "10"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3007\U00020000-\U0003ffff"
_HAN_NAME = re.compile(rf"[{_HAN}](?:[{_HAN}·]{{0,28}}[{_HAN}])")
_OTHER_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ·.'’-](?=[^\W\d_])|\.$){1,59}")
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・．●", "·"))


def normal_name(name: str) -> str:
    """NFC, surrounding blanks removed, every kind of dot between parts of a name the interpunct U+00B7."""
    return unicodedata.normalize("NFC", name).strip().translate(_DOTS)


def is_name(name: str, id_document_type: str) -> bool:
    """2–30 Han characters (rare ones included) with inner dots on a resident's card, letters on other documents."""
    if _HAN_NAME.fullmatch(name):
        return True
    return id_document_type != RESIDENT_ID_CARD and _OTHER_NAME.fullmatch(name) is not None


def person_key(id_document_type: str, id_number: str) -> str:
    """What identifies a person: only ever stored as a keyed hash of it."""
    return f"person:{id_document_type}:{normalise(id_number)}"


def mobile_key(mobile: str) -> str:
    """What identifies a mobile number: only ever stored as a keyed hash of it."""
    return f"mobile:{normalise(mobile)}"


def account_key(account_name: str) -> str:
    """Account names differ by more than upper and lower case."""
    return account_name.strip().lower()
