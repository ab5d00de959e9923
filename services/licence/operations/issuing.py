"""Issues a licence: first its number and its face for good, then the sealed document."""

from __future__ import annotations

from datetime import date, datetime

import structlog
from sqlmodel import Session

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect
from kernel.exchange import Made, Reference
from kernel.messages import Carried
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.pdf.reading import page_count
from kernel.trail_book import Change, changed
from services.licence.contract import IssueLicence, LicenceFace, LicenceIssued, LicencePart
from services.licence.domain.copies import DUPLICATE, ORIGINAL
from services.licence.domain.paper import Delivery, PaperReason, PaperStatus
from services.licence.domain.states import LicenceState
from services.licence.operations.addressee_versions import keep_addressee
from services.licence.operations.collecting import ApprovedCase, collect_case
from services.licence.operations.documents import KIND, document_of
from services.licence.operations.ending import end
from services.licence.operations.faces import LicenceContent, face_of, make_face
from services.licence.operations.persons import check_persons
from services.licence.operations.rendering import render_licence
from services.licence.operations.resources import Resources
from services.licence.store import licences
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence

log = structlog.get_logger()

_REPLACED = "换发营业执照"


def issue_licence(resources: Resources, request: IssueLicence) -> LicenceIssued:
    """Print a version of an entity: write the licence down, render and seal it, and end the one before
    (条例 Art. 21, 22, 28; 实施细则 Art. 23). What is to stand in the register first is handed on to it.

    Idempotency key: application_no. A retry goes on with the number and the dates of the first try, and gives the
    document that is there. Raises Refusal `licence.entity_missing`, `licence.person_restricted`, and
    `register.person_restricted` where the register said so; Outage `identity.facts_unavailable` while the lists are
    silent, `register.unavailable`, and when a trust service is silent; Defect `licence.no_approval`,
    `licence.wrong_case`, `licence.face_incomplete`.
    """
    if request.enters is not None:
        return _entered_and_issued(resources, request, request.enters)
    row = _find(resources, request.application_no)
    if row is None:
        case = collect_case(resources, request)
        check_persons(resources, request, case.entity.persons_asked_at)
        row = _prepare(resources, case)
    if row.state != LicenceState.PREPARED:
        return issued(row)
    return _finish(resources, row)


def _entered_and_issued(resources: Resources, request: IssueLicence, enters: Carried) -> LicenceIssued:
    """The register is asked at each try: it answers with what it wrote at the first."""
    path = f"/filings/{request.application_no}/entry"
    entered = resources.register.hand_on(path, request.part(PartKind.DECISION), enters)
    parts = {**request.parts, PartKind.ENTITY: Reference.model_validate(entered.get("entity"))}
    done = issue_licence(resources, request.model_copy(update={"parts": parts, "enters": None}))
    return done.model_copy(update={"entered": entered})


def issued(row: Licence) -> LicenceIssued:
    """The answer for a licence that has its document."""
    assert row.part_key is not None and row.part_digest is not None
    return LicenceIssued(
        uscc=row.uscc,
        licence_no=row.licence_no,
        established_on=row.registered_on,
        issued_at=row.issued_at,
        part=Reference(key=row.part_key, digest=row.part_digest),
        document=document_of(row),
        version=row.version,
    )


def _find(resources: Resources, application_no: str) -> Licence | None:
    with resources.database.reading() as session:
        return licences.of_application(session, application_no)


def _prepare(resources: Resources, case: ApprovedCase) -> Licence:
    entity = case.entity
    with resources.database.transaction() as session:
        _hold(session, entity.uscc)
        of_entity = licences.of_entity(session, entity.uscc)
        for earlier in of_entity:
            if earlier.application_no == case.application_no:
                return earlier
        prints = [row for row in of_entity if row.version == entity.version]
        # Whoever made the version prints it first; whoever did not asks for what was printed before, of this version
        # or of one that a record came after.
        if bool(prints) if case.made_the_version else not of_entity:
            raise Defect("licence.wrong_case", case.application_no)
        now = resources.clock.now().replace(microsecond=0)
        issued_on = _day_of_issue(case, len(prints) + 1, now)
        sequence = licences.next_sequence(session, entity.authority_code, issued_on.year)
        face = make_face(entity, f"{entity.authority_code}{issued_on.year}{sequence:06d}", issued_on)
        row = _row(resources, case, face, len(prints) + 1, now)
        session.add(row)
        if case.needs_paper_licence:
            session.flush()
            session.add_all(_wished_papers(row, _paper_reason(case)))
            session.flush()
        if case.addressee:
            keep_addressee(resources, session, row, case.addressee, now, case.account_subject)
        change = Change(after=row.face_digest)
        resources.trail.note(session, "prepared", row.application_no, of=row.licence_no, change=change)
    log.info("licence_prepared", application_no=case.application_no)
    return row


def _hold(session: Session, uscc: str) -> None:
    """Whoever else prints a licence of this entity waits."""
    lock_key(session, f"licence/entity/{uscc}")


def _day_of_issue(case: ApprovedCase, issue: int, now: datetime) -> date:
    """The first licence is issued on the day of establishment (条例 Art. 21; AR-42), also where it is finished after
    midnight; every other one on its own day. Raises Defect `licence.dates_differ`."""
    entity = case.entity
    if (entity.version, issue) != (1, 1):
        return local_date(now)
    if entity.effective_on != entity.established_on:
        raise Defect("licence.dates_differ", case.application_no)
    return entity.established_on


def _row(resources: Resources, case: ApprovedCase, face: LicenceFace, issue: int, now: datetime) -> Licence:
    number, facts = case.application_no, case.entity.facts
    content = LicenceContent(face=face, capital_amount=facts.capital_amount)
    return Licence(
        uscc=face.uscc,
        version=face.version,
        issue=issue,
        application_no=number,
        state=LicenceState.PREPARED,
        licence_no=face.licence_no,
        account_subject=case.account_subject,
        authority_code=face.authority_code,
        county_code=facts.premises.county_code,
        street_name=facts.premises.street_name,
        type_name=facts.type_name,
        name=face.name,
        operator_hash=resources.operator_hash(face.operator_name),
        content_encrypted=resources.encrypt_content(number, content.model_dump_json()),
        applied_on=case.applied_on,
        registered_on=face.registered_on,
        approved_on=face.approved_on,
        issued_on=face.issued_on,
        issued_at=now,
        face_digest=face.digest().hex(),
        decision_key=case.decision.key,
        decision_digest=case.decision.digest,
        decision_no=case.decision_no,
        paper_status=PaperStatus.UNPRINTED if case.needs_paper_licence else None,
    )


def _wished_papers(row: Licence, reason: PaperReason) -> list[PaperLicence]:
    """The original and the first duplicate (条例 Art. 22: 正本 and 副本), to be collected at the window unless an
    addressee is kept."""
    return [
        PaperLicence(
            print_no=f"{row.licence_no}-{number:02d}",
            application_no=row.application_no,
            authority_code=row.authority_code,
            copy_kind=copy,
            copy_no=copy_no,
            reason=reason,
            delivery=Delivery.COLLECT,
            status=PaperStatus.UNPRINTED,
            requested_at=row.issued_at,
        )
        for number, (copy, copy_no) in enumerate(((ORIGINAL, ""), (DUPLICATE, "1-1")), start=1)
    ]


def _paper_reason(case: ApprovedCase) -> PaperReason:
    if not case.made_the_version:
        return PaperReason.REPLACEMENT
    return PaperReason.CHANGE if case.entity.version > 1 else PaperReason.FIRST_ISSUE


def _finish(resources: Resources, row: Licence) -> LicenceIssued:
    number = row.application_no
    face = face_of(resources, row)
    seal = resources.seals.open(face.authority_code, face.authority_name)
    rendered = render_licence(resources, row, seal)
    sealed = seal.apply(rendered)
    part, [document] = resources.exchange.deposit_step(
        number, PartKind.LICENCE, _part(resources, row, face, sealed), [Made(KIND, sealed, page_count(rendered))]
    )
    with resources.database.transaction() as session:
        # Whoever else puts a licence of this entity in force wants this row, too, and waits.
        of_entity = licences.of_entity(session, row.uscc, lock=True)
        current = next(each for each in of_entity if each.application_no == number)  # rows are never deleted
        if current.state == LicenceState.PREPARED:
            current.document_key, current.document_pages = document.key, document.pages
            current.document_sha256, current.document_sm3 = document.sha256, document.sm3
            current.part_key, current.part_digest = part.key, part.digest
            change = Change(after=document.sha256)
            resources.trail.note(session, "sealed", number, of=row.licence_no, change=change)
            _put_in_force(resources, session, current, of_entity, resources.clock.now())
            log.info("licence_issued", application_no=number)
        # Whoever sealed at the same time and came second throws away its own and answers with the first.
        return issued(current)


def _put_in_force(
    resources: Resources, session: Session, current: Licence, of_entity: list[Licence], now: datetime
) -> None:
    """One licence of an entity is valid: the newest."""
    for other in of_entity:
        newer = (other.version, other.issue) > (current.version, current.issue)
        if newer and other.state != LicenceState.PREPARED:
            end(resources, session, current, LicenceState.REPLACED, at=now, by=other.application_no, reason=_REPLACED)
            return
        if other.state == LicenceState.VALID:
            end(resources, session, other, LicenceState.REPLACED, at=now, by=current.application_no, reason=_REPLACED)
    current.state = LicenceState.VALID
    resources.trail.note(session, "issued", current.application_no, of=current.licence_no, change=changed(current))
    session.add(current)


def _part(resources: Resources, row: Licence, face: LicenceFace, sealed: bytes) -> LicencePart:
    return LicencePart(
        **face.model_dump(),
        application_no=row.application_no,
        issued_at=row.issued_at,
        verification_url=resources.verification_url(face.uscc),
        sha256=sha256_hex(sealed),
        sm3=sm3_hex(sealed),
    )
