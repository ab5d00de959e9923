"""Says where a revocation stands, for its workflow, and writes what was decided as part and papers, once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import Session

from catalogues import authorities
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.clock import local_date
from kernel.exchange import DocumentRef, Made, Reference
from kernel.pdf.reading import page_count
from services.approval.contract import BannedPerson, DecideCase, RevocationPart, RevocationStanding, StandRevocation
from services.approval.domain import revocation, revocation_papers
from services.approval.domain.numbering import decision_number
from services.approval.domain.revocation import GROUNDS, Entry, Ground, Outcome, Stage, Standing, Written
from services.approval.domain.revocation_papers import About
from services.approval.operations import cases
from services.approval.operations.resources import Resources
from services.approval.operations.revocations.keeping import unknown, write, written
from services.approval.operations.sealing import sealed
from services.approval.operations.signing import opened
from services.approval.store import decisions, officials, revocations
from services.approval.store.decisions import CaseDecision
from services.approval.store.revocations import Revocation, RevocationPaper

_TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / f"{DocumentKind.REVOCATION_NOTICE}.typ"
_CONCLUSIONS = {
    Stage.NOT_ACCEPTED: "NOT_ACCEPTED",
    Stage.REFUSED: "REFUSED",
    Stage.REVOKED: "REVOKED",
    Stage.WITHDRAWN: "WITHDRAWN",
}


def stand_revocation(resources: Resources, request: StandRevocation) -> RevocationStanding:
    """Where it stands now. A period that ran out is written down, once. What was decided has the same part and papers
    whenever it is asked. Raises Refusal `approval.revocation.not_found`."""
    number = request.revocation_no
    with resources.database.transaction() as session:
        row = revocations.by_number(session, number, lock=True)
        if row is None:
            raise unknown()
        entries = written(resources, session, number)
        standing = revocation.standing(entries)
        now = resources.clock.now()
        for clock in standing.clocks:
            key = {"timer": clock.timer, "due": clock.due.isoformat()}
            if clock.due <= now and f"{key['timer']}/{key['due']}" not in standing.ran_out:
                standing = write(resources, session, row, entries, Entry.RAN_OUT, key, "clock")
                entries = written(resources, session, number)
        session.expunge(row)
    following = next((clock for clock in standing.clocks if clock.due > now), None)
    said: dict[str, Any] = {"uscc": row.uscc, "authority_code": row.authority_code, "about": row.about}
    conclusion = _CONCLUSIONS.get(standing.stage)
    waits_for_withdrawal = request.restores and standing.stage is not Stage.WITHDRAWN
    if conclusion is None or waits_for_withdrawal:
        return RevocationStanding(
            **said,
            under_examination=row.about is not None and standing.accepted_at is not None,
            clock=following.timer if following else None,
            due=following.due if following else None,
        )
    part, documents, application = _published(resources, row, entries, standing)
    return RevocationStanding(
        **said,
        conclusion=conclusion,
        decision_no=number_of(row, standing),
        part=part,
        documents=documents,
        application=application,
    )


def _published(
    resources: Resources, row: Revocation, entries: Sequence[Written], standing: Standing
) -> tuple[Reference | None, tuple[DocumentRef, ...], Reference | None]:
    assert standing.decided_at
    with resources.database.reading() as session:
        kept = decisions.latest(session, row.about) if row.about else None
        about = about_of(resources, session, row, entries, kept)
        made = revocations.papers(session, row.revocation_no)
    documents = _papers(resources, row, entries, standing, about, made)
    if kept is None or standing.stage is Stage.NOT_ACCEPTED:
        return None, documents, None
    part = resources.exchange.deposit(row.revocation_no, PartKind.REVOCATION, _part(row, standing, about))
    return part, documents, DecideCase.model_validate(kept.inputs["request"]).part(PartKind.APPLICATION)


def _part(row: Revocation, standing: Standing, about: About) -> RevocationPart:
    assert standing.decision and standing.decided_at and row.about
    content = standing.decision.content
    described = editions.in_force(editions.REVOCATION, local_date(standing.decided_at))
    outcome = Outcome(content["outcome"])
    ground = GROUNDS[Ground(content["ground"])][0] if outcome is Outcome.REVOKE else content["reason"]
    persons = _banned(standing)
    return RevocationPart(
        application_no=row.revocation_no,
        uscc=row.uscc,
        about=row.about,
        filing_type=described.key,
        filing_type_edition=described.edition,
        authority_code=row.authority_code,
        authority_name=about.authority,
        decision_no=number_of(row, standing),
        decided_at=standing.decided_at,
        outcome={Outcome.REVOKE: "REVOKED", Outcome.REFUSE: "REFUSED", Outcome.WITHDRAW: "WITHDRAWN"}[outcome],
        ground_zh=ground,
        persons=tuple(BannedPerson(**each) for each in persons),
    )


def _banned(standing: Standing) -> list[dict[str, Any]]:
    assert standing.decision
    found: list[dict[str, Any]] = standing.decision.content.get("persons", [])
    return found


def number_of(row: Revocation, standing: Standing) -> str:
    """The decision's own number: of the revocation's sequence, for its authority and day."""
    assert standing.decided_at and standing.decision
    sequence = int(hashlib.sha256(f"{row.revocation_no}/{standing.decision.number}".encode()).hexdigest()[:4], 16)
    return decision_number(row.authority_code, local_date(standing.decided_at), 900_000 + sequence)


def about_of(
    resources: Resources, session: Session, row: Revocation, entries: Sequence[Written], kept: CaseDecision | None
) -> About:
    case = cases.case_of(resources, kept) if kept else None
    names = {
        each.account_ref: opened(resources, each).signature
        for each in officials.of_authority(session, row.authority_code)
    }
    return About(
        revocation_no=row.revocation_no,
        uscc=row.uscc,
        entity_name=case.full_name if case else None,
        operator=case.application.operator.name if case else "",
        registration=case.application.filing.archive_category if case else "登记",
        authority=authorities.get(row.authority_code).name,
        applicant=entries[0].content.get("name"),
        names=names,
        demonstration=resources.demonstration,
    )


def _papers(
    resources: Resources,
    row: Revocation,
    entries: Sequence[Written],
    standing: Standing,
    about: About,
    made: Sequence[RevocationPaper],
) -> tuple[DocumentRef, ...]:
    """Those of the decision that stands; an earlier one's lie in its own volume."""
    assert standing.decision
    since = standing.decision.number
    known = [paper for paper in made if paper.number // 10 == since]
    if not known:
        wanted = _contents(row, entries, standing, about)
        written_papers = [_render(resources, kind, content, at) for kind, content, at in wanted]
        made_papers = sealed(resources, row.revocation_no, (row.authority_code, about.authority), written_papers)
        references = resources.exchange.deposit_documents(row.revocation_no, made_papers)
        known = [
            RevocationPaper(
                revocation_no=row.revocation_no,
                number=since * 10 + place,
                **reference.model_dump(include={"kind", "key", "sha256", "sm3", "pages"}),
            )
            for place, reference in enumerate(references)
        ]
        with resources.database.transaction() as session:
            session.add_all([RevocationPaper(**paper.model_dump()) for paper in known])
    return tuple(
        DocumentRef(**paper.model_dump(include={"kind", "key", "sha256", "sm3", "pages"}))
        for paper in sorted(known, key=lambda paper: paper.number)
    )


def _contents(
    row: Revocation, entries: Sequence[Written], standing: Standing, about: About
) -> list[tuple[DocumentKind, dict[str, Any], Any]]:
    assert standing.decided_at
    if standing.stage is Stage.NOT_ACCEPTED:
        refused = entries[-1]
        return [(DocumentKind.REVOCATION_DECISION, revocation_papers.not_accepted(about, refused), refused.at)]
    found: list[tuple[DocumentKind, dict[str, Any], Any]] = []
    begun = next((e for e in entries if e.entry is Entry.ACCEPTED), entries[0])
    at_first = revocation.standing([e for e in entries if e.number <= begun.number])
    if standing.stage is not Stage.WITHDRAWN:
        found.append((DocumentKind.REVOCATION_NOTICE, revocation_papers.notice(about, begun, at_first), begun.at))
        public = next((e for e in entries if e.entry is Entry.PUBLICISED), None)
        if public:
            found.append((DocumentKind.REVOCATION_PUBLICITY, revocation_papers.publicity(about, public), public.at))
    at = standing.decided_at
    found.append((DocumentKind.REVOCATION_RECORD, revocation_papers.record(about, entries, at), at))
    decision = revocation_papers.decision(about, standing, number_of(row, standing))
    found.append((DocumentKind.REVOCATION_DECISION, decision, at))
    return found


def _render(resources: Resources, kind: DocumentKind, content: dict[str, Any], at: Any) -> Made:
    made = resources.typesetter.render(_TEMPLATE, content, timestamp=at)
    return Made(kind, made, page_count(made))
