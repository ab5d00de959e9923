"""The stock of numbered blank forms (空白执照库存): received, spoiled, left; which were used, the papers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import Session

from kernel.database import lock_key
from kernel.errors import Refusal
from kernel.tokens import Principal
from kernel.trail_book import changed
from kernel.web.paging import Asked, Page
from services.licence.domain.blanks import BlankRange, parse_range
from services.licence.domain.copies import DUPLICATE, ORIGINAL, Copy
from services.licence.operations.resources import Resources
from services.licence.store import blanks, papers
from services.licence.store.blanks import BlankBatch, SpoiledBlank


class BatchView(BaseModel):
    """`left` = received − used − spoiled; `received_by` is an account reference."""

    batch_id: str
    copy_kind: Copy
    first: str
    last: str
    note: str
    received_at: datetime
    received_by: str
    received: int
    used: int
    spoiled: int
    left: int


class SpoiledView(BaseModel):
    """`spoiled_by` is an account reference."""

    serial_no: str
    reason: str
    spoiled_at: datetime
    spoiled_by: str


class Left(BaseModel):
    """How many forms of a kind are left, and the number of the one that is used next."""

    copy_kind: Copy
    left: int
    next_serial_no: str | None


@dataclass(frozen=True, slots=True)
class ReceiveBlanks:
    """Idempotency key: authority + range. `note` says where they came from."""

    copy: Copy
    first: str
    last: str
    note: str


def receive_blanks(resources: Resources, caller: Principal, request: ReceiveBlanks) -> BatchView:
    """Enter a batch of blank forms. Papers printed on its forms before count as used.

    Raises Refusal `licence.blanks_malformed`, `licence.blanks_too_many`, `licence.blanks_overlap`.
    """
    wanted, authority = parse_range(request.first, request.last), caller.authority or ""
    with resources.database.transaction() as session:
        lock_key(session, f"licence/blanks/{authority}")
        for known in blanks.batches(session, authority):
            if known.range == wanted and known.copy_kind == request.copy:
                return _views(session, [known])[0]
            if known.range.overlaps(wanted):
                raise _overlap(known)
        batch = BlankBatch(
            authority_code=authority,
            copy_kind=request.copy,
            head=wanted.head,
            width=wanted.width,
            first_number=wanted.first,
            last_number=wanted.last,
            note=request.note,
            received_at=resources.clock.now(),
            received_by=caller.subject,
        )
        session.add(batch)
        session.flush()
        resources.trail.note(session, "blanks_received", authority, of=batch.batch_id, change=changed(batch))
        for paper in blanks.printed_before(session, batch):
            paper.blank_batch_id = batch.batch_id
            session.add(paper)
        session.flush()
        return _views(session, [batch])[0]


def spoil_blank(resources: Resources, caller: Principal, serial_no: str, reason: str) -> SpoiledView:
    """Record that a form is spoiled before anything valid stands on it; the first record stands (idempotency key:
    authority + serial_no). Raises Refusal `licence.serial_no_unknown`, `licence.serial_no_used`."""
    authority = caller.authority or ""
    with resources.database.transaction() as session:
        _hold(session, authority, serial_no)
        row = blanks.get_spoiled(session, authority, serial_no)
        if row is None:
            batch = _batch(session, authority, serial_no)
            if papers.of_serial_no(session, authority, serial_no) is not None:
                raise serial_no_used()
            row = SpoiledBlank(
                authority_code=authority,
                serial_no=serial_no,
                batch_id=batch.batch_id,
                reason=reason,
                spoiled_at=resources.clock.now(),
                spoiled_by=caller.subject,
            )
            session.add(row)
            session.flush()
            resources.trail.note(session, "blank_spoiled", authority, of=serial_no, change=changed(row))
        return _spoiled(row)


def take_blank(session: Session, authority: str, serial_no: str, copy: str) -> BlankBatch:
    """The batch of a form that is printed on now, held until the transaction ends; whoever asks has made sure that no
    paper has this number.

    Raises Refusal `licence.serial_no_unknown`, `licence.serial_no_spoiled`, `licence.blank_of_other_kind`.
    """
    _hold(session, authority, serial_no)
    batch = _batch(session, authority, serial_no)
    if blanks.get_spoiled(session, authority, serial_no) is not None:
        raise _refused(
            "spoiled", "该编号的空白执照已登记损坏，不能使用", "The blank with this number was recorded as spoiled"
        )
    if batch.copy_kind != copy:
        raise Refusal(
            "licence.blank_of_other_kind",
            f"该编号是{batch.copy_kind}用纸，不能打印{copy}",
            f"The blank with this number is one for {_ENGLISH[batch.copy_kind]}",
            pointer="/serial_no",
            status=409,
        )
    return batch


def list_batches(resources: Resources, caller: Principal, asked: Asked) -> Page[BatchView]:
    """The authority's batches, newest first."""
    with resources.database.reading() as session:
        found = blanks.list_batches(session, caller.authority or "", asked)
        views = {view.batch_id: view for view in _views(session, found.rows)}
    return found.page(lambda batch: views[batch.batch_id])


def list_spoiled(resources: Resources, caller: Principal, asked: Asked) -> Page[SpoiledView]:
    """Forms that were spoiled, newest first."""
    with resources.database.reading() as session:
        total, found = blanks.list_spoiled(session, caller.authority or "", asked)
    return found.page(_spoiled, total)


def count_left(resources: Resources, caller: Principal) -> tuple[Left, ...]:
    """What is left of each kind; forms are used in the order in which they came."""
    with resources.database.reading() as session:
        rows = blanks.batches(session, caller.authority or "")
        left = {view.batch_id: view.left for view in _views(session, rows)}
        found = []
        for kind in (ORIGINAL, DUPLICATE):
            of_kind = [batch for batch in rows if batch.copy_kind == kind and left[batch.batch_id]]
            following = of_kind[0].range.next_of(blanks.gone(session, of_kind[0].batch_id)) if of_kind else None
            count = sum(left[batch.batch_id] for batch in of_kind)
            found.append(Left(copy_kind=kind, left=count, next_serial_no=following))
    return tuple(found)


def serial_no_used() -> Refusal:
    return _refused("used", "该执照纸编号已用于另一份执照", "This form was used for another licence")


_ENGLISH: dict[str, str] = {ORIGINAL: "originals", DUPLICATE: "duplicates"}


def _hold(session: Session, authority: str, serial_no: str) -> None:
    """So that nobody spoils a form while somebody else prints on it."""
    lock_key(session, f"licence/blank/{authority}/{serial_no}")


def _batch(session: Session, authority: str, serial_no: str) -> BlankBatch:
    batch = blanks.batch_of(session, authority, serial_no)
    if batch is None:
        raise _refused("unknown", "该编号不在本机关的空白执照库存中", "No blank with this number is in the stock")
    return batch


def _refused(what: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"licence.serial_no_{what}",
        zh,
        en,
        pointer="/serial_no",
        status=409,
        remedy_zh="请核对执照纸上的编号；新到的执照纸先登记入库" if what == "unknown" else "请核对执照纸上的编号",
        remedy_en="Check the number on the form; new forms are entered into the stock first"
        if what == "unknown"
        else "Check the number on the form",
    )


def _overlap(known: BlankBatch) -> Refusal:
    first, last = _ends(known.range)
    return Refusal(
        "licence.blanks_overlap",
        f"其中有编号已经入库：{first} 至 {last}",
        f"Some of these numbers are in the stock already: {first} to {last}",
        pointer="/first",
        status=409,
    )


def _ends(numbers: BlankRange) -> tuple[str, str]:
    return numbers.serial_no(numbers.first), numbers.serial_no(numbers.last)


def _views(session: Session, rows: Sequence[BlankBatch]) -> list[BatchView]:
    known = [row.batch_id for row in rows]
    used, spoiled = blanks.used(session, known), blanks.spoiled(session, known)
    views = []
    for row in rows:
        first, last = _ends(row.range)
        printed, ruined = used.get(row.batch_id, 0), spoiled.get(row.batch_id, 0)
        counts = {"received": row.range.size, "used": printed, "spoiled": ruined}
        views.append(
            BatchView(
                **row.model_dump(include={"batch_id", "copy_kind", "note", "received_at", "received_by"}),
                first=first,
                last=last,
                **counts,
                left=row.range.size - printed - ruined,
            )
        )
    return views


def _spoiled(row: SpoiledBlank) -> SpoiledView:
    return SpoiledView(**row.model_dump(include=set(SpoiledView.model_fields)))
