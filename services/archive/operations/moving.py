"""A file moves from one authority to another: asked for, examined, handed over, received, each once and in its time."""

from __future__ import annotations

from datetime import datetime

import structlog
from prometheus_client import Counter
from sqlmodel import Session

from catalogues import moves as catalogue
from catalogues import working_days
from catalogues.filing_types.words import DocumentKind, PartKind
from catalogues.moves import Way
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect
from kernel.exchange import DocumentRef
from kernel.pdf.digests import sha256_hex, sm3_hex
from services.archive.contract import MoveStands, StandMove
from services.archive.domain.handed_over import EntityPart
from services.archive.operations.move_papers import paper
from services.archive.operations.moved_package import not_whole, packed
from services.archive.operations.packages import package_problems
from services.archive.operations.resources import Resources
from services.archive.store import moves, volumes
from services.archive.store.moves import FileMove, MoveStatus

log = structlog.get_logger()

ALARMS = Counter("kaiye_archive_move_alarms", "Files that another authority waits for too long", ["authority"])

_OPEN = frozenset({MoveStatus.REQUESTED, MoveStatus.HANDED_OVER})


def stand_move(resources: Resources, request: StandMove) -> MoveStands:
    """Do what is due by now, and say how it stands. Idempotency key: application_no; each act has its own state.

    Raises Refusal `archive.move_not_whole`, Outage `archive.volume_not_filed`, Defect `archive.no_file`.
    """
    entity = resources.exchange.collect(request.part(PartKind.ENTITY_BEFORE), EntityPart, PartKind.ENTITY_BEFORE)
    move = _asked_for(resources, request, entity)
    way = Way(move.way)
    if move.status == MoveStatus.REQUESTED and not catalogue.in_force().acts_by_person(move.from_authority, way):
        move = hand_over(resources, move.application_no, None)
    if move.status == MoveStatus.HANDED_OVER and not catalogue.in_force().acts_by_person(move.to_authority, way):
        move = receive(resources, move.application_no, None)
    return _standing(_looked_at_clock(resources, move))


def hand_over(resources: Resources, application_no: str, subject: str | None) -> FileMove:
    """Examine every volume, pack them, store the package, write the manifest. `subject` is the account of whoever acts,
    None where the systems do. Idempotency key: application_no. Raises as `stand_move`."""
    with resources.database.reading() as session:
        move = _of(session, application_no)
    if move.status != MoveStatus.REQUESTED:
        return move
    now = resources.clock.now()
    content, handed = packed(resources, move, now)
    key = resources.packages.key(move.from_archive_no, move.package_name)
    locked_until = now + resources.lock
    resources.packages.store(key, content, locked_until)
    stored = resources.packages.fetch(key)
    if stored != content or package_problems(stored, move.package_name):
        raise Defect("archive.package_damaged", move.package_name)
    move.volumes = handed
    move.package_sha256, move.package_sm3, move.package_size = sha256_hex(content), sm3_hex(content), len(content)
    manifest = paper(resources, move, DocumentKind.MOVE_MANIFEST, now)
    with resources.database.transaction() as session:
        row = _of(session, application_no, lock=True)
        if row.status != MoveStatus.REQUESTED:
            return row
        row.status, row.handed_over_at, row.handed_over_by = MoveStatus.HANDED_OVER, now, subject
        row.volumes, row.papers = handed, [*row.papers, manifest.model_dump(mode="json")]
        row.package_key, row.package_size, row.locked_until = key, len(content), locked_until
        row.package_sha256, row.package_sm3 = move.package_sha256, move.package_sm3
        session.add(row)
    log.info("file_left", application_no=application_no)
    return row


def receive(resources: Resources, application_no: str, subject: str | None) -> FileMove:
    """Examine what came, and write the receipt: digest and every file of the package. Idempotency key: application_no.
    Raises Refusal `archive.move_not_whole` where it is not what was sent."""
    with resources.database.reading() as session:
        move = _of(session, application_no)
    if move.status != MoveStatus.HANDED_OVER:
        return move
    content = resources.packages.fetch(move.package_key or "")
    if sha256_hex(content) != move.package_sha256 or package_problems(content, move.package_name):
        raise not_whole(move.package_name)
    now = resources.clock.now()
    receipt = paper(resources, move, DocumentKind.MOVE_RECEIPT, now)
    with resources.database.transaction() as session:
        row = _of(session, application_no, lock=True)
        if row.status != MoveStatus.HANDED_OVER:
            return row
        row.status, row.received_at, row.received_by = MoveStatus.RECEIVED, now, subject
        row.papers = [*row.papers, receipt.model_dump(mode="json")]
        session.add(row)
    log.info("file_received", application_no=application_no)
    return row


def conclude(resources: Resources, application_no: str, archive_no: str | None) -> FileMove | None:
    """The filing ended: `archive_no` is the number with the new authority where the business moved, None where it
    stays. None where no file was asked for. Idempotency key: application_no."""
    with resources.database.transaction() as session:
        row = moves.of_application(session, application_no, lock=True)
        if row is None or row.status in {MoveStatus.MOVED, MoveStatus.ENDED}:
            return row
        if archive_no is not None:
            row.status, row.to_archive_no = MoveStatus.MOVED, archive_no
        elif row.status != MoveStatus.OVERDUE:
            row.status = MoveStatus.ENDED
        row.ended_at = row.ended_at or resources.clock.now()
        session.add(row)
    return row


def _of(session: Session, application_no: str, *, lock: bool = False) -> FileMove:
    found = moves.of_application(session, application_no, lock=lock)
    if found is None:
        raise Defect("archive.no_move", application_no)
    return found


def _asked_for(resources: Resources, request: StandMove, entity: EntityPart) -> FileMove:
    """The request for the file, with the letter that says so."""
    number, now = request.application_no, resources.clock.now()
    with resources.database.reading() as session:
        known = moves.of_application(session, number)
        file = volumes.file_of_entity(session, entity.authority_code, request.uscc)
    if known is not None:
        return known
    if file is None:
        raise Defect("archive.no_file", request.uscc)
    move = FileMove(
        application_no=number,
        uscc=request.uscc,
        full_name=entity.facts.name,
        from_authority=entity.authority_code,
        to_authority=request.to_authority,
        way=catalogue.in_force().way(entity.authority_code, request.to_authority),
        from_archive_no=file.archive_no,
        asked_at=now,
        due=working_days.end_of_day(catalogue.last_day(local_date(now))),
    )
    letter = paper(resources, move, DocumentKind.MOVE_LETTER, now)
    move.papers = [letter.model_dump(mode="json")]
    with resources.database.transaction() as session:
        lock_key(session, f"archive/move/{number}")
        earlier = moves.of_application(session, number)
        if earlier is not None:
            return earlier
        session.add(move)
        session.flush()
    return move


def _looked_at_clock(resources: Resources, move: FileMove) -> FileMove:
    """Both sides and operations are told once at each alarm; past the limit the move ends, where the data says so."""
    if move.status not in _OPEN:
        return move
    now = resources.clock.now()
    over = sum(day <= now for day in _alarms(move.asked_at))
    lapsed = now >= move.due and catalogue.in_force().after_limit == "lapse"
    if over == move.alarms and not lapsed:
        return move
    with resources.database.transaction() as session:
        row = _of(session, move.application_no, lock=True)
        if row.status not in _OPEN:
            return row
        for _ in range(over - row.alarms):
            ALARMS.labels(row.from_authority).inc()
            log.warning("file_not_handed_over", application_no=row.application_no)
        row.alarms = max(row.alarms, over)
        if lapsed:
            row.status, row.ended_at = MoveStatus.OVERDUE, now
            log.warning("move_lapsed", application_no=row.application_no)
        session.add(row)
    return row


def _alarms(asked_at: datetime) -> tuple[datetime, ...]:
    """The ends of the days on which nobody has acted for too long."""
    return tuple(working_days.end_of_day(day) for day in catalogue.alarm_days(local_date(asked_at)))


def _standing(move: FileMove) -> MoveStands:
    status = MoveStatus(move.status)
    if status not in _OPEN:
        ended = status in {MoveStatus.OVERDUE, MoveStatus.ENDED}
        return MoveStands(
            status="OVERDUE" if ended else "RECEIVED",
            until=move.due,
            papers=tuple(map(DocumentRef.model_validate, move.papers)),
        )
    ahead = [*_alarms(move.asked_at)[move.alarms :], move.due]
    lapses = catalogue.in_force().after_limit == "lapse"
    return MoveStands(
        status="REQUESTED" if status is MoveStatus.REQUESTED else "HANDED_OVER",
        until=move.due,
        next_at=ahead[0] if len(ahead) > 1 or lapses else None,
        papers=tuple(map(DocumentRef.model_validate, move.papers)),
    )
