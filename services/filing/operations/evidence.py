"""What attached pictures show beside what was entered: told to the applicant, offered to the form, left to approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalogues.evidence import Doubt, Reading, said
from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal
from kernel.reading.pages import Page
from kernel.trail_book import Change
from services.filing.domain.attachments import AttachmentKind, section_of
from services.filing.domain.details import PremisesCommitment
from services.filing.domain.dossier import Dossier
from services.filing.domain.evidence.judging import Entered, Verdict, judge, offered, sought_in
from services.filing.domain.evidence.premises_paper import Place
from services.filing.domain.operator import Operator
from services.filing.operations import dossiers
from services.filing.operations.answers import EvidenceView, FindingView, PictureView
from services.filing.operations.readings import page_in, state_of, wait_for
from services.filing.operations.resources import Resources
from services.filing.store import attachments, holdings
from services.filing.store.attachments import FilingAttachment
from services.filing.store.holdings import Holding
from services.filing.store.readings import FilingReading

Kept = Mapping[tuple[str, str], FilingReading]
"""What was read so far, by the picture's digest and what was sought."""

_INSIST_ZH = "；确认照片无误的，可选择由工作人员核对"
_INSIST_EN = "; if the picture is right as it is, ask for a person to look at it"


def verdicts(
    resources: Resources, dossier: Dossier, files: Iterable[FilingAttachment], kept: Kept
) -> dict[str, Verdict | None]:
    """By kind of file; None while it is being read."""
    entered = _entered(resources, dossier)
    return {
        file.kind: _verdict(file, state, page, entered) for file, state, page in _pages(resources, tuple(files), kept)
    }


def doubts(files: Iterable[FilingAttachment], found: Mapping[str, Verdict | None]) -> list[Finding]:
    """What the applicant should mend before a person has to look; nothing about pictures they stand by."""
    return [
        _finding(file.kind, doubt)
        for file in files
        if file.insisted_at is None and (verdict := found.get(file.kind)) is not None
        for doubt in verdict.doubts
    ]


def doubts_in(resources: Resources, dossier: Dossier, found: Holding, *sections: Section) -> list[Finding]:
    """`doubts` about the files that are locked with these sections."""
    wanted = [file for file in found.files if section_of(AttachmentKind(file.kind)) in sections]
    return doubts(wanted, verdicts(resources, dossier, wanted, found.readings))


def await_pictures(resources: Resources, application_no: str, *sections: Section) -> None:
    """Wait, as long as settings allow, for what is being read of the files of these sections."""
    with resources.database.reading() as session:
        _, files, kept = holdings.files(session, application_no)
    wanted = [file for file in files if section_of(AttachmentKind(file.kind)) in sections]
    wait_for(resources, wanted, kept, resources.reading_patience)


def view_evidence(resources: Resources, subject: str, application_no: str) -> EvidenceView:
    """What is read of each picture so far. The fields are the applicant's own, for their form only."""
    with resources.database.reading() as session:
        found = dossiers.own_holding(session, subject, application_no)
    dossier = dossiers.dossier(resources, found)
    pages = _pages(resources, found.files, found.readings)
    entered = _entered(resources, dossier)
    pictures: list[PictureView] = []
    fields: dict[str, str] = {}
    for file, state, page in pages:
        verdict = _verdict(file, state, page, entered)
        pictures.append(
            PictureView(
                kind=file.kind,
                reading=verdict.reading if verdict else None,
                insisted=file.insisted_at is not None,
                doubts=tuple(
                    FindingView.model_validate(_finding(file.kind, doubt), from_attributes=True)
                    for doubt in (verdict.doubts if verdict else ())
                ),
            )
        )
        if page is not None:
            fields |= offered(AttachmentKind(file.kind), page)
    return EvidenceView(pictures=tuple(pictures), offered=fields)


def insist(resources: Resources, subject: str, application_no: str, kind: AttachmentKind) -> None:
    """The applicant stands by a picture that is doubted: it stops nothing any more, and a person looks at it. Another
    picture in its place is judged anew. Asking again changes nothing; `filing.attachment_not_found` (404)."""
    with resources.database.transaction() as session:
        dossiers.own(session, subject, application_no, lock=True)
        row = attachments.attachment(session, application_no, kind)
        if row is None:
            raise Refusal("filing.attachment_not_found", "尚未上传此文件", "No such file was uploaded", status=404)
        if row.insisted_at is None:
            resources.trail.note(
                session, "picture_insisted_on", application_no, of=kind, change=Change(after=row.sha256)
            )
        row.insisted_at = row.insisted_at or resources.clock.now()
        session.add(row)


def _pages(
    resources: Resources, files: Sequence[FilingAttachment], kept: Kept
) -> list[tuple[FilingAttachment, Reading | None, Page | None]]:
    found = []
    for file in files:
        row = kept.get((file.sha256, sought_in(file.kind)))
        found.append((file, state_of(resources, row), page_in(resources, row) if row else None))
    return found


def _verdict(file: FilingAttachment, state: Reading | None, page: Page | None, entered: Entered) -> Verdict | None:
    if state is Reading.YES:
        return judge(AttachmentKind(file.kind), page, entered) if page else Verdict(Reading.NO, (Doubt.UNREADABLE,))
    return Verdict(state) if state else None


def _entered(resources: Resources, dossier: Dossier) -> Entered:
    premises, details = dossier.premises, dossier.details
    place = None
    if premises and premises.street_name and premises.detail:
        place = Place(dossier.county_code, premises.street_name, premises.detail)
    return Entered(
        operator=dossier.operator or Operator(),
        place=place,
        commitment=details.premises_commitment if details else PremisesCommitment(),
        today=dossiers.today(resources),
        further=tuple(
            Place(dossier.county_code, each.street_name, each.detail)
            for each in (premises.further if premises else ())
            if each.street_name and each.detail
        ),
    )


def _finding(kind: str, doubt: Doubt) -> Finding:
    words = said(doubt)
    return Finding(
        f"filing.picture_{doubt}",
        words.zh,
        words.en,
        f"/attachments/{kind}",
        None,
        words.remedy_zh + _INSIST_ZH,
        words.remedy_en + _INSIST_EN,
    )
