"""Routes of the head's samples."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paths import PLAIN_LINES, KindOfDocument, RecordId
from services.approval.operations import sampling
from services.approval.operations.resources import Resources
from services.approval.operations.sample_answers import SampleAnswer, SampleList, Verdict

Head = Annotated[Principal, Depends(Access(Role.HEAD))]
Position = Annotated[int, Path(ge=1, le=1000)]


class FindingTyped(BaseModel):
    """FAULT needs a note: what is wrong."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"verdict": "FAULT", "note": "租赁合同缺少签字页"}]},
    )

    verdict: Verdict
    note: str = Field(default="", max_length=1000, pattern=PLAIN_LINES)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/samples", tags=["heads"])

    @routes.get("")
    def list_samples(caller: Head) -> SampleList:
        """The draws of the caller's authority, the last first."""
        return sampling.list_samples(resources, caller)

    @routes.post("", status_code=201)
    def draw_sample(caller: Head) -> SampleAnswer:
        """Draw from everything that rules decided since the draw before; nobody chooses which or how many."""
        return sampling.draw_sample(resources, caller)

    @routes.get("/{sample_id}")
    def read_sample(sample_id: RecordId, caller: Head) -> SampleAnswer:
        """One draw with its cases and what was found."""
        return sampling.read_sample(resources, caller, sample_id)

    @routes.get("/{sample_id}/cases/{position}/documents/{kind}", **described(PDF))
    def read_sampled_document(sample_id: RecordId, position: Position, kind: KindOfDocument, caller: Head) -> Response:
        """A document as the applicant signed it; each reading is recorded."""
        content = sampling.read_sampled_document(resources, caller, sample_id, position, kind)
        return pdf_response(content, f"{kind}-{position}.pdf")

    @routes.post("/{sample_id}/cases/{position}/finding")
    def record_finding(sample_id: RecordId, position: Position, typed: FindingTyped, caller: Head) -> SampleAnswer:
        """What was found in one case; the first word stands."""
        return sampling.record_finding(resources, caller, sample_id, position, typed.verdict, typed.note)

    return routes
