"""Attached files and made documents over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response

from catalogues.filing_types.words import DocumentKind
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paths import ApplicationNo
from services.filing.api.applications import Applicant
from services.filing.domain.attachments import AttachmentKind
from services.filing.operations import attachments, confirmed, documents, evidence
from services.filing.operations.answers import AttachmentView, Changes, DocumentList, EvidenceView
from services.filing.operations.resources import Resources

ToSign = Literal[
    DocumentKind.APPLICATION_FORM,
    DocumentKind.COMPANY_APPLICATION,
    DocumentKind.CHARTER,
    DocumentKind.APPOINTMENTS,
    DocumentKind.PARTNERSHIP_AGREEMENT,
    DocumentKind.COOPERATIVE_CHARTER,
    DocumentKind.FOUNDING_MINUTES,
    DocumentKind.RESOLUTION,
    DocumentKind.IDENTITY_DOCUMENT,
    DocumentKind.PREMISES_COMMITMENT,
    DocumentKind.NAME_COMMITMENT,
    DocumentKind.NAME_NOTICE,
    DocumentKind.LICENCE_APPLICATION,
    DocumentKind.VOID_DECLARATION,
    DocumentKind.DEREGISTRATION_APPLICATION,
    DocumentKind.DEREGISTRATION_PROMISE,
    DocumentKind.RECORD_APPLICATION,
    DocumentKind.OPERATOR_CHANGE_APPLICATION,
    DocumentKind.OPERATOR_CHANGE_PROMISE,
    DocumentKind.SUSPENSION_APPLICATION,
    DocumentKind.SERVICE_ADDRESS,
    DocumentKind.RESUMPTION_APPLICATION,
]
"""The documents that are made here; the authority's are made by others."""

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {"image/jpeg": _BINARY, "image/png": _BINARY, "application/pdf": _BINARY},
    }
}


async def _body(request: Request) -> bytes:
    return await request.body()


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications/{application_no}", tags=["files"])

    @routes.put("/attachments/{kind}", openapi_extra=_UPLOAD)
    def attach(
        application_no: ApplicationNo,
        kind: AttachmentKind,
        caller: Applicant,
        content: Annotated[bytes, Depends(_body)],
    ) -> AttachmentView:
        """The file itself is the body. JPG or PNG, at most 12 MB; PDF only as proof of the premises, 30 pages. What
        the file is, is read from its content; what is kept are its pixels, made smaller, without metadata. A picture
        on which nothing can be made out is refused: blank, blurred, too dark, too bright, covered by a reflection,
        lying on its side, a strip, too small, or the same as another one of this application."""
        return attachments.attach(resources, caller.subject, application_no, kind, content)

    @routes.get("/attachments/{kind}", response_class=Response, responses={200: {"content": {"image/*": _BINARY}}})
    def read_attachment(application_no: ApplicationNo, kind: AttachmentKind, caller: Applicant) -> Response:
        """The file as it is kept and printed."""
        media_type, content = attachments.read_attachment(resources, caller.subject, application_no, kind)
        return Response(content, media_type=media_type)

    @routes.delete("/attachments/{kind}", status_code=204)
    def remove_attachment(application_no: ApplicationNo, kind: AttachmentKind, caller: Applicant) -> None:
        """Deletes the file for good."""
        attachments.remove_attachment(resources, caller.subject, application_no, kind)

    @routes.get("/evidence")
    def view_evidence(application_no: ApplicationNo, caller: Applicant) -> EvidenceView:
        """What was read in the pictures so far, what is doubtful about them, and what they offer for the form."""
        return evidence.view_evidence(resources, caller.subject, application_no)

    @routes.post("/attachments/{kind}/insistence", status_code=204)
    def insist(application_no: ApplicationNo, kind: AttachmentKind, caller: Applicant) -> None:
        """Stand by a picture that is doubted; a person will look at the application."""
        evidence.insist(resources, caller.subject, application_no, kind)

    @routes.get("/changes")
    def view_changes(application_no: ApplicationNo, caller: Applicant) -> Changes:
        """What was changed since the documents were confirmed last: what a correction changed so far."""
        return confirmed.changes(resources, caller.subject, application_no)

    @routes.get("/documents")
    def list_documents(application_no: ApplicationNo, caller: Applicant) -> DocumentList:
        """The documents made last, in the order of the file."""
        return documents.list_documents(resources, caller.subject, application_no)

    @routes.get("/documents/{kind}", **described(PDF))
    def read_document(application_no: ApplicationNo, kind: ToSign, caller: Applicant) -> Response:
        """The document as PDF/A, for preview."""
        content = documents.read_document(resources, caller.subject, application_no, kind)
        return pdf_response(content, f"{kind}.pdf")

    return routes
