"""The paper copies of a licence as its owner follows them: printed, sent, collected (打印证照申领记录)."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kernel.tokens import Principal
from services.licence.domain.paper import LABELS, PaperStatus, ReturnManner
from services.licence.operations.reading import visible
from services.licence.operations.resources import Resources
from services.licence.store import papers


class OwnPaper(BaseModel):
    """What concerns the owner: no account of an official, and whom it was handed to only by day."""

    print_no: str
    copy_kind: str
    copy_no: str
    reason: str
    delivery: str
    status: str
    status_label: str
    requested_at: datetime
    printed_at: datetime | None
    handed_at: datetime | None
    tracking_no: str | None
    received_at: datetime | None
    void_at: datetime | None
    void_reason: str | None
    return_manner: ReturnManner | None


def list_own_papers(resources: Resources, caller: Principal, application_no: str) -> tuple[OwnPaper, ...]:
    """Every paper of one licence, void ones among them. Raises Refusal `licence.not_found`."""
    row = visible(resources, caller, application_no)
    with resources.database.reading() as session:
        return tuple(
            OwnPaper.model_validate(
                {name: getattr(paper, name, None) for name in OwnPaper.model_fields}
                | {"status_label": LABELS[PaperStatus(paper.status)]}
            )
            for paper in papers.of_application(session, row.application_no)
        )
