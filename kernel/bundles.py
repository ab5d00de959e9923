"""How documents lie in the exchange: those of one step in one object, a signed one without what it was made from."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from kernel.errors import Defect

EFFORT = 6
"""Fonts and pictures are compressed already. Beside the least effort this takes three milliseconds more for the
documents of an application, and saves 1.4 % of their bytes."""
MARK = "#"
"""Stands between an object's key and the kind of a document in it. A key without it is one document alone."""


@dataclass(frozen=True)
class Laid:
    """A document as it is laid down. With `onto` it begins with the bytes of the document under that key, of which
    there are `shared`: those are not kept again."""

    kind: str
    content: bytes
    onto: str | None = None
    shared: int = 0


class _Entry(BaseModel):
    """`size` is of what lies in the bundle, which is the document `deflated` or as it is."""

    kind: str
    size: int
    deflated: bool = False
    onto: str | None = None
    shared: int = 0


class _Contents(BaseModel):
    entries: tuple[_Entry, ...]


def object_of(key: str) -> str:
    """The object in which the document of `key` lies."""
    return key.partition(MARK)[0]


def bundle_key(case: str, documents: Sequence[Laid]) -> str:
    """Derived from the documents, so that laying the same ones down again changes nothing. Raises `ValueError` when
    two are of one kind."""
    if len({one.kind for one in documents}) != len(documents):
        raise ValueError("two documents of one kind in a bundle")
    lines = "".join(f"{one.kind} {one.onto} {hashlib.sha256(one.content).hexdigest()}\n" for one in documents)
    folder = documents[0].kind if len(documents) == 1 else "documents"
    return f"{case}/{folder}/{hashlib.sha256(lines.encode()).hexdigest()[:32]}"


def lie_apart(documents: Sequence[Laid]) -> bool:
    """Whether each is deflated by itself, so that whoever wants one need not inflate the others. What was added to
    documents is short and alike: that is deflated together."""
    return len(documents) > 1 and not any(one.onto for one in documents)


def bundle(documents: Sequence[Laid]) -> bytes:
    """One line that says what follows, then what is new of each document."""
    by_itself = lie_apart(documents)
    new = [one.content[one.shared :] for one in documents]
    lying = [zlib.compress(each, EFFORT) for each in new] if by_itself else new
    entries = tuple(
        _Entry(kind=one.kind, size=len(each), deflated=by_itself, onto=one.onto, shared=one.shared)
        for one, each in zip(documents, lying, strict=True)
    )
    head = _Contents(entries=entries).model_dump_json(exclude_defaults=True).encode()
    return b"\n".join((head, b"".join(lying)))


def unbundled(content: bytes, kind: str, read: Callable[[str], bytes]) -> bytes:
    """The document `kind` of a bundle; `read` gives the one it was made from by its key.

    Raises Defect `exchange.altered` for what is no bundle or holds no such document.
    """
    start = content.find(b"\n") + 1
    head = content[:start]
    try:
        entries = _Contents.model_validate_json(head).entries
    except ValidationError:
        raise Defect("exchange.altered", kind) from None
    for entry in entries:
        if entry.kind == kind:
            own = content[start : start + entry.size]
            if entry.deflated:
                own = _inflated(own, kind)
            return read(entry.onto)[: entry.shared] + own if entry.onto else own
        start += entry.size
    raise Defect("exchange.altered", kind)


def _inflated(content: bytes, kind: str) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:
        raise Defect("exchange.altered", kind) from None


class Recent:
    """The objects this process wrote or read last, as they are stored, up to `most` bytes. Any number of threads.

    Objects of the exchange never change under a key, and whoever takes one checks its digest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._objects: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, place: str, key: str) -> bytes | None:
        with self._lock:
            found = self._objects.get((place, key))
            if found is not None:
                self._objects.move_to_end((place, key))
            return found

    def keep(self, place: str, key: str, stored: bytes) -> None:
        if len(stored) > self._most // 4:
            return
        with self._lock:
            self._held -= len(self._objects.pop((place, key), b""))
            self._objects[place, key] = stored
            self._held += len(stored)
            while self._held > self._most:
                _, oldest = self._objects.popitem(last=False)
                self._held -= len(oldest)
