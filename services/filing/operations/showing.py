"""Lists and shows applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from catalogues import application_stages, authorities, phrases, sole_trader_types
from catalogues.filing_types import editions
from catalogues.filing_types.words import Section, Stage
from kernel.clock import SHANGHAI
from kernel.errors import Finding
from kernel.tokens import Principal
from kernel.web.paging import Asked, Page, of_sequence
from services.filing.domain.dossier import Dossier
from services.filing.domain.masking import (
    masked_details,
    masked_matter,
    masked_operator,
    masked_parties,
    masked_premises,
)
from services.filing.domain.registered import Change
from services.filing.operations import dossiers, evidence, sections
from services.filing.operations.answers import (
    ApplicationSummary,
    ApplicationView,
    AttachmentView,
    ChangeView,
    FindingView,
    Labelled,
    Locks,
    RegisteredView,
    SectionView,
    SigningWindowView,
    shown,
    waits_for,
)
from services.filing.operations.applications import visible
from services.filing.operations.founding import founding
from services.filing.operations.resources import Resources
from services.filing.store import applications, holdings, timeline
from services.filing.store.applications import FilingApplication, FilingSection
from services.filing.store.holdings import Holding
from services.filing.store.timeline import StageEntry

_BEING_SIGNED = frozenset({Stage.AUTH_PENDING, Stage.SIGN_PENDING, Stage.SIGNED})


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """Days are days in China, both included."""

    stage: str | None = None
    name: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def list_applications(
    resources: Resources, subject: str, wanted: ApplicationFilter, asked: Asked
) -> Page[ApplicationSummary]:
    """The applicant's own applications, newest first. A name is known here since the operator was confirmed."""
    with resources.database.reading() as session:
        rows = applications.own_applications(
            session,
            subject,
            stage=wanted.stage,
            since=_midnight(wanted.from_day) if wanted.from_day else None,
            before=_midnight(wanted.to_day + timedelta(days=1)) if wanted.to_day else None,
        )
        kept: Mapping[str, Dossier] = {}
        if wanted.name:
            kept = _of_the_name(resources, session, rows)
            rows = [row for row in rows if wanted.name in (kept[row.application_no].full_name or "")]
        listed = of_sequence(rows, asked)
        kept = kept or _of_the_name(resources, session, listed.rows)
        last = timeline.latest_entries(session, [row.application_no for row in listed.rows])
    return listed.page(
        lambda row: _summary(row, kept[row.application_no], last.get(row.application_no)), total=len(rows)
    )


def view_application(resources: Resources, caller: Principal, application_no: str) -> ApplicationView:
    """The whole application to its applicant; masked to an examiner of its authority; not found to others."""
    view = _view(resources, caller, application_no)
    resources.trail.seen(resources.database, "application_seen", application_no, of="masked" if view.masked else None)
    return view


def _view(resources: Resources, caller: Principal, application_no: str) -> ApplicationView:
    with resources.database.reading() as session:
        found = holdings.holding(session, application_no)
        application, masked = visible(caller, found.application if found else None)
        assert found is not None  # else there were nothing to see
        rows, entries, revision = found.sections, found.entries, found.latest_revision
        dossier = dossiers.dossier(resources, found)
        doubts = evidence.doubts_in(resources, dossier, found, Section.OPERATOR)
        missing = [*dossier.missing_for_operator(dossiers.today(resources)), *doubts]
        missing_later = [
            *dossier.missing_for_documents(dossiers.today(resources)),
            *doubts,
            *evidence.doubts_in(resources, dossier, found, Section.DETAILS),
        ]
        if masked:
            dossier = replace(
                dossier,
                premises=dossier.premises and masked_premises(dossier.premises),
                operator=dossier.operator and masked_operator(dossier.operator),
                parties=dossier.parties and masked_parties(dossier.parties),
                details=dossier.details and masked_details(dossier.details),
                matter=dossier.matter and masked_matter(dossier.matter),
            )
        views: dict[str, SectionView | None] = {
            kind: sections.view(rows[kind], content, dossier) if content is not None else None
            for kind, content in (
                (Section.PREMISES, dossier.premises),
                (Section.OPERATOR, dossier.operator),
                (Section.PARTIES, dossier.parties),
                (Section.DETAILS, dossier.details),
                (Section.MATTER, dossier.matter),
            )
        }
        return ApplicationView(
            **_summary(application, dossier, entries[-1] if entries else None).model_dump(),
            about=application.about,
            registered=_registered(dossier),
            changes=() if masked else tuple(map(_change, dossier.changes)),
            county_code=application.county_code,
            masked=masked,
            premises=views[Section.PREMISES],
            operator=views[Section.OPERATOR],
            parties=views[Section.PARTIES],
            founding=founding(dossier.filing_type, dossiers.today(resources)),
            details=views[Section.DETAILS],
            matter=views[Section.MATTER],
            attachments=tuple(AttachmentView.model_validate(file, from_attributes=True) for file in found.files),
            locks=Locks(
                premises=application.name_locked,
                operator=application.operator_locked_at is not None,
                details=application.details_locked,
            ),
            operator_locked_at=application.operator_locked_at,
            documents_revision=revision.number if revision else None,
            documents_current=revision is not None and revision.content_version == application.content_version,
            signing=_signing(found),
            entries=shown(entries),
            missing_for_operator=_findings(missing),
            missing_for_documents=_findings(missing_later),
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _of_the_name(resources: Resources, session: Session, rows: Sequence[FilingApplication]) -> dict[str, Dossier]:
    """What was said of the name and the premises, and nothing else."""
    found: dict[str, dict[str, FilingSection]] = {row.application_no: {} for row in rows}
    for section in applications.sections_of(session, list(found), (Section.PREMISES, Section.NAME)):
        found[section.application_no][section.kind] = section
    return {row.application_no: dossiers.assembled(resources, row, found[row.application_no], {}) for row in rows}


def _summary(row: FilingApplication, kept: Dossier, last: StageEntry | None) -> ApplicationSummary:
    return ApplicationSummary(
        application_no=row.application_no,
        filing_type=row.filing_type,
        filing_title=editions.get(row.filing_type, row.filing_type_edition).title,
        type=Labelled(code=row.type_code, name=sole_trader_types.get(row.type_code).name),
        authority=Labelled(code=row.authority_code, name=authorities.get(row.authority_code).name),
        stage=row.stage,
        stage_label=application_stages.label(row.stage),
        waits_for=waits_for(last),
        deadline=last.deadline if last else None,
        full_name=kept.full_name,
        named=bool(kept.premises and kept.premises.needs_name),
        created_at=row.created_at,
    )


def _registered(dossier: Dossier) -> RegisteredView | None:
    before = dossier.registered
    if before is None:
        return None
    return RegisteredView(
        uscc=before.uscc, name=before.name, premises=before.places, scope_text=before.facts.scope_text
    )


def _change(change: Change) -> ChangeView:
    return ChangeView.model_validate(change, from_attributes=True)


def _findings(findings: list[Finding]) -> tuple[FindingView, ...]:
    return tuple(FindingView.model_validate(finding, from_attributes=True) for finding in findings)


def _signing(found: Holding) -> SigningWindowView | None:
    if found.application.stage not in _BEING_SIGNED:
        return None
    latest = found.signing_dates
    if latest is None:
        return None
    deadline, last_day = latest
    kind = editions.get(found.application.filing_type, found.application.filing_type_edition)
    notice = phrases.sign_deadline_notice(last_day, kind.archive_category)
    return SigningWindowView(deadline=deadline, last_day=last_day, notice=notice)
