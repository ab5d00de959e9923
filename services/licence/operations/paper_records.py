"""Lists of paper licences: what waits for the printer, what was printed, who got which (打印证照申领记录)."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kernel.errors import Refusal, not_found
from kernel.tokens import Principal
from kernel.web.paging import Asked, Page
from services.licence.domain.collector import Collector, Signed
from services.licence.domain.paper import LABELS, PaperStatus, ReturnManner, WantedPapers
from services.licence.operations.faces import face_of
from services.licence.operations.reading import visible_to_official
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


class CollectorView(BaseModel):
    """The number is masked; `signed` DRAWN: the signature is kept as a picture."""

    id_document_type: str
    id_number: str
    signed: Signed


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
    collector: CollectorView | None
    tracking_no: str | None
    told_at: datetime | None
    received_at: datetime | None
    void_at: datetime | None
    void_by: str | None
    void_reason: str | None
    return_manner: ReturnManner | None


def list_papers(resources: Resources, caller: Principal, uscc: str) -> tuple[PaperView, ...]:
    """Every paper of an entity's licences, void ones among them. Raises Refusal `licence.not_found`."""
    with resources.database.reading() as session:
        current = visible_to_official(licences.current(session, uscc), caller)
        found = tuple(
            shown(resources, paper, row)
            for row in reversed(licences.of_entity(session, uscc))
            for paper in papers.of_application(session, row.application_no)
        )
    resources.trail.seen(resources.database, "papers_listed", current.application_no, of=uscc)
    return found


def list_queue(resources: Resources, caller: Principal, status: PaperStatus, asked: Asked) -> Page[PaperView]:
    """The authority's papers with a status, oldest first: what waits for the printer, or for its owner."""
    return _page(resources, caller, WantedPapers(status), asked, newest_first=False)


def search_papers(resources: Resources, caller: Principal, wanted: WantedPapers, asked: Asked) -> Page[PaperView]:
    """The authority's papers, newest first."""
    return _page(resources, caller, wanted, asked, newest_first=True)


def draw_signature(resources: Resources, caller: Principal, uscc: str, print_no: str) -> bytes:
    """The signature of whoever collected a paper, as an SVG. Raises Refusal `licence.print.not_found`, also where it
    was given on paper."""
    with resources.database.reading() as session:
        visible_to_official(licences.current(session, uscc), caller)
        paper = papers.get(session, print_no)
        row = licences.of_application(session, paper.application_no) if paper else None
    if paper is None or row is None or row.uscc != uscc:
        raise no_such_print()
    resources.trail.seen(resources.database, "collector_seen", row.application_no, of=print_no)
    collector = _opened(resources, paper)
    if collector is None or collector.signed is not Signed.DRAWN:
        raise no_such_print()
    return collector.picture()


def _opened(resources: Resources, paper: PaperLicence) -> Collector | None:
    if paper.collector_encrypted is None:
        return None
    return Collector.model_validate_json(resources.decrypt_collector(paper.print_no, paper.collector_encrypted))


def _collector(resources: Resources, paper: PaperLicence) -> CollectorView | None:
    kept = _opened(resources, paper)
    if kept is None:
        return None
    return CollectorView(id_document_type=kept.id_document_type, id_number=kept.masked_number(), signed=kept.signed)


def no_such_print() -> Refusal:
    return not_found("licence.print", "没有该打印记录", "There is no such print record")


def shown(resources: Resources, paper: PaperLicence, row: Licence) -> PaperView:
    return PaperView(
        print_no=paper.print_no,
        application_no=paper.application_no,
        uscc=row.uscc,
        name=row.name,
        operator_name=face_of(resources, row).operator_name,
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
            resources.recipient(paper.print_no, paper.recipient_encrypted)
            if paper.recipient_encrypted is not None
            else None
        ),
        collector=_collector(resources, paper),
        tracking_no=paper.tracking_no,
        told_at=paper.told_at,
        received_at=paper.received_at,
        void_at=paper.void_at,
        void_by=paper.void_by,
        void_reason=paper.void_reason,
        return_manner=ReturnManner(paper.return_manner) if paper.return_manner else None,
    )


def _page(
    resources: Resources, caller: Principal, wanted: WantedPapers, asked: Asked, *, newest_first: bool
) -> Page[PaperView]:
    """Raises Refusal `request.cursor_invalid`."""
    recipient_hash = resources.recipient_hash(wanted.recipient) if wanted.recipient else None
    resources.trail.seen(resources.database, "papers_listed", caller.authority or "")
    with resources.database.reading() as session:
        total, found = papers.search(
            session, caller.authority or "", wanted, asked, recipient_hash=recipient_hash, newest_first=newest_first
        )
    return found.page(lambda row: shown(resources, *row), total)
