"""Paper licences: the queue, what was printed on which form, who got it (证照智能打印, 打印证照申领记录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from kernel.database import violated_constraint
from kernel.errors import Refusal, not_found
from kernel.tokens import Principal
from services.licence.domain.face import DUPLICATE, ORIGINAL, Copy
from services.licence.domain.paper import (
    LABELS,
    Delivery,
    PaperReason,
    PaperStatus,
    least_advanced,
    may_follow,
)
from services.licence.operations.issuing import document_of
from services.licence.operations.reading import visible_to_examiner
from services.licence.operations.rendering import render_licence
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


class PaperView(BaseModel):
    """`serial_no` is the number on the blank form; `copy_no` numbers duplicates (1-1, 1-2 …)."""

    print_no: str
    application_no: str
    copy_kind: str
    copy_no: str
    reason: str
    delivery: str
    status: str
    status_label: str
    serial_no: str | None
    requested_at: datetime
    printed_at: datetime | None
    handed_at: datetime | None
    recipient: str | None
    tracking_no: str | None
    received_at: datetime | None
    void_reason: str | None


class PaperPage(BaseModel):
    total: int
    page: int
    size: int
    items: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class RecordPrint:
    """Idempotency key: authority + serial_no. Without `print_no` the paper is one nobody had wished for."""

    uscc: str
    serial_no: str
    print_no: str | None
    copy: Copy
    reason: PaperReason
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class RecordClaim:
    """Idempotency key: print_no + manner."""

    uscc: str
    print_no: str
    manner: Literal[PaperStatus.COLLECTED, PaperStatus.POSTED, PaperStatus.RECEIVED]
    recipient: str | None
    tracking_no: str | None


def list_papers(resources: Resources, caller: Principal, uscc: str) -> tuple[PaperView, ...]:
    """Every paper of a licence, void ones among them."""
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_uscc(session, uscc), caller)
        return tuple(_shown(resources, paper) for paper in papers.of_application(session, row.application_no))


def list_queue(resources: Resources, caller: Principal, status: PaperStatus, page: int, size: int) -> PaperPage:
    """The authority's papers with a status, oldest first: what waits for the printer, or for its owner."""
    with resources.database.transaction() as session:
        total, rows = papers.queue(session, caller.authority or "", status, page=page, size=size)
    return PaperPage(total=total, page=page, size=size, items=tuple(_shown(resources, row) for row in rows))


def record_print(resources: Resources, caller: Principal, request: RecordPrint) -> PaperView:
    """Write down that a paper licence was printed on the form `serial_no`.

    Raises Refusal `licence.not_found`, `licence.print.not_found`, `licence.paper_out_of_order`,
    `licence.serial_no_used`.
    """
    try:
        with resources.database.transaction() as session:
            row = visible_to_examiner(licences.of_uscc(session, request.uscc, lock=True), caller)
            earlier = papers.of_serial_no(session, row.authority_code, request.serial_no)
            if earlier is not None:
                return _shown(resources, _same_print(earlier, row, request))
            now = resources.clock.now()
            paper = (
                _wished(session, row, request.print_no) if request.print_no else _further(session, row, request, now)
            )
            _advance(paper, PaperStatus.PRINTED)
            paper.serial_no, paper.printed_at, paper.printed_by = request.serial_no, now, caller.subject
            _keep(session, row, paper)
            return _shown(resources, paper)
    except IntegrityError as error:
        # Another licence's print took the same form at the same moment.
        if violated_constraint(error) != "one_paper_per_serial_no":
            raise
        raise _serial_no_used() from None


def record_claim(resources: Resources, caller: Principal, request: RecordClaim) -> PaperView:
    """Write down that a paper was collected, posted, or received by post.

    Raises Refusal `licence.print.not_found`, `licence.recipient_missing`, `licence.tracking_no_missing`,
    `licence.paper_out_of_order`.
    """
    _check_claim(request)
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_uscc(session, request.uscc, lock=True), caller)
        paper = _wished(session, row, request.print_no)
        if paper.status == request.manner:
            return _shown(resources, paper)
        _advance(paper, request.manner)
        now = resources.clock.now()
        if request.manner is PaperStatus.RECEIVED:
            paper.received_at = now
        else:
            paper.handed_at, paper.handed_by = now, caller.subject
            paper.tracking_no = request.tracking_no
        if request.recipient:
            paper.recipient_sealed = resources.seal_recipient(paper.print_no, request.recipient)
        _keep(session, row, paper)
        return _shown(resources, paper)


def void_paper(resources: Resources, caller: Principal, uscc: str, print_no: str, reason: str) -> PaperView:
    """Mark a paper as spoiled or lost; its form's number stays used. Idempotent. Raises as `record_claim` does."""
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_uscc(session, uscc, lock=True), caller)
        paper = _wished(session, row, print_no)
        if paper.status != PaperStatus.VOID:
            _advance(paper, PaperStatus.VOID)
            paper.void_reason, paper.void_at = reason, resources.clock.now()
            _keep(session, row, paper)
        return _shown(resources, paper)


def print_document(resources: Resources, caller: Principal, uscc: str, print_no: str) -> bytes:
    """What goes to the printer: the sealed licence for an original; for a duplicate, the same face as 副本, on which
    the authority puts its seal by hand."""
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_uscc(session, uscc), caller)
        paper = _wished(session, row, print_no)
    if paper.copy_kind == ORIGINAL:
        return resources.exchange.collect_document(document_of(row))
    seal = resources.seals.open(row.authority_code, row.authority_name)
    return render_licence(resources, row, seal, copy=DUPLICATE, copy_no=paper.copy_no)


def _wished(session: Session, row: Licence, print_no: str) -> PaperLicence:
    paper = papers.get(session, print_no)
    if paper is None or paper.application_no != row.application_no:
        raise not_found("licence.print", "没有该打印记录", "There is no such print record")
    return paper


def _further(session: Session, row: Licence, request: RecordPrint, now: datetime) -> PaperLicence:
    known = papers.of_application(session, row.application_no)
    duplicates = sum(1 for paper in known if paper.copy_kind == DUPLICATE)
    return PaperLicence(
        print_no=f"{row.licence_no}-{len(known) + 1:02d}",
        application_no=row.application_no,
        authority_code=row.authority_code,
        copy_kind=request.copy,
        copy_no=f"1-{duplicates + 1}" if request.copy == DUPLICATE else "",
        reason=request.reason,
        delivery=request.delivery,
        status=PaperStatus.UNPRINTED,
        requested_at=now,
    )


def _same_print(earlier: PaperLicence, row: Licence, request: RecordPrint) -> PaperLicence:
    same = earlier.application_no == row.application_no and (
        earlier.print_no == request.print_no if request.print_no else earlier.copy_kind == request.copy
    )
    if not same:
        raise _serial_no_used()
    return earlier


def _serial_no_used() -> Refusal:
    return Refusal(
        "licence.serial_no_used",
        "该执照纸编号已用于另一份执照",
        "This form was used for another licence",
        pointer="/serial_no",
        status=409,
        remedy_zh="请核对执照纸上的编号",
        remedy_en="Check the number on the form",
    )


def _check_claim(request: RecordClaim) -> None:
    if request.manner is PaperStatus.COLLECTED and not request.recipient:
        raise Refusal(
            "licence.recipient_missing",
            "请填写领取人姓名",
            "The name of the person who collects it is missing",
            pointer="/recipient",
        )
    if request.manner is PaperStatus.POSTED and not request.tracking_no:
        raise Refusal(
            "licence.tracking_no_missing",
            "请填写邮寄单号",
            "The tracking number is missing",
            pointer="/tracking_no",
        )


def _advance(paper: PaperLicence, following: PaperStatus) -> None:
    status = PaperStatus(paper.status)
    if not may_follow(status, following):
        raise Refusal(
            "licence.paper_out_of_order",
            f"该执照{LABELS[status]}，不能再登记为{LABELS[following]}",
            f"A paper that is {status.lower()} cannot become {following.lower()}",
            status=409,
            details={"status": status.value},
        )
    paper.status = following


def _keep(session: Session, row: Licence, paper: PaperLicence) -> None:
    session.add(paper)
    session.flush()
    standing = papers.of_application(session, row.application_no)
    row.paper_status = least_advanced(PaperStatus(one.status) for one in standing)
    session.add(row)
    session.flush()


def _shown(resources: Resources, paper: PaperLicence) -> PaperView:
    return PaperView(
        print_no=paper.print_no,
        application_no=paper.application_no,
        copy_kind=paper.copy_kind,
        copy_no=paper.copy_no,
        reason=paper.reason,
        delivery=paper.delivery,
        status=paper.status,
        status_label=LABELS[PaperStatus(paper.status)],
        serial_no=paper.serial_no,
        requested_at=paper.requested_at,
        printed_at=paper.printed_at,
        handed_at=paper.handed_at,
        recipient=(
            resources.recipient(paper.print_no, paper.recipient_sealed) if paper.recipient_sealed is not None else None
        ),
        tracking_no=paper.tracking_no,
        received_at=paper.received_at,
        void_reason=paper.void_reason,
    )
