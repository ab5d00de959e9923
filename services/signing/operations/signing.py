"""The act of signing: one handwriting, one certificate, every document that is the signer's, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from kernel import handwriting
from kernel.acting import SIGNER
from kernel.clock import SHANGHAI
from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef, Made
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import SignatureField, prepare_fields, sign
from kernel.pdf.timestamps import BelievedTimestamp
from kernel.pdf.trust import Trust
from kernel.typesetting.typesetter import UnprintableText
from services.signing.domain.documents import is_signed_by, place
from services.signing.operations.acts import Admitted, Document, Overtaken, SignDocuments, Signed, keep, serial_of
from services.signing.operations.codes import check_code
from services.signing.operations.documents import original_of, reference
from services.signing.operations.event_keys import certify_event
from services.signing.operations.examination import Expected, Found, Original, examine, keep_own
from services.signing.operations.links import phone_at_work, require_open, signer_actor
from services.signing.operations.resources import Resources
from services.signing.operations.results import DocumentsSigned, first_result
from services.signing.store.signers import Signer
from services.signing.store.standing import Standing

log = structlog.get_logger()

_STAMP = Path(__file__).resolve().parents[1] / "templates" / "stroke_stamp.typ"


@dataclass(frozen=True)
class _Made:
    """A signed document before it is kept; `onto` is the file it was made from."""

    document: Document
    content: bytes
    timestamped_at: datetime
    onto: tuple[DocumentRef, bytes]


def sign_documents(resources: Resources, request: SignDocuments) -> DocumentsSigned:
    """Sign every document that is the signer's and keep the evidence (电子签名法 Art. 13): handwriting, code, address,
    browser, time. Nothing is kept until everything is signed. What others give, the certificate and the time stamps, is
    verified as it comes, and so is a document that others signed before. Who else signs a document does so before or
    after, in any order: each signature is added to the file with those before it, never to an older one.

    Idempotency key: session + signer; a second act gets the first one's result. After an Outage (authority, time
    stamps, object store) the same call, with the same code, does it all anew.
    Raises Refusal `signing.strokes_invalid`, `signing.code_*`, `signing.deadline_passed`, `signing.session_void`.
    """
    handwriting.check(request.strokes, "signing")
    made: tuple[SigningKey, bytes, datetime] | None = None
    while True:
        admitted = _admit(resources, request)
        if isinstance(admitted, DocumentsSigned):
            return admitted
        signer = admitted.signer
        name = resources.signer_name(signer)
        if made is None:
            at = resources.clock.now()
            key = certify_event(resources, name, f"{signer.id_document_type}:{resources.signer_id_number(signer)}")
            made = key, _stamp(resources, request, name, admitted.row.filing.signer(signer.role).label, at, key), at
        key, stamp, at = made
        signed = _deposit(resources, admitted, _sign_all(resources, admitted, key, stamp, name))
        try:
            return keep(resources, request, admitted, signed, key, at)
        except Overtaken:
            # Each time somebody else has got through, so this ends after as many turns as there are signers.
            log.info("signing_overtaken", application_no=admitted.row.application_no)


def _admit(resources: Resources, request: SignDocuments) -> Admitted | DocumentsSigned:
    with resources.database.transaction() as session:
        phone = phone_at_work(session, resources, request.bearer_hash)
        standing, signer = phone.standing, phone.signer
        earlier = first_result(standing, signer)
        if earlier is not None:
            return earlier
        require_open(standing.row, resources.clock.now())
        code = check_code(session, resources, standing.link.link_id, request.sms_code)
        if isinstance(code, Refusal):
            number, who = standing.row.application_no, signer_actor(signer)
            resources.trail.note(session, "code_tried", number, actor=who, role=SIGNER, result=code.code)
    # Raised only now, so that a wrong try has been counted.
    if isinstance(code, Refusal):
        raise code
    return Admitted(standing.row, signer, _documents(standing, signer), code)


def _documents(standing: Standing, signer: Signer) -> Sequence[Document]:
    row, made, done = standing.row, standing.signatures, standing.acts
    return [
        Document(
            original=document,
            signatures=made.get(document.kind, ()),
            certificates=[done[one.party_ref].certificate_serial for one in made.get(document.kind, ())],
            signers=[one for one in standing.signers if is_signed_by(row.filing, document.kind, one.as_role)],
        )
        for document in standing.to_sign()
        if is_signed_by(row.filing, document.kind, signer.as_role)
    ]


def _stamp(resources: Resources, request: SignDocuments, name: str, role: str, at: datetime, key: SigningKey) -> bytes:
    moment = at.astimezone(SHANGHAI).replace(microsecond=0)
    content = {
        "signer": name,
        "role": role,
        "signed_at": moment.isoformat(),
        "certificate_serial": f"{key.certificate.serial_number:X}",
        "strokes": [[[point.x, point.y] for point in stroke] for stroke in request.strokes],
        **({"aspect": request.aspect} if request.aspect is not None else {}),
    }
    try:
        return resources.typesetter.render(_STAMP, content, timestamp=moment)
    except UnprintableText as error:
        raise Defect("signing.name_unprintable", ", ".join(error.code_points)) from None


def _sign_all(resources: Resources, admitted: Admitted, key: SigningKey, stamp: bytes, name: str) -> Sequence[_Made]:
    documents = admitted.documents
    files = [reference(one.signatures[-1] if one.signatures else one.original) for one in documents]
    contents = resources.exchange.collect_documents([*files, *(reference(one.original) for one in documents)])
    originals = [original_of(one.original, it) for one, it in zip(documents, contents[len(files) :], strict=True)]
    sign_one = partial(_sign_one, resources, admitted, key, stamp, name)
    return list(resources.threads.map(sign_one, documents, originals, zip(files, contents, strict=False)))


def _deposit(resources: Resources, admitted: Admitted, made: Sequence[_Made]) -> Sequence[Signed]:
    """What all of them were made from is there already, so only what the signature added is kept."""
    references = resources.exchange.deposit_documents(
        admitted.row.application_no,
        [Made(one.document.original.kind, one.content, one.document.original.pages, onto=one.onto) for one in made],
    )
    return [
        Signed(kept, len(one.document.certificates) + 1, one.timestamped_at)
        for kept, one in zip(references, made, strict=True)
    ]


def _sign_one(
    resources: Resources,
    admitted: Admitted,
    key: SigningKey,
    stamp: bytes,
    name: str,
    document: Document,
    original: Original,
    onto: tuple[DocumentRef, bytes],
) -> _Made:
    kind = document.original.kind
    own = _field(admitted.signer, kind)
    roots = resources.authority.roots()
    timestamp = BelievedTimestamp(resources.timestamper, Trust(roots=roots))
    try:
        signed = sign(
            _to_sign(document, onto[1]),
            key,
            field=own.name,
            page=own.page,
            box=own.box,
            stamp=stamp,
            reason="电子签名",
            name=name,
            level="B-T",
            timestamper=timestamp,
            certify=not document.signatures,
        )
    except Refusal as refusal:
        # The documents are ours, so it is not the signer who has to do something about them.
        raise Defect("signing.document_unsignable", f"{kind}: {refusal.code}") from None
    assert timestamp.at is not None  # level B-T
    if document.signatures:
        # What others signed before lies in the store, where somebody may have changed it.
        expected = [*(Expected(serial) for serial in document.certificates), Expected(serial_of(key), timestamp.at)]
        examine(original, signed, roots, expected, resources.examinations)
    else:
        keep_own(original, signed, Found(serial_of(key), timestamp.at), resources.examinations)
    return _Made(document, signed, timestamp.at, onto)


def _to_sign(document: Document, content: bytes) -> bytes:
    """The file as the last signer left it. The first one leaves a place for everybody else: once somebody has
    certified a document, only places already there may be signed (ISO 32000-1, 12.8.2.2)."""
    if document.signatures or len(document.signers) == 1:
        return content
    return prepare_fields(content, [_field(signer, document.original.kind) for signer in document.signers])


def _field(signer: Signer, kind: str) -> SignatureField:
    there = place(kind, signer.as_role, signer.ordinal)
    return SignatureField(signer.party_ref, there.page, there.box)
