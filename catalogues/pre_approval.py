"""Activities that need an approval before registration, found by keyword in free text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class PreApprovalItem:
    """One row of 工商登记前置审批事项目录 (edition of November 2017) with the words that point to it."""

    id: str
    item: str
    authority: str
    legal_basis: str
    keywords: tuple[str, ...]
    edition: str


@cache
def all() -> tuple[PreApprovalItem, ...]:
    """Every item in catalogue order."""
    return tuple(
        PreApprovalItem(
            id=row["id"],
            item=row["item"],
            authority=row["authority"],
            legal_basis=row["legal_basis"],
            keywords=tuple(row["scope_keywords"].split()),
            edition=row["source_edition"],
        )
        for row in reading.rows("pre_approval_items.csv")
    )


def get(id: str) -> PreApprovalItem:
    """The item with an id such as PA01. Raises UnknownCode."""
    for item in all():
        if item.id == id:
            return item
    raise UnknownCode("pre-approval items", id)


def match(text: str) -> tuple[PreApprovalItem, ...]:
    """Items one of whose keywords occurs in free text. Blunt on purpose: a hit sends the case to the ordinary
    flow. Items of the scope catalogue carry their own `pre_approval` flag."""
    return tuple(item for item in all() if any(keyword in text for keyword in item.keywords))
