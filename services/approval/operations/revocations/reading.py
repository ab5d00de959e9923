"""Revocations as officials, their applicant and whoever answers for the business may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from kernel.exchange import DocumentRef
from kernel.masking import mask_id_number, mask_name
from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page
from services.approval.domain import revocation
from services.approval.domain.revocation import Entry, Stage, Standing, Written, published_until
from services.approval.operations.resources import Resources
from services.approval.operations.revocations.keeping import answers_for, of_authority, unknown, written
from services.approval.operations.revocations.publishing import about_of
from services.approval.store import decisions, revocations
from services.approval.store.revocations import Revocation


class ClockView(BaseModel):
    """A period that runs; `over`: it has ended already."""

    timer: str
    due: datetime
    over: bool


class RevocationLine(BaseModel):
    revocation_no: str
    uscc: str
    about: str | None
    origin: str
    stage: Stage
    opened_at: datetime
    clocks: tuple[ClockView, ...]


class EntryView(BaseModel):
    """`who` is the official's name and number, or the part somebody has; numbers of documents are masked."""

    number: int
    entry: Entry
    at: datetime
    who: str
    content: dict[str, Any]


class RevocationSheet(RevocationLine):
    """`possible` are the acts whose turn it is; `own_proposal`: the caller proposed what waits for a second person."""

    entity_name: str | None
    registration: str
    entries: tuple[EntryView, ...]
    possible: tuple[Entry, ...]
    own_proposal: bool
    decided_at: datetime | None
    published_until: datetime | None
    papers: tuple[str, ...]


class OwnRevocation(BaseModel):
    """What its applicant may know: nothing of the business or of who registered it."""

    revocation_no: str
    uscc: str
    stage: Stage
    opened_at: datetime
    due: datetime | None


class AgainstOwn(BaseModel):
    """What whoever answers for the business may know, and whether they can speak now."""

    revocation_no: str
    stage: Stage
    opened_at: datetime
    can_speak: bool
    due: datetime | None


def list_revocations(resources: Resources, caller: Principal, asked: Asked) -> Page[RevocationLine]:
    """Those of the caller's authority, the latest first. Raises Refusal `request.cursor_invalid`."""
    with resources.database.reading() as session:
        found = revocations.of_authority(session, caller.authority or "", asked)
        of = {row.revocation_no: written(resources, session, row.revocation_no) for row in found.rows}
    return found.page(lambda row: _line(resources, row, revocation.standing(of[row.revocation_no])))


def read_revocation(resources: Resources, caller: Principal, revocation_no: str) -> RevocationSheet:
    """Everything that was written of it; the reading is recorded. Raises Refusal `approval.revocation.not_found`, also
    for another authority's."""
    with resources.database.transaction() as session:
        row = of_authority(session, caller, revocation_no)
        resources.record(session, revocation_no, "case_read", actor_ref=caller.subject, object_ref="revocation")
        entries = written(resources, session, revocation_no)
        kept = decisions.latest(session, row.about) if row.about else None
        about = about_of(resources, session, row, entries, kept)
        papers = revocations.papers(session, revocation_no)
        line = _line(resources, row, revocation.standing(entries))
    standing = revocation.standing(entries)
    return RevocationSheet(
        **line.model_dump(),
        entity_name=about.entity_name,
        registration=about.registration,
        entries=tuple(_entry(each, dict(about.names)) for each in entries),
        possible=tuple(entry for entry in Entry if standing.may(entry) and _has_what_it_takes(standing, entry)),
        own_proposal=standing.proposal is not None and standing.proposal.by == caller.subject,
        decided_at=standing.decided_at,
        published_until=published_until(standing.decided_at)
        if standing.stage is Stage.REVOKED and standing.decided_at
        else None,
        papers=tuple(paper.kind for paper in papers),
    )


def read_paper(resources: Resources, caller: Principal, revocation_no: str, kind: str) -> bytes:
    """A document of it, by its kind, for officials. Raises Refusal `approval.revocation.not_found`."""
    with resources.database.reading() as session:
        of_authority(session, caller, revocation_no)
        found = [paper for paper in revocations.papers(session, revocation_no) if paper.kind == kind]
    if not found:
        raise unknown()
    paper = found[-1]
    reference = DocumentRef(**paper.model_dump(include={"kind", "key", "sha256", "sm3", "pages"}))
    return resources.exchange.collect_document(reference)


def check_concerned(resources: Resources, caller: Principal, revocation_no: str) -> None:
    """Whether the caller has a part in it: as an official of its authority, its applicant, or who answers for the
    business. Raises Refusal `approval.revocation.not_found` for anybody else, and where there is none."""
    with resources.database.reading() as session:
        row = revocations.by_number(session, revocation_no)
        if row is None:
            raise unknown()
        if caller.roles & {Role.EXAMINER, Role.HEAD}:
            concerned = row.authority_code == caller.authority
        else:
            concerned = row.applicant_subject == caller.subject or answers_for(session, row, caller)
    if not concerned:
        raise unknown()


def list_own(resources: Resources, caller: Principal) -> tuple[OwnRevocation, ...]:
    """What the caller applied for, the latest first."""
    with resources.database.reading() as session:
        rows = revocations.all_of_applicant(session, caller.subject)
        of = {row.revocation_no: revocation.standing(written(resources, session, row.revocation_no)) for row in rows}
    return tuple(
        OwnRevocation(
            revocation_no=row.revocation_no,
            uscc=row.uscc,
            stage=Stage(row.stage),
            opened_at=row.opened_at,
            due=_due(of[row.revocation_no]),
        )
        for row in rows
    )


def list_against_own(resources: Resources, caller: Principal, uscc: str) -> tuple[AgainstOwn, ...]:
    """Those about registrations that the caller's account applied for; of anybody else's nothing is told."""
    found = []
    with resources.database.reading() as session:
        for row in revocations.about_entity(session, uscc):
            kept = decisions.latest(session, row.about) if row.about else None
            if kept is None or kept.account_subject != caller.subject:
                continue
            standing = revocation.standing(written(resources, session, row.revocation_no))
            found.append(
                AgainstOwn(
                    revocation_no=row.revocation_no,
                    stage=standing.stage,
                    opened_at=row.opened_at,
                    can_speak=standing.may(Entry.STATEMENT),
                    due=_due(standing),
                )
            )
    return tuple(found)


def _has_what_it_takes(standing: Standing, entry: Entry) -> bool:
    if entry in {Entry.CONFIRMED, Entry.DECLINED}:
        return standing.proposal is not None
    if entry is Entry.PROPOSED:
        return standing.proposal is None
    return not (entry is Entry.EXTENDED and standing.extended)


def _due(standing: Standing) -> datetime | None:
    return next((clock.due for clock in standing.clocks), None)


def _line(resources: Resources, row: Revocation, standing: Standing) -> RevocationLine:
    now = resources.clock.now()
    return RevocationLine(
        revocation_no=row.revocation_no,
        uscc=row.uscc,
        about=row.about,
        origin=row.origin,
        stage=standing.stage,
        opened_at=row.opened_at,
        clocks=tuple(ClockView(timer=each.timer, due=each.due, over=each.due <= now) for each in standing.clocks),
    )


def _entry(each: Written, names: dict[str, str]) -> EntryView:
    content = {name: value for name, value in each.content.items() if name != "persons"}
    if "id_number" in content:
        content |= {"id_number": mask_id_number(content["id_number"]), "name": mask_name(content["name"])}
    persons = each.content.get("persons")
    if persons:
        masked = [each | {"id_number": mask_id_number(each["id_number"])} for each in persons]
        content["persons"] = masked
    return EntryView(number=each.number, entry=each.entry, at=each.at, who=names.get(each.by, ""), content=content)
