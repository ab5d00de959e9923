"""Paper licences on their way to the printer: asked for, printed on which form (证照打印, 证照智能打印)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from kernel.database import violated_constraint
from kernel.errors import Finding, Refusal
from kernel.tokens import Principal
from services.licence.domain.addressee import Manner
from services.licence.domain.copies import DUPLICATE, ORIGINAL, Copy
from services.licence.domain.paper import Delivery, PaperReason, PaperStatus, reason_fits
from services.licence.domain.states import LicenceState
from services.licence.operations.blanks import serial_no_used, take_blank
from services.licence.operations.paper_records import PaperView, no_such_print, shown
from services.licence.operations.paper_steps import advance, check_in_force, held, keep
from services.licence.operations.reading import licence_not_found, visible_to_official
from services.licence.operations.resources import Resources
from services.licence.store import addressees, licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


@dataclass(frozen=True, slots=True)
class RequestPaper:
    """Idempotency key: request_id."""

    uscc: str
    copy: Copy
    reason: PaperReason
    request_id: str


@dataclass(frozen=True, slots=True)
class RecordPrint:
    """Idempotency key: authority + serial_no. Without `print_no` the paper is one nobody had wished for."""

    uscc: str
    serial_no: str
    print_no: str | None
    copy: Copy = DUPLICATE
    reason: PaperReason = PaperReason.ADDITIONAL
    delivery: Delivery = Delivery.COLLECT


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A paper of the queue and the number on the blank form it was printed on."""

    print_no: str
    serial_no: str


def request_paper(resources: Resources, caller: Principal, request: RequestPaper) -> PaperView:
    """Put a further paper into the print queue: the first one of a licence whose owner wanted none before, one for a
    void one, or another duplicate. There is one original at a time.

    Raises Refusal `licence.not_found`, `licence.not_in_force`, `licence.original_stands`, `licence.reason_unfit`.
    """
    with resources.database.transaction() as session:
        row = visible_to_official(licences.current(session, request.uscc, lock=True), caller)
        known = papers.of_request(session, request.request_id)
        if known is not None:
            if known.application_no != row.application_no:
                raise licence_not_found()
            return shown(resources, known, row)
        check_in_force(row)
        paper = _further(session, row, request.copy, request.reason, resources.clock.now())
        addressee = addressees.newest(session, row.application_no)
        paper.delivery = Delivery.POST if addressee and addressee.manner == Manner.POST else Delivery.COLLECT
        paper.request_id = request.request_id
        keep(resources, session, row, paper)
        return shown(resources, paper, row)


def record_print(resources: Resources, caller: Principal, request: RecordPrint) -> PaperView:
    """Write down that a paper licence was printed on the form `serial_no`.

    Raises Refusal `licence.not_found`, `licence.print.not_found`, `licence.paper_out_of_order`,
    `licence.serial_no_used`, `licence.serial_no_unknown`, `licence.serial_no_spoiled`, `licence.blank_of_other_kind`,
    `licence.not_in_force`.
    """
    with _unique_forms(), resources.database.transaction() as session:
        row = _of_paper(session, caller, request)
        return shown(resources, _printed(resources, session, caller, row, request), row)


def record_prints(resources: Resources, caller: Principal, records: Sequence[PrintedForm]) -> tuple[PaperView, ...]:
    """Write down that several papers of the queue were printed: all of them or, where one cannot be, none.

    Idempotency key: authority + serial_no of each. Raises as `record_print` does, each fault at `/records/<index>`.
    """
    _check_different(records)
    with _unique_forms(), resources.database.transaction() as session:
        done: dict[int, PaperView] = {}
        # In one order for everybody, so that two batches never wait for each other.
        for index, form in sorted(enumerate(records), key=lambda each: each[1].print_no):
            with _located(f"/records/{index}"):
                paper = papers.get(session, form.print_no)
                number = paper.application_no if paper else ""
                row = licences.of_application(session, number, lock=True)
                if row is None or row.state == LicenceState.PREPARED or row.authority_code != caller.authority:
                    raise no_such_print()
                request = RecordPrint(row.uscc, form.serial_no, form.print_no)
                done[index] = shown(resources, _printed(resources, session, caller, row, request), row)
        return tuple(done[index] for index in range(len(records)))


def _of_paper(session: Session, caller: Principal, request: RecordPrint) -> Licence:
    """The licence of the paper named, else the entity's newest; held from now on."""
    if request.print_no:
        return held(session, caller, request.uscc, request.print_no)[0]
    return visible_to_official(licences.current(session, request.uscc, lock=True), caller)


def _printed(
    resources: Resources, session: Session, caller: Principal, row: Licence, request: RecordPrint
) -> PaperLicence:
    earlier = papers.of_serial_no(session, row.authority_code, request.serial_no)
    if earlier is not None:
        return _same_print(earlier, row, request)
    check_in_force(row)
    now = resources.clock.now()
    if request.print_no:
        paper = papers.get(session, request.print_no)
        if paper is None or paper.application_no != row.application_no:
            raise no_such_print()
    else:
        paper = _further(session, row, request.copy, request.reason, now)
        paper.delivery = request.delivery
    batch = take_blank(session, row.authority_code, request.serial_no, paper.copy_kind)
    advance(paper, PaperStatus.PRINTED)
    paper.blank_batch_id = batch.batch_id
    paper.serial_no, paper.printed_at, paper.printed_by = request.serial_no, now, caller.subject
    keep(resources, session, row, paper)
    return paper


@contextmanager
def _unique_forms() -> Iterator[None]:
    """Another licence's print took the same form at the same moment."""
    try:
        yield
    except IntegrityError as error:
        if violated_constraint(error) != "one_paper_per_serial_no":
            raise
        raise serial_no_used() from None


@contextmanager
def _located(place: str) -> Iterator[None]:
    """What is refused inside is refused at the place of its record."""
    try:
        yield
    except Refusal as refusal:
        found = refusal.all_findings()
        refusal.findings = tuple(replace(each, pointer=place + (each.pointer or "/serial_no")) for each in found)
        raise


def _check_different(records: Sequence[PrintedForm]) -> None:
    for name in ("serial_no", "print_no"):
        given = [getattr(record, name) for record in records]
        twice = [index for index, value in enumerate(given) if value in given[:index]]
        if twice:
            raise Refusal(
                "licence.forms_repeated",
                "同一编号填写了两次",
                "The same number was entered twice",
                findings=[
                    Finding(
                        "licence.forms_repeated",
                        "与前面一份相同",
                        "The same as one before",
                        f"/records/{index}/serial_no",
                    )
                    for index in twice
                ],
            )


def _further(session: Session, row: Licence, copy: Copy, reason: PaperReason, now: datetime) -> PaperLicence:
    known = papers.of_application(session, row.application_no)
    earlier = [PaperStatus(paper.status) for paper in known if paper.copy_kind == copy]
    if copy == ORIGINAL and any(status is not PaperStatus.VOID for status in earlier):
        raise Refusal(
            "licence.original_stands",
            "正本只有一份，请先将原正本作废",
            "There is one original; void the one that exists first",
            pointer="/copy_kind",
            status=409,
        )
    if not reason_fits(reason, earlier):
        raise Refusal(
            "licence.reason_unfit",
            "首次核发只有一次；补发、换发须先将原照作废",
            "A first issue happens once; a replacement follows a void paper",
            pointer="/reason",
            status=409,
        )
    duplicates = sum(1 for paper in known if paper.copy_kind == DUPLICATE)
    return PaperLicence(
        print_no=f"{row.licence_no}-{len(known) + 1:02d}",
        application_no=row.application_no,
        authority_code=row.authority_code,
        copy_kind=copy,
        copy_no=f"1-{duplicates + 1}" if copy == DUPLICATE else "",
        reason=reason,
        delivery=Delivery.COLLECT,
        status=PaperStatus.UNPRINTED,
        requested_at=now,
    )


def _same_print(earlier: PaperLicence, row: Licence, request: RecordPrint) -> PaperLicence:
    same = earlier.application_no == row.application_no and (
        earlier.print_no == request.print_no if request.print_no else earlier.copy_kind == request.copy
    )
    if not same:
        raise serial_no_used()
    return earlier
