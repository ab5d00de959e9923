"""Numbers and verification codes of copies, and what a copy leaves out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from catalogues.archive_classes import Reader, may_see

CODE = r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$"
COPY_NO = r"^[0-9]{8}[A-Z][0-9]{6}-[0-9]{8}(-[1-9][0-9]{0,3})?-F[0-9A-HJKMNP-TV-Z]{8}$"
MARK = "kaiye-copy.json"
"""The file in a copy that says what it is a copy of."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS, _GROUP, _SHORT = 16, 4, 8


class Numbered(Protocol):
    @property
    def number(self) -> int: ...

    @property
    def kind(self) -> str: ...


DocumentType = TypeVar("DocumentType", bound=Numbered)


def code_of(keyed: str) -> str:
    """Eighty bits of a keyed hash (hexadecimal) in letters that nobody takes for others (Crockford's): typed from
    paper, guessed by nobody."""
    letters = _letters(keyed, _CHARACTERS)
    return "-".join(letters[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP))


def _letters(hexadecimal: str, count: int) -> str:
    number = int(hexadecimal, 16)
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(count))


def normal_code(typed: str) -> str | None:
    """The code as it is printed, whatever was typed between its letters; None for what is none."""
    letters = re.sub(r"[\s-]", "", typed).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    grouped = "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
    return grouped if re.fullmatch(CODE, grouped) else None


def copy_no(volume_name: str, asked_by: str, request_id: str) -> str:
    """`14021300A000010-20220222-F7K3M9QX` is a copy (复制件) of that volume: the same for the same request."""
    digest = hashlib.sha256(f"{asked_by}:{request_id}".encode()).hexdigest()
    return f"{volume_name}-F{short(digest)}"


def short(digest: str) -> str:
    """Eight letters of a digest, to name what came of one request."""
    return _letters(digest, _SHORT)


def divided(
    documents: Sequence[DocumentType], reader: Reader, wanted: Iterable[int] = ()
) -> tuple[list[DocumentType], list[DocumentType]]:
    """What a copy for `reader` has, in the order of the volume, and what of the wanted it leaves out by its class.
    Nothing wanted is all that there is."""
    chosen = set(wanted)
    asked = [each for each in documents if not chosen or each.number in chosen]
    return (
        [each for each in asked if may_see(reader, each.kind)],
        [each for each in asked if not may_see(reader, each.kind)],
    )
