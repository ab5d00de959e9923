"""Copies of documents and of the licence, as they are made, signed, decided and filed."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response

from kernel.errors import not_found
from services.portal.api import sheets
from services.portal.api.own_case import Number
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import public_licence
from services.portal.operations.resources import Resources

Source = Literal["papers", "signed", "decision", "file"]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

    @routes.get("/{source}/{kind}.pdf")
    def read_document(visit: Own, number: Number, source: Source, kind: str) -> Response:
        return sheets.pdf(_document(visit, number, source, kind), kind)

    @routes.get("/{source}/{kind}/{sheet}.png")
    def read_sheet(visit: Own, number: Number, source: Source, kind: str, sheet: int) -> Response:
        return sheets.sheet(_document(visit, number, source, kind), sheet)

    @routes.get("/licence.pdf")
    def read_licence(visit: Own, number: Number) -> Response:
        file = resources.licence.fetch(f"/licences/{number}/document", visit.token)
        headers = {"Content-Disposition": f'attachment; filename="licence-{number}.pdf"'}
        return Response(file.content, headers=headers, media_type="application/pdf")

    @routes.get("/licence.zip")
    def read_licence_with_proof(visit: Own, number: Number) -> Response:
        """The licence and the proof that the log has it, as `kaiye verify` reads them without asking anybody."""
        content = public_licence.with_proof(resources, visit.token, number)
        headers = {"Content-Disposition": f'attachment; filename="licence-{number}.zip"'}
        return Response(content, headers=headers, media_type="application/zip")

    @routes.get("/licence.png")
    def see_licence(visit: Own, number: Number) -> Response:
        file = resources.licence.fetch(f"/licences/{number}/document", visit.token)
        return sheets.sheet(file.content, 1)

    @routes.get("/licence.svg")
    def see_symbol(visit: Own, number: Number) -> Response:
        """The licence's QR code, attested anew."""
        file = resources.licence.fetch(f"/licences/{number}/symbol", visit.token)
        return Response(file.content, media_type="image/svg+xml")

    @routes.get("/file.zip")
    def read_package(visit: Own, number: Number) -> Response:
        file = resources.archive.fetch(f"/own-files/{number}/package", visit.token)
        headers = {"Content-Disposition": f'attachment; filename="file-{number}.zip"'}
        return Response(file.content, headers=headers, media_type="application/zip")

    def _document(visit: Visit, number: str, source: Source, kind: str) -> bytes:
        if not kind.replace("_", "").isalnum():
            raise not_found("document", "没有找到", "Not found")
        match source:
            case "papers":
                file = resources.filing.fetch(f"/applications/{number}/documents/{kind}", visit.token)
            case "signed":
                file = resources.signing.fetch(f"/sessions/{number}/documents/{kind}", visit.token)
            case "decision":
                file = resources.approval.fetch(f"/decisions/{number}/documents/{kind}", visit.token)
            case "file":
                file = resources.archive.fetch(f"/own-files/{number}/documents/{kind}", visit.token)
        return file.content

    return routes
