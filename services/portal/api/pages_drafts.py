"""What is saved while somebody still types, and the files that are attached."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues.filing_types.words import Section
from kernel.errors import Refusal
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own
from services.portal.domain.edits import Edited
from services.portal.domain.forms import details_of, operator_of, premises_of, wished_name_of
from services.portal.operations import sections
from services.portal.operations.resources import Resources
from services.portal.operations.sections import SectionName


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

    @routes.post("/draft/{section}")
    def save_draft(visit: Own, number: Number, section: SectionName) -> Response:
        """Keeps what is right of a form; the answer is the line under it that says so."""
        typed = visit.texts()
        match section:
            case Section.PREMISES:
                content = premises_of(typed) | wished_name_of(typed)
            case Section.OPERATOR:
                content = operator_of(typed)
            case Section.DETAILS:
                content = details_of(typed, visit.several("scope"))
        edited = Edited.sent(typed)
        try:
            saved = sections.save_draft(resources, visit.token, number, section, content, edited)
        except Refusal as refusal:
            if refusal.status == 401:
                raise
            return page(visit, "saved.html", version=edited.version, saved=None, refusal=refusal, now=None)
        now = resources.clock.now()
        return page(visit, "saved.html", version=saved.version, saved=saved, refusal=None, now=now)

    @routes.post("/attachments/{kind}")
    def attach(visit: Own, number: Number, kind: str) -> Response:
        """One file, sent as soon as it was chosen."""
        file = visit.files().get("file")
        if file is None:
            return RedirectResponse(f"/my/cases/{number}", 303)
        try:
            sections.attach(resources, visit.token, number, kind, file.file.read())
        except Refusal as refusal:
            return page(visit, "attached.html", 422, faults=Faults(refusal))
        return page(visit, "attached.html", faults=Faults())

    @routes.get("/attachments/{kind}")
    def read_attachment(visit: Own, number: Number, kind: str) -> Response:
        file = resources.filing.fetch(f"/applications/{number}/attachments/{kind}", visit.token)
        return Response(file.content, media_type=file.media_type)

    return routes
