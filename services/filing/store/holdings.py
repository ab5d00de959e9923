"""Everything that is kept of one application, read with one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CTE, BindParameter, bindparam, inspect, literal, update
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import Session, SQLModel, col, select

from kernel.reading_together import Questions
from kernel.trail_book import TrailRow
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.attachments import FilingAttachment
from services.filing.store.documents import FilingDocument, FilingRevision, SigningWindow
from services.filing.store.readings import FilingReading
from services.filing.store.timeline import AcceptedSubmission, StageEntry


@dataclass(frozen=True)
class Holding:
    """`readings` are those of the pictures in `files`, by digest and what was sought. Revisions, windows, submissions
    and the lines of the timeline go by their numbers, documents by revision and in the order of the file."""

    application: FilingApplication
    sections: dict[str, FilingSection]
    files: Sequence[FilingAttachment]
    readings: Mapping[tuple[str, str], FilingReading]
    entries: Sequence[StageEntry]
    revisions: Mapping[int, FilingRevision]
    documents: Mapping[int, Sequence[FilingDocument]]
    windows: Mapping[int, SigningWindow]
    submissions: Mapping[int, AcceptedSubmission]

    @property
    def media_types(self) -> dict[str, str]:
        """Of each attached file by its kind."""
        return {file.kind: file.media_type for file in self.files}

    @property
    def latest_revision(self) -> FilingRevision | None:
        return self.revisions[max(self.revisions)] if self.revisions else None

    @property
    def handed_in(self) -> dict[str, tuple[FilingDocument, datetime]]:
        """What was handed in last, by kind, each with the date it carries: that of the revision which made it."""
        submitted = max((row.accepted_at for row in self.submissions.values()), default=None)
        confirmed = [
            (row.confirmed_at, row.number)
            for row in self.revisions.values()
            if row.confirmed_at and submitted and row.confirmed_at <= submitted
        ]
        if not confirmed:
            return {}
        made_first: dict[tuple[str, str], int] = {}
        for number in sorted(self.documents):
            for document in self.documents[number]:
                made_first.setdefault((document.kind, document.sha256), number)
        return {
            document.kind: (document, self.revisions[made_first[document.kind, document.sha256]].prepared_at)
            for document in self.documents[max(confirmed)[1]]
        }

    @property
    def signing_dates(self) -> tuple[datetime, date] | None:
        """Deadline and last day of the window that was opened last."""
        windows = [(row.confirmed_at, row.signing_deadline, row.last_signing_day) for row in self.revisions.values()]
        windows += [(row.opened_at, row.signing_deadline, row.last_signing_day) for row in self.windows.values()]
        told = [(at, deadline, day) for at, deadline, day in windows if at and deadline and day]
        return max(told)[1:] if told else None


_OF_APPLICATION: BindParameter[str] = bindparam("application_no")

_EVERYTHING = Questions(
    select(FilingApplication).where(FilingApplication.application_no == _OF_APPLICATION),
    select(FilingSection).where(FilingSection.application_no == _OF_APPLICATION),
    select(FilingAttachment).where(FilingAttachment.application_no == _OF_APPLICATION),
    select(FilingReading).where(
        col(FilingReading.sha256).in_(
            select(FilingAttachment.sha256).where(FilingAttachment.application_no == _OF_APPLICATION)
        )
    ),
    select(StageEntry).where(StageEntry.application_no == _OF_APPLICATION),
    select(FilingRevision).where(FilingRevision.application_no == _OF_APPLICATION),
    select(FilingDocument).where(FilingDocument.application_no == _OF_APPLICATION),
    select(SigningWindow).where(SigningWindow.application_no == _OF_APPLICATION),
    select(AcceptedSubmission).where(AcceptedSubmission.application_no == _OF_APPLICATION),
)


def holding(session: Session, application_no: str) -> Holding | None:
    """What is kept of the application. Whoever is to change it has locked the application before."""
    found, sections, files, readings, entries, revisions, documents, windows, submissions = _EVERYTHING.ask(
        session, application_no=application_no
    )
    if not found:
        return None
    made: dict[int, list[FilingDocument]] = {}
    for document in sorted(documents, key=lambda row: row.position):
        made.setdefault(document.revision, []).append(document)
    return Holding(
        application=found[0],
        sections={row.kind: row for row in sections},
        files=sorted(files, key=lambda row: row.kind),
        readings={(row.sha256, row.sought): row for row in readings},
        entries=sorted(entries, key=lambda row: row.number),
        revisions={row.number: row for row in revisions},
        documents=made,
        windows={row.number: row for row in windows},
        submissions={row.number: row for row in submissions},
    )


_FILES = Questions(
    select(FilingApplication).where(FilingApplication.application_no == _OF_APPLICATION),
    select(FilingAttachment).where(FilingAttachment.application_no == _OF_APPLICATION),
    select(FilingReading).where(
        col(FilingReading.sha256).in_(
            select(FilingAttachment.sha256).where(FilingAttachment.application_no == _OF_APPLICATION)
        )
    ),
)


def files(
    session: Session, application_no: str
) -> tuple[FilingApplication | None, list[FilingAttachment], dict[tuple[str, str], FilingReading]]:
    """The application, what is attached to it, and what was read in that."""
    found, attached, readings = _FILES.ask(session, application_no=application_no)
    return (
        found[0] if found else None,
        sorted(attached, key=lambda row: row.kind),
        {(row.sha256, row.sought): row for row in readings},
    )


def attach_unless_changed(
    session: Session, seen: FilingApplication, attached: FilingAttachment, line: TrailRow
) -> bool:
    """Keep a file as the only one of its kind, count the change and write the trail's `line`, with one statement;
    nothing happens, and the answer is False, where the application changed since it was `seen`: what is attached to it,
    or what of it is closed. Who changes it at the same time is waited for."""
    unchanged = (
        update(FilingApplication)
        .where(
            col(FilingApplication.application_no) == seen.application_no,
            col(FilingApplication.content_version) == seen.content_version,
            col(FilingApplication.stage) == seen.stage,
            col(FilingApplication.name_locked) == seen.name_locked,
            col(FilingApplication.details_locked) == seen.details_locked,
            col(FilingApplication.operator_locked_at).is_not_distinct_from(seen.operator_locked_at),
            col(FilingApplication.deleted_at).is_not_distinct_from(seen.deleted_at),
        )
        .values(content_version=seen.content_version + 1)
        .returning(literal(1))
        .cte("unchanged")
    )
    file = _inserted(attached, unchanged)
    changes = {column: file.excluded[column.key] for column in inspect(FilingAttachment).columns}
    kept = file.on_conflict_do_update(
        index_elements=["application_no", "kind"],
        set_={column.key: value for column, value in changes.items() if not column.primary_key},
    )
    told = _inserted(line, unchanged).returning(literal(1)).cte("told")
    return session.connection().execute(kept.returning(literal(1)).add_cte(told)).first() is not None


def _inserted(row: SQLModel, there: CTE) -> Insert:
    """The row is added for each that is `there`."""
    columns = inspect(type(row)).columns
    values = [literal(getattr(row, column.key), column.type) for column in columns]
    return insert(type(row)).from_select([column.key for column in columns], core_select(*values).select_from(there))
