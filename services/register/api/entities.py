"""Entities over HTTP: what everybody may know, and what their authority's examiners see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ConfigDict, Field

from catalogues.entity_states import EntityStatus
from kernel.rates import address
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.paging import Leafing, Page, Paging
from kernel.web.paths import PLAIN_TEXT, Uscc
from services.register.operations import views
from services.register.operations.resources import PUBLIC_READING, Resources
from services.register.operations.views import EntityLine, EntityView, PublicEntity, WantedEntities

Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Staff = Annotated[Principal, Depends(Access(Role.EXAMINER, Role.OPERATIONS))]
Searched = Annotated[str | None, Field(max_length=60, pattern=PLAIN_TEXT)]


class EntitySearch(Leafing):
    """Documents of natural persons are sent in a body: addresses end up in logs."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"id_document_type": "10", "id_number": "140102198801011232"}]},
    )

    name: Searched = None
    status: EntityStatus | None = None
    uscc: Uscc | None = None
    id_document_type: Searched = None
    id_number: Searched = None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/entities", tags=["entities"])

    @routes.get("")
    def list_entities(
        caller: Examiner,
        asked: Paging,
        name: Annotated[str | None, Query(max_length=60, pattern=PLAIN_TEXT)] = None,
        status: EntityStatus | None = None,
        uscc: Uscc | None = None,
    ) -> Page[EntityLine]:
        """The entities of the examiner's authority, the youngest first."""
        return views.list_entities(resources, caller, WantedEntities(name, status, uscc), asked)

    @routes.post("/searches")
    def search_entities(search: EntitySearch, caller: Examiner) -> Page[EntityLine]:
        """The same list, looked for by a person's document too."""
        wanted = WantedEntities(search.name, search.status, search.uscc, search.id_document_type, search.id_number)
        return views.list_entities(resources, caller, wanted, search.asked())

    @routes.get("/{uscc}")
    def view_entity(uscc: Uscc, caller: Staff) -> EntityView:
        """An entity with its parties; numbers of documents are masked, and the view is written down."""
        return views.view_entity(resources, caller, uscc)

    @routes.get("/{uscc}/public", dependencies=[Depends(PUBLIC)])
    def view_public(uscc: Uscc, request: Request) -> PublicEntity:
        """What is published of an entity, for everybody, so many times a minute."""
        resources.rates.count(PUBLIC_READING, address(request))
        return views.view_public(resources, uscc)

    return routes
