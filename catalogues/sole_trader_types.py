"""Types of sole trader offered for self-service, each with its industry, name words and scope items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogues import reading, scope_items
from catalogues.errors import UnknownCode
from catalogues.scope_items import Category, ScopeItem


@dataclass(frozen=True, slots=True)
class TypeScopeItem:
    """A scope item that a type brings along; the locked one is the main item and must stay as it is."""

    name: str
    category: Category
    locked: bool


@dataclass(frozen=True, slots=True)
class SoleTraderType:
    """`smart_approval` says that the type is open for self-service; others go the ordinary way."""

    code: str
    name: str
    industry_code: str
    industry_section: str
    industry_name: str
    name_industry_terms: tuple[str, ...]
    organisation_forms: tuple[str, ...]
    main_scope_item: str
    default_scope_items: tuple[TypeScopeItem, ...]
    optional_scope_items: tuple[TypeScopeItem, ...]
    post_permits: tuple[str, ...]
    smart_approval: bool
    note: str


def _scope_items(entries: list[dict[str, Any]]) -> tuple[TypeScopeItem, ...]:
    return tuple(
        TypeScopeItem(name=entry["name"], category=entry["category"], locked=entry.get("locked", False))
        for entry in entries
    )


@cache
def _by_code() -> dict[str, SoleTraderType]:
    return {
        entry["type_code"]: SoleTraderType(
            code=entry["type_code"],
            name=entry["name"],
            industry_code=entry["industry_code"],
            industry_section=entry["industry_section"],
            industry_name=entry["industry_name"],
            name_industry_terms=tuple(entry["name_industry_terms"]),
            organisation_forms=tuple(entry["organisation_forms"]),
            main_scope_item=entry["main_scope_item"],
            default_scope_items=_scope_items(entry["default_scope_items"]),
            optional_scope_items=_scope_items(entry["optional_scope_items"]),
            post_permits=tuple(entry["post_permits"]),
            smart_approval=entry["smart_approval"],
            note=entry["note"],
        )
        for entry in reading.document("sole_trader_types.json")
    }


def all() -> tuple[SoleTraderType, ...]:
    """Every type in catalogue order, closed ones included."""
    return tuple(_by_code().values())


def enabled() -> tuple[SoleTraderType, ...]:
    """Types that may use self-service."""
    return tuple(kind for kind in _by_code().values() if kind.smart_approval)


def get(code: str) -> SoleTraderType:
    """The type of a code such as GT001. Raises UnknownCode."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownCode("sole trader types", code) from None


@cache
def categories() -> dict[str, tuple[str, ...]]:
    """The codes of the types in each category in which people look for them."""
    return {row["name"]: tuple(row["types"]) for row in reading.document("everyday_words.json")["categories"]}


@cache
def _everyday() -> dict[str, tuple[str, ...]]:
    return {code: tuple(words) for code, words in reading.document("everyday_words.json")["words"].items()}


def search(text: str, category: str = "") -> tuple[SoleTraderType, ...]:
    """Self-service types of a category found by name, by what people call them, by name words, industry or default
    scope items; a match in the name comes first, then one of everyday words. Every one for an empty text, and for an
    empty category."""
    word = text.strip()
    ranked = [(rank, kind) for kind in _within(category) if (rank := _rank(kind, word)) is not None]
    return tuple(kind for _, kind in sorted(ranked, key=lambda found: found[0]))


def nearest(text: str, most: int = 6) -> tuple[SoleTraderType, ...]:
    """The self-service types that share most with words that find none: pairs of characters, or else characters."""
    word = "".join(text.split())
    counted = [(_shared(kind, word), kind) for kind in enabled()]
    best = sorted((each for each in counted if each[0]), key=lambda each: each[0], reverse=True)
    return tuple(kind for _, kind in best[:most])


def scope_near(text: str, most_types: int = 3) -> tuple[ScopeItem, ...]:
    """Scope items for words that no item's wording holds: those of the types that people call so, else of the nearest
    types, the main ones first."""
    kinds = (search(text) or nearest(text))[:most_types]
    mains = [kind.main_scope_item for kind in kinds]
    names = dict.fromkeys((*mains, *(item.name for kind in kinds for item in kind.default_scope_items)))
    return tuple(item for name in names if (item := scope_items.find(name)) is not None)


def _within(category: str) -> tuple[SoleTraderType, ...]:
    codes = categories().get(category, ()) if category else None
    return tuple(kind for kind in enabled() if codes is None or kind.code in codes)


def _rank(kind: SoleTraderType, word: str) -> int | None:
    everyday = _everyday().get(kind.code, ())
    if word in kind.name:
        return 0
    if word in everyday:
        return 1
    if any(word in wording for wording in (*everyday, *_searched(kind))):
        return 2
    return 3 if any(len(called) > 1 and called in word for called in (kind.name, *everyday)) else None


def _shared(kind: SoleTraderType, word: str) -> int:
    """How much a word shares with the wording that is nearest to it: a pair of characters counts more than any."""
    wordings = (kind.name, *_everyday().get(kind.code, ()), *kind.name_industry_terms)
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    return max(100 * sum(pair in each for pair in pairs) + len(set(word) & set(each) - _COMMON) for each in wordings)


_COMMON = frozenset("店铺馆部室开卖做修的小大个我想一家")
"""Characters that say nothing of the trade."""


def _searched(kind: SoleTraderType) -> tuple[str, ...]:
    items = tuple(item.name for item in kind.default_scope_items)
    return (kind.name, kind.industry_name, *kind.name_industry_terms, *items)
