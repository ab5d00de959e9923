"""Standard items of a business scope, with the permit each one needs before or after registration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from catalogues import reading
from catalogues.errors import UnknownCode

Category = Literal["一般", "许可"]


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """`post_permit` is the permit to get after registration (empty for none) and `permit_authority` who gives
    it; `pre_approval` says that it is needed before registration. `code` is local, not official."""

    code: str
    name: str
    category: Category
    post_permit: str
    permit_authority: str
    pre_approval: bool
    confidence: str
    note: str

    @property
    def is_licensed(self) -> bool:
        return self.category == "许可"


@cache
def _by_name() -> dict[str, ScopeItem]:
    return {
        row["name"]: ScopeItem(
            code=row["scope_code_local"],
            name=row["name"],
            category=cast(Category, row["category"]),
            post_permit=row["post_permit"],
            permit_authority=row["permit_authority"],
            pre_approval=row["pre_approval"] == "1",
            confidence=row["confidence"],
            note=row["note"],
        )
        for row in reading.rows("scope_items.csv")
    }


def all() -> tuple[ScopeItem, ...]:
    """Every item in catalogue order."""
    return tuple(_by_name().values())


def get(name: str) -> ScopeItem:
    """The item with exactly this wording (条例 Art. 14: scopes use standard wording). Raises UnknownCode."""
    try:
        return _by_name()[name]
    except KeyError:
        raise UnknownCode("scope items", name) from None


def find(name: str) -> ScopeItem | None:
    """Like `get`, for wording that need not be standard."""
    return _by_name().get(name)


def search(text: str) -> tuple[ScopeItem, ...]:
    """Items whose wording holds all words of `text`, in catalogue order; every item for an empty text."""
    words = text.split()
    return tuple(item for item in _by_name().values() if not any(word not in item.name for word in words))
