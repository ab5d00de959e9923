"""What may be told about an application's course to whoever holds its applicant's mobile number."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from catalogues import application_stages, authorities, sole_trader_types
from catalogues.filing_types.words import Actor, Section
from kernel.errors import not_found
from services.filing.domain.premises import Premises
from services.filing.operations import dossiers
from services.filing.operations.answers import StageView, shown, waits_for
from services.filing.operations.resources import Resources
from services.filing.store import applications, timeline


class Progress(BaseModel):
    """Nothing personal, and not the name either: a sole trader's is often the operator's own, and it is public only
    once it is registered (个人信息保护法 第六条). Whom it `waits_for` and until when is what the workflow said with the
    last stage; None where it said nothing. `named` is whether the business is to have a name."""

    application_no: str
    type_name: str
    authority_name: str
    stage: str
    stage_label: str
    named: bool
    waits_for: Actor | None
    deadline: datetime | None
    entries: tuple[StageView, ...]


def view_progress(resources: Resources, subject: str, application_no: str) -> Progress:
    """Refusal `application.not_found` for anybody else's application as for one that does not exist."""
    with resources.database.reading() as session:
        row, entries = timeline.course(session, application_no) or (None, [])
        if row is None or row.subject != subject or row.deleted_at is not None:
            raise not_found("application", "没有找到该申请", "There is no such application")
        premises = dossiers.opened(resources, applications.section(session, application_no, Section.PREMISES), Premises)
        return Progress(
            application_no=application_no,
            type_name=sole_trader_types.get(row.type_code).name,
            authority_name=authorities.get(row.authority_code).name,
            stage=row.stage,
            stage_label=application_stages.label(row.stage),
            named=bool(premises and premises.needs_name),
            waits_for=waits_for(entries[-1] if entries else None),
            deadline=entries[-1].deadline if entries else None,
            entries=shown(entries),
        )
