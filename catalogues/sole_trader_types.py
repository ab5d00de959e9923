"""Types of sole trader offered for self-service, each with its industry, name words and scope items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.scope_items import Category


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


def search(text: str) -> tuple[SoleTraderType, ...]:
    """Self-service types found by name, name words, industry or default scope items; a match in the name
    comes first. Every self-service type for an empty text."""
    word = text.strip()
    found = [kind for kind in enabled() if any(word in wording for wording in _searched(kind))]
    return tuple(sorted(found, key=lambda kind: word not in kind.name))


def _searched(kind: SoleTraderType) -> tuple[str, ...]:
    items = tuple(item.name for item in kind.default_scope_items)
    return (kind.name, kind.industry_name, *kind.name_industry_terms, *items)
