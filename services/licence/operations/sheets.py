"""What goes to the printer: one paper, or several in one document."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence

import pypdfium2

from kernel.tokens import Principal
from services.licence.domain.copies import DUPLICATE, ORIGINAL
from services.licence.domain.states import LicenceState
from services.licence.operations.documents import document_of
from services.licence.operations.faces import face_of
from services.licence.operations.paper_records import no_such_print
from services.licence.operations.paper_steps import held
from services.licence.operations.rendering import render_licence
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence

_pdfium = threading.Lock()  # PDFium is not made for threads


def print_document(resources: Resources, caller: Principal, uscc: str, print_no: str) -> bytes:
    """The sealed licence for an original; for a duplicate, the same face as 副本, on which the authority puts its seal
    by hand. Raises Refusal `licence.not_found`, `licence.print.not_found`."""
    with resources.database.transaction() as session:
        row, paper = held(session, caller, uscc, print_no)
    return _sheet(resources, row, paper)


def print_documents(resources: Resources, caller: Principal, print_nos: Sequence[str]) -> bytes:
    """Several papers as one document, in the order asked for. A signature covers a file of its own: what is merged
    here is for the printer only. Raises Refusal `licence.print.not_found`."""
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
    return _merged([_sheet(resources, row, paper) for row, paper in found])


def _sheet(resources: Resources, row: Licence, paper: PaperLicence) -> bytes:
    if paper.copy_kind == ORIGINAL:
        return resources.exchange.collect_document(document_of(row))
    seal = resources.seals.open(row.authority_code, face_of(resources, row).authority_name)
    return render_licence(resources, row, seal, copy=DUPLICATE, copy_no=paper.copy_no)


def _merged(sheets: Sequence[bytes]) -> bytes:
    with _pdfium:
        merged = pypdfium2.PdfDocument.new()
        try:
            for sheet in sheets:
                single = pypdfium2.PdfDocument(sheet)
                single.init_forms()
                for number in range(len(single) if single.formenv else 0):
                    single[number].flatten()  # the seal is the picture of a signature field, which is left behind
                merged.import_pages(single)
                single.close()
            written = io.BytesIO()
            merged.save(written)
        finally:
            merged.close()
    return written.getvalue()
