"""Lists of paper licences: what waits for the printer, what was printed, who got which (打印证照申领记录)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel

from kernel.clock import SHANGHAI
from kernel.errors import Refusal, not_found
from kernel.tokens import Principal
from services.licence.domain.paper import LABELS, PaperStatus
from services.licence.operations.reading import visible_to_examiner
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperFilter, PaperLicence


class PaperView(BaseModel):
    """`serial_no` is the number on the blank form; `copy_no` numbers duplicates (1-1, 1-2 …); `printed_by`,
    `handed_by` and `void_by` are account references."""

    print_no: str
    application_no: str
    uscc: str
    name: str | None
    operator_name: str
    copy_kind: str
    copy_no: str
    reason: str
    delivery: str
    status: str
    status_label: str
    serial_no: str | None
    requested_at: datetime
    printed_at: datetime | None
    printed_by: str | None
    handed_at: datetime | None
    handed_by: str | None
    recipient: str | None
    tracking_no: str | None
    received_at: datetime | None
    void_at: datetime | None
    void_by: str | None
    void_reason: str | None


class PaperPage(BaseModel):
    total: int
    page: int
    size: int
    items: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True)
class WantedPapers:
    """`name` is part of the entity's name, `recipient` a whole name; days are days of printing in China, both
    included."""

    status: PaperStatus | None = None
    name: str | None = None
    uscc: str | None = None
    print_nos: Sequence[str] = ()
    serial_no: str | None = None
    copy_kind: str | None = None
    reason: str | None = None
    delivery: str | None = None
    recipient: str | None = None
    from_day: date | None = None
    to_day: date | None = None


def list_papers(resources: Resources, caller: Principal, uscc: str) -> tuple[PaperView, ...]:
    """Every paper of a licence, void ones among them. Raises Refusal `licence.not_found`."""
    with resources.database.transaction() as session:
        row = visible_to_examiner(licences.of_uscc(session, uscc), caller)
        return tuple(shown(resources, paper, row) for paper in papers.of_application(session, row.application_no))


def list_queue(resources: Resources, caller: Principal, status: PaperStatus, page: int, size: int) -> PaperPage:
    """The authority's papers with a status, oldest first: what waits for the printer, or for its owner."""
    return _page(resources, PaperFilter(caller.authority or "", status), True, page, size)


def search_papers(resources: Resources, caller: Principal, wanted: WantedPapers, page: int, size: int) -> PaperPage:
    """The authority's papers, newest first."""
    found = PaperFilter(
        authority_code=caller.authority or "",
        status=wanted.status,
        name=wanted.name,
        uscc=wanted.uscc.upper() if wanted.uscc else None,
        print_nos=wanted.print_nos,
        serial_no=wanted.serial_no,
        copy_kind=wanted.copy_kind,
        reason=wanted.reason,
        delivery=wanted.delivery,
        recipient_hash=resources.recipient_hash(wanted.recipient) if wanted.recipient else None,
        printed_from=_midnight(wanted.from_day) if wanted.from_day else None,
        printed_before=_midnight(wanted.to_day) + timedelta(days=1) if wanted.to_day else None,
    )
    return _page(resources, found, False, page, size)


def no_such_print() -> Refusal:
    return not_found("licence.print", "没有该打印记录", "There is no such print record")


def shown(resources: Resources, paper: PaperLicence, row: Licence) -> PaperView:
    return PaperView(
        print_no=paper.print_no,
        application_no=paper.application_no,
        uscc=row.uscc,
        name=row.name,
        operator_name=resources.operator_name(row),
        copy_kind=paper.copy_kind,
        copy_no=paper.copy_no,
        reason=paper.reason,
        delivery=paper.delivery,
        status=paper.status,
        status_label=LABELS[PaperStatus(paper.status)],
        serial_no=paper.serial_no,
        requested_at=paper.requested_at,
        printed_at=paper.printed_at,
        printed_by=paper.printed_by,
        handed_at=paper.handed_at,
        handed_by=paper.handed_by,
        recipient=(
            resources.recipient(paper.print_no, paper.recipient_sealed) if paper.recipient_sealed is not None else None
        ),
        tracking_no=paper.tracking_no,
        received_at=paper.received_at,
        void_at=paper.void_at,
        void_by=paper.void_by,
        void_reason=paper.void_reason,
    )


def _page(resources: Resources, wanted: PaperFilter, oldest_first: bool, page: int, size: int) -> PaperPage:
    with resources.database.transaction() as session:
        total, rows = papers.search(session, wanted, oldest_first=oldest_first, page=page, size=size)
    return PaperPage(
        total=total, page=page, size=size, items=tuple(shown(resources, paper, row) for paper, row in rows)
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
