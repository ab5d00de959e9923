"""What may be told about an application's course to whoever holds its applicant's mobile number."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlmodel import Session

from catalogues import application_stages, authorities, sole_trader_types
from kernel.errors import not_found
from services.filing.domain import stages
from services.filing.operations.answers import StageView
from services.filing.operations.resources import Resources
from services.filing.store import applications, documents, timeline
from services.filing.store.applications import FilingApplication

_BEING_SIGNED = frozenset({"AUTH_PENDING", "SIGN_PENDING", "SIGNED"})


class Progress(BaseModel):
    """Nothing personal, and not the name either: a sole trader's is often the operator's own, and it is public only
    once it is registered (个人信息保护法 第六条). `deadline` ends the signing window."""

    application_no: str
    type_name: str
    authority_name: str
    stage: str
    stage_label: str
    waits_for: Literal["applicant", "authority", "nobody"]
    deadline: datetime | None
    entries: tuple[StageView, ...]


def view_progress(resources: Resources, subject: str, application_no: str) -> Progress:
    """Refusal `application.not_found` for anybody else's application as for one that does not exist."""
    with resources.database.transaction() as session:
        row = applications.application(session, application_no)
        if row is None or row.subject != subject or row.deleted_at is not None:
            raise not_found("application", "没有找到该申请", "There is no such application")
        entries = timeline.timeline(session, application_no)
        return Progress(
            application_no=application_no,
            type_name=sole_trader_types.get(row.type_code).name,
            authority_name=authorities.get(row.authority_code).name,
            stage=row.stage,
            stage_label=application_stages.label(row.stage),
            waits_for=stages.waits_for(row.stage),
            deadline=_deadline(session, row),
            entries=tuple(
                StageView(
                    number=entry.number, stage=entry.stage, label=application_stages.label(entry.stage), at=entry.at
                )
                for entry in entries
            ),
        )


def _deadline(session: Session, row: FilingApplication) -> datetime | None:
    """The end of the signing window; until when an examiner decides, the approval service tells."""
    if row.stage not in _BEING_SIGNED:
        return None
    latest = documents.latest_signing_dates(session, row.application_no)
    return latest[0] if latest else None
