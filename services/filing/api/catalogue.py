"""What an applicant may choose from, open to everybody."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from kernel.web.access import PUBLIC
from kernel.web.paging import Page, Paging
from kernel.web.paths import DivisionCode
from services.filing.operations import catalogue
from services.filing.operations.catalogue import (
    CodeTableView,
    DivisionChildren,
    ScopeItemView,
    TypeSummary,
    TypeView,
)
from services.filing.operations.resources import Resources

_SECONDS = 300


def _may_be_kept(response: Response) -> None:
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"


Words = Annotated[str, Query(max_length=50)]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["catalogue"], dependencies=[Depends(_may_be_kept)])

    public = [Depends(PUBLIC)]

    @routes.get("/types", dependencies=public)
    def list_types(
        asked: Paging, q: Words = "", category: Annotated[str, Query(max_length=20)] = ""
    ) -> Page[TypeSummary]:
        """Types of sole trader open for self-service, found by name, everyday words, name words, industry or scope
        item; where nothing is found, the nearest."""
        return catalogue.list_types(resources, q, asked, category)

    @routes.get("/types/{code}", dependencies=public)
    def read_type(code: Annotated[str, Path(max_length=20)]) -> TypeView:
        """One type with its scope items, name words and permits; also types that are not open."""
        return catalogue.read_type(resources, code)

    @routes.get("/divisions/{code}/children", dependencies=public)
    def list_children(code: DivisionCode) -> DivisionChildren:
        """One step of the cascade: 000000 gives the provinces, a county its streets and towns."""
        return catalogue.list_children(code)

    @routes.get("/scope-items", dependencies=public)
    def list_scope_items(
        asked: Paging, q: Words = "", category: Literal["一般", "许可"] | None = None
    ) -> Page[ScopeItemView]:
        """Standard wording of scope items; `selectable` is false where an approval is needed before registration."""
        return catalogue.list_scope_items(q, category, asked)

    @routes.get("/codes/{table}", dependencies=public)
    def read_codes(table: Annotated[str, Path(max_length=60)]) -> CodeTableView:
        """A code table such as `political_status`, in the order of its standard."""
        return catalogue.read_codes(table)

    return routes
