"""Shows the catalogues as the form needs them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from catalogues import authorities, codes, divisions, scope_items, sole_trader_types
from catalogues.errors import UnknownCode
from catalogues.scope_items import ScopeItem
from catalogues.sole_trader_types import SoleTraderType, TypeScopeItem
from kernel.errors import Refusal, not_found
from kernel.web.paging import Asked, Page, of_sequence
from services.filing.operations.answers import Labelled
from services.filing.operations.resources import Resources

COUNTRY = "000000"


class TypeSummary(BaseModel):
    """`nearest`: it was not found by the words that were asked for, and is only near to them."""

    code: str
    name: str
    industry_code: str
    industry_name: str
    main_scope_item: str
    nearest: bool = False


class ScopeItemChoice(BaseModel):
    """`locked` is the main item, which stays."""

    name: str
    category: Literal["一般", "许可"]
    locked: bool


class TypeView(TypeSummary):
    """`online` says that the type takes self-service applications now."""

    industry_section: str
    name_industry_terms: tuple[str, ...]
    organisation_forms: tuple[str, ...]
    given_scope_items: tuple[ScopeItemChoice, ...]
    optional_scope_items: tuple[ScopeItemChoice, ...]
    post_permits: tuple[str, ...]
    online: bool
    note: str


class DivisionChild(BaseModel):
    """`code` of a street may be empty: sources disagree, and its name is what counts. `authority` is the one that
    registers sole traders in a county, if it takes part."""

    code: str
    name: str
    level: Literal["province", "city", "county", "street"]
    authority: Labelled | None = None


class DivisionChildren(BaseModel):
    code: str
    name: str
    children: tuple[DivisionChild, ...]


class ScopeItemView(BaseModel):
    code: str
    name: str
    category: Literal["一般", "许可"]
    post_permit: str | None
    permit_authority: str | None
    selectable: bool
    nearest: bool = False


class CodeTableView(BaseModel):
    table: str
    standard: str
    items: tuple[Labelled, ...]


def list_types(resources: Resources, words: str, asked: Asked, category: str = "") -> Page[TypeSummary]:
    """Types of a category that take applications somewhere, matches in the name first; where words find none, the
    nearest ones of all."""
    found = [kind for kind in sole_trader_types.search(words, category) if kind.code not in resources.closed_types]
    near = not found and bool(words.strip())
    if near:
        found = [kind for kind in sole_trader_types.nearest(words) if kind.code not in resources.closed_types]
    return of_sequence(found, asked).page(lambda kind: TypeSummary(**_summary(kind), nearest=near), total=len(found))


def read_type(resources: Resources, code: str) -> TypeView:
    """Refusal `filing.type_not_found` (404)."""
    try:
        kind = sole_trader_types.get(code)
    except UnknownCode:
        raise not_found("filing.type", "没有此类型", "There is no such type") from None
    return TypeView(
        **_summary(kind),
        industry_section=kind.industry_section,
        name_industry_terms=kind.name_industry_terms,
        organisation_forms=kind.organisation_forms,
        given_scope_items=_choices(kind.default_scope_items),
        optional_scope_items=_choices(kind.optional_scope_items),
        post_permits=kind.post_permits,
        online=kind.smart_approval and kind.code not in resources.closed_types,
        note=kind.note,
    )


def list_children(code: str) -> DivisionChildren:
    """Refusal `filing.division_not_found` (404)."""
    if code == COUNTRY:
        provinces = tuple(DivisionChild(code=d.code, name=d.name, level="province") for d in divisions.provinces())
        return DivisionChildren(code=code, name="全国", children=provinces)
    try:
        parent = divisions.get(code)
    except UnknownCode:
        raise _no_division() from None
    if parent.level == divisions.COUNTY:
        children = tuple(
            DivisionChild(code=s.mca_code or s.nbs_code, name=s.name, level="street") for s in divisions.streets(code)
        )
    else:
        children = tuple(map(_division, divisions.children(code)))
    return DivisionChildren(code=code, name=parent.name, children=children)


def list_scope_items(words: str, category: str | None, asked: Asked) -> Page[ScopeItemView]:
    """Items with that wording; where there is none, those of the types that people call so, or of the nearest."""
    found = [item for item in scope_items.search(words) if category in (None, item.category)]
    near = not found and bool(words.strip())
    if near:
        found = [item for item in sole_trader_types.scope_near(words) if category in (None, item.category)]
    return of_sequence(found, asked).page(lambda item: _scope_item(item, nearest=near), total=len(found))


def read_codes(table: str) -> CodeTableView:
    """Refusal `filing.code_table_not_found` (404)."""
    try:
        found = codes.table(table)
    except UnknownCode:
        raise not_found("filing.code_table", "没有此代码表", "There is no such code table") from None
    return CodeTableView(
        table=found.name,
        standard=found.standard,
        items=tuple(Labelled(code=code, name=name) for code, name in found.items.items()),
    )


def _scope_item(item: ScopeItem, *, nearest: bool = False) -> ScopeItemView:
    return ScopeItemView(
        code=item.code,
        name=item.name,
        category=item.category,
        post_permit=item.post_permit or None,
        permit_authority=item.permit_authority or None,
        selectable=not item.pre_approval,
        nearest=nearest,
    )


def _summary(kind: SoleTraderType) -> dict[str, str]:
    return {
        "code": kind.code,
        "name": kind.name,
        "industry_code": kind.industry_code,
        "industry_name": kind.industry_name,
        "main_scope_item": kind.main_scope_item,
    }


def _choices(items: tuple[TypeScopeItem, ...]) -> tuple[ScopeItemChoice, ...]:
    return tuple(ScopeItemChoice(name=item.name, category=item.category, locked=item.locked) for item in items)


def _division(division: divisions.Division) -> DivisionChild:
    if division.level != divisions.COUNTY:
        return DivisionChild(code=division.code, name=division.name, level="city")
    try:
        authority = authorities.for_division(division.code)
    except UnknownCode:
        authority = None
    served = (
        Labelled(code=authority.code, name=authority.name) if authority and authority.registers_sole_traders else None
    )
    return DivisionChild(code=division.code, name=division.name, level="county", authority=served)


def _no_division() -> Refusal:
    return not_found("filing.division", "没有此行政区划", "There is no such division")
