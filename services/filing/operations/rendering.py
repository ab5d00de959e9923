"""Renders the documents of an application; one that says what was handed in before is not made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kernel.exchange import DocumentRef, Made
from kernel.pdf.digests import sha256_hex
from kernel.pdf.reading import page_count
from kernel.typesetting.typesetter import UnprintableText
from services.filing.domain.documents import Document, documents_of
from services.filing.domain.dossier import Dossier
from services.filing.domain.pictures import printable
from services.filing.operations import refusals
from services.filing.operations.attachment_content import stored_content
from services.filing.operations.parties import signers
from services.filing.operations.resources import Resources
from services.filing.store.attachments import FilingAttachment
from services.filing.store.documents import FilingDocument


def render_all(
    resources: Resources,
    dossier: Dossier,
    files: Mapping[str, FilingAttachment],
    prepared_at: datetime,
    handed_in: Mapping[str, tuple[FilingDocument, datetime]],
) -> list[DocumentRef]:
    """Every document in the order of the file, stored. What was handed in before a correction, by kind and with the
    date it carries, stays where it comes out the same with that date: its signature is over these very bytes. One that
    several sign is made anew, since all of them are authenticated again; and so is the first, where nothing else is:
    whoever hands in again signs something.

    Raises Refusal `filing.text_unprintable`.
    """
    made = documents_of(dossier, prepared_at, demonstration=resources.demonstration)

    people = signers(dossier) if handed_in else ()

    def stays(document: Document) -> DocumentRef | None:
        roles = dossier.filing_type.document(document.kind).signers
        if document.kind not in handed_in or sum(person.role in roles for person in people) > 1:
            return None
        row, dated = handed_in[document.kind]
        then = documents_of(dossier, dated, demonstration=resources.demonstration)
        same = next(each for each in then if each.kind == document.kind)
        if sha256_hex(_render(resources, same, files, dossier, dated).content) != row.sha256:
            return None
        return DocumentRef(kind=row.kind, key=row.object_key, sha256=row.sha256, sm3=row.sm3, pages=row.pages)

    # One is rendered while the pictures of another are fetched: somebody is waiting for the preview.
    kept = list(resources.threads.map(stays, made))
    if all(kept):
        kept[0] = None
    anew = [document for document, stayed in zip(made, kept, strict=True) if stayed is None]
    rendered = resources.threads.map(lambda document: _render(resources, document, files, dossier, prepared_at), anew)
    deposited = iter(resources.exchange.deposit_documents(dossier.application_no, list(rendered)))
    return [stayed or next(deposited) for stayed in kept]


def _render(
    resources: Resources,
    document: Document,
    files: Mapping[str, FilingAttachment],
    dossier: Dossier,
    dated: datetime,
) -> Made:
    contents = {name: printable(stored_content(resources, files[kind])) for name, kind in document.pictures.items()}
    contents |= {name: stored_content(resources, files[kind]) for name, kind in document.enclosures.items()}
    try:
        pdf = resources.typesetter.render(document.template, document.data, timestamp=dated, files=contents)
    except UnprintableText as unprintable:
        raise refusals.text_unprintable(dossier.holding(unprintable.code_points)) from None
    return Made(document.kind, pdf, page_count(pdf))
