"""Writes and shows the course of an application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from catalogues import application_stages
from catalogues.filing_types.words import Section
from kernel.errors import Defect
from kernel.tokens import Principal
from services.filing.contract.messages import RecordStages, StageEntered, StagesRecorded
from services.filing.operations import dossiers
from services.filing.operations.answers import Timeline, shown, waits_for
from services.filing.operations.applications import visible
from services.filing.operations.resources import Resources
from services.filing.store import timeline
from services.filing.store.applications import FilingApplication
from services.filing.store.timeline import StageEntry

log = structlog.get_logger()


def record_stages(resources: Resources, request: RecordStages) -> StagesRecorded:
    """Write the timeline and open sections again for correction. Idempotency key: application_no + entry number:
    a message whose entries are all known opens nothing again."""
    with resources.database.transaction() as session:
        application = dossiers.locked(session, request.application_no)
        news = enter(session, application, timeline.timeline(session, request.application_no), request.entries)
        if news or not request.entries:
            for section in request.reopen:
                if section == Section.NAME:
                    application.name_locked = False
                elif section == Section.OPERATOR:
                    application.operator_locked_at = None
                    application.operator_digest = None
                else:
                    application.details_locked = False
        session.add(application)
        return StagesRecorded(stage=application.stage)


def enter(
    session: Session, application: FilingApplication, there: Sequence[StageEntry], entries: Sequence[StageEntered]
) -> bool:
    """Append lines to the timeline after those that are `there`; True if any was new.

    Of a step whose answer was lost the workflow may say later that the line went another way: the workflow's
    history is the truth, so its later word replaces the line. Raises Defect `filing.timeline_gap`.
    """
    known = {row.number: row for row in there}
    news = False
    for entry in sorted(entries, key=lambda entry: entry.number):
        row = known.get(entry.number)
        if row is None:
            if entry.number != len(known) + 1:
                raise Defect("filing.timeline_gap", f"{len(known)} lines are known, line {entry.number} was sent")
            row = StageEntry(application_no=application.application_no, **entry.model_dump())
        elif row.stage != entry.stage:
            log.warning("timeline_line_replaced", application_no=application.application_no, stage=entry.stage)
            row.stage, row.at, row.waits_for, row.deadline = entry.stage, entry.at, entry.waits_for, entry.deadline
        else:
            continue
        news = True
        known[entry.number] = row
        session.add(row)
    if known:
        application.stage = known[max(known)].stage
        session.add(application)
    return news


def begins_window(entries: Sequence[StageEntered], ends: datetime | None) -> Sequence[StageEntered]:
    """The lines with the end of the signing window in the last of them, which begins it: the filing service alone
    knows it yet."""
    if not entries:
        return entries
    *before, last = entries
    return *before, last.model_copy(update={"deadline": ends})


def view_timeline(resources: Resources, caller: Principal, application_no: str) -> Timeline:
    """When the application entered which stage; for its applicant and for examiners of its authority."""
    with resources.database.reading() as session:
        application, rows = timeline.course(session, application_no) or (None, [])
        application, _ = visible(caller, application)
        return Timeline(
            application_no=application_no,
            stage=application.stage,
            stage_label=application_stages.label(application.stage),
            waits_for=waits_for(rows[-1] if rows else None),
            deadline=rows[-1].deadline if rows else None,
            entries=shown(rows),
        )
