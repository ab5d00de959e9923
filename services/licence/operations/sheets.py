"""What goes to the printer: one paper, or several in one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogues import licence_paper
from kernel.tokens import Principal
from services.licence.domain.copies import DUPLICATE, ORIGINAL
from services.licence.domain.states import LicenceState
from services.licence.operations.documents import document_of
from services.licence.operations.faces import face_of
from services.licence.operations.imposing import AS_IT_IS, Picture, Place, Sheet, imposed
from services.licence.operations.paper_records import no_such_print
from services.licence.operations.paper_steps import held
from services.licence.operations.rendering import render_licence
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


@dataclass(frozen=True, slots=True)
class Printing:
    """How it is printed. `overlay`: only what the form does not carry (套打), None as the catalogue says of the
    authority; the places are where the printer puts an original and a duplicate."""

    overlay: bool | None = None
    original: Place = AS_IT_IS
    duplicate: Place = AS_IT_IS


_AS_TOLD = Printing()


def print_document(
    resources: Resources, caller: Principal, uscc: str, print_no: str, printing: Printing = _AS_TOLD
) -> bytes:
    """One paper in the size that the catalogue says of its authority, with the picture of the seal, original and
    duplicate alike. Raises Refusal `licence.not_found`, `licence.print.not_found`."""
    with resources.database.transaction() as session:
        row, paper = held(session, caller, uscc, print_no)
        resources.trail.note(session, "paper_printed_out", row.application_no, of=print_no)
    return imposed([_sheet(resources, row, paper, printing)])


def print_documents(
    resources: Resources, caller: Principal, print_nos: Sequence[str], printing: Printing = _AS_TOLD
) -> bytes:
    """Several papers as one document, in the order asked for. Raises Refusal `licence.print.not_found`."""
    found = []
    with resources.database.reading() as session:
        for print_no in print_nos:
            paper = papers.get(session, print_no)
            row = licences.of_application(session, paper.application_no) if paper else None
            if paper is None or row is None or row.state == LicenceState.PREPARED:
                raise no_such_print()
            if row.authority_code != caller.authority:
                raise no_such_print()
            found.append((row, paper))
    for row, paper in found:
        resources.trail.seen(resources.database, "paper_printed_out", row.application_no, of=paper.print_no)
    return imposed([_sheet(resources, row, paper, printing) for row, paper in found])


def _sheet(resources: Resources, row: Licence, paper: PaperLicence, printing: Printing) -> Sheet:
    told = licence_paper.of(row.authority_code)
    overlay = told.forms == "PRINTED" if printing.overlay is None else printing.overlay
    original = paper.copy_kind == ORIGINAL
    size, place = (told.original, printing.original) if original else (told.duplicate, printing.duplicate)
    if original and not overlay:
        return Sheet(resources.exchange.collect_document(document_of(row)), size, place)
    seal = resources.seals.open(row.authority_code, face_of(resources, row).authority_name)
    face = render_licence(
        resources, row, seal, copy=ORIGINAL if original else DUPLICATE, copy_no=paper.copy_no, overlay=overlay
    )
    picture, box = seal.picture()
    return Sheet(face, size, place, Picture(picture, box))
