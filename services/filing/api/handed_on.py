"""The course of an application as other services carry it here, each with its own act."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from catalogues.filing_types.words import PartKind
from kernel.handing_on import HandedOn, check_held
from kernel.web.access import PUBLIC
from kernel.web.paths import ApplicationNo
from services.filing.contract.messages import AcceptSubmission, RecordStages, StagesRecorded, SubmissionAccepted
from services.filing.operations import submissions, timelines
from services.filing.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"], dependencies=[Depends(PUBLIC)])

    @routes.post("/{application_no}/submissions")
    def accept_submission(application_no: ApplicationNo, asked: HandedOn[AcceptSubmission]) -> SubmissionAccepted:
        """For services: the application is handed in, told by whoever holds the reference of its signatures."""
        request = asked.request
        check_held(resources.exchange, asked.held, PartKind.SIGNATURES, application_no, request.application_no)
        return submissions.accept_submission(resources, request)

    @routes.post("/{application_no}/stages")
    def record_stages(application_no: ApplicationNo, asked: HandedOn[RecordStages]) -> StagesRecorded:
        """For services: the workflow's lines of the timeline, carried by whoever holds the reference of the licence, of
        its end, or of what stands in the register."""
        request = asked.request
        others = (PartKind.LICENCE_VOIDED, PartKind.ENTITY)
        kind = next((kind for kind in others if f"/{kind}/" in asked.held.key), PartKind.LICENCE)
        check_held(resources.exchange, asked.held, kind, application_no, request.application_no)
        return timelines.record_stages(resources, request)

    return routes
