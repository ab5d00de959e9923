"""Classes of what the archive keeps: by kind of document, and which reader sees which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from catalogues import reading


class Reader(StrEnum):
    """Whoever may see something of a volume."""

    ARCHIVIST = "archivist"
    HOLDER = "holder"
    ORGAN = "organ"
    LAWYER = "lawyer"


@dataclass(frozen=True, slots=True)
class SecurityClass:
    """公开, 内部, 个人信息, 商业秘密, 国家秘密. Nobody reads a state secret here: it is kept elsewhere."""

    key: str
    title: str
    en: str


def of_kind(kind: str) -> SecurityClass:
    """The class of a kind of document; of one that the catalogue does not name, that of papers people hand in."""
    classes, documents, _ = _read()
    return classes[documents.get(kind, documents[_OTHERS])]


def may_see(reader: Reader, kind: str) -> bool:
    """Whether a document of this kind is shown to `reader`, and stands in a copy for it."""
    return of_kind(kind).key in _read()[2][reader]


def title_of(reader: Reader) -> str:
    return str(reading.document(_FILE)["readers"][reader]["title"])


_FILE = "archive_classes.json"
_OTHERS = "*"


@cache
def _read() -> tuple[dict[str, SecurityClass], dict[str, str], dict[str, frozenset[str]]]:
    found = reading.document(_FILE)
    classes = {key: SecurityClass(key, each["title"], each["en"]) for key, each in found["classes"].items()}
    readers = {key: frozenset(each["sees"]) for key, each in found["readers"].items()}
    return classes, dict(found["documents"]), readers
