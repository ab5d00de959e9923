"""A proof of inclusion as one file (C2SP tlog-proof): who has it and the log's key needs nobody to check it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Self

from kernel.tlog.notes import Checkpoint, NotSigned, Verifier
from kernel.tlog.tree import NotProven, check_inclusion, leaf_hash

_FIRST = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


@dataclass(frozen=True)
class Proof:
    """That `entry` is at `index` of the log that signed the checkpoint `note`."""

    entry: bytes
    index: int
    hashes: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        lines = [_FIRST, f"extra {_base64(self.entry)}", f"index {self.index}", *map(_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.note

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotProven for what is no such file."""
        head, _, note = text.partition("\n\n")
        try:
            first, extra, index, *hashes = head.split("\n")
            entry, place = _after("extra ", extra), _after("index ", index)
            if first != _FIRST:
                raise ValueError(first)
            found = cls(_bytes(entry), int(place), tuple(map(_bytes, hashes)), note)
        except (ValueError, binascii.Error):
            raise NotProven("this is no proof of inclusion") from None
        if str(found) != text:
            raise NotProven("this is no proof of inclusion")
        return found

    def check(self, log: Verifier) -> Checkpoint:
        """The checkpoint under which `entry` is proven to be in the log. Raises NotProven."""
        try:
            checkpoint = Checkpoint.opened(self.note, log)
        except NotSigned as error:
            raise NotProven(str(error)) from None
        check_inclusion(leaf_hash(self.entry), self.index, checkpoint.size, self.hashes, checkpoint.root)
        return checkpoint


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise ValueError(line)
    return line.removeprefix(word)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
