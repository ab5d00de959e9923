"""The files of one act of signing: each document taken as others left it, signed, looked at and deposited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef, Made
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import SignatureField, prepare_fields, sign
from kernel.pdf.timestamps import BelievedTimestamp
from kernel.pdf.trust import Trust
from services.signing.domain.documents import is_signed_by, place
from services.signing.operations.acts import Admitted, Document, Signed, serial_of
from services.signing.operations.documents import original_of, reference
from services.signing.operations.examination import Expected, Found, Original, examine, keep_own
from services.signing.operations.resources import Resources
from services.signing.store.signers import Signer
from services.signing.store.standing import Standing

BY_HAND = "电子签名"
"""The reason that a signature states which its signer gave on a phone."""


@dataclass(frozen=True)
class SignedFile:
    """A signed document before it is kept; `onto` is the file it was made from."""

    document: Document
    content: bytes
    timestamped_at: datetime
    onto: tuple[DocumentRef, bytes]


def documents_of(standing: Standing, signer: Signer) -> Sequence[Document]:
    """The documents that are the signer's, as they stand."""
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


def sign_all(
    resources: Resources, admitted: Admitted, key: SigningKey, stamp: bytes, name: str, reason: str = BY_HAND
) -> Sequence[SignedFile]:
    """Each of the signer's documents, signed with `key` and showing `stamp` in the signer's place."""
    documents = admitted.documents
    files = [reference(one.signatures[-1] if one.signatures else one.original) for one in documents]
    contents = resources.exchange.collect_documents([*files, *(reference(one.original) for one in documents)])
    originals = [original_of(one.original, it) for one, it in zip(documents, contents[len(files) :], strict=True)]
    sign_one = partial(_sign_one, resources, admitted, key, stamp, name, reason)
    return list(resources.threads.map(sign_one, documents, originals, zip(files, contents, strict=False)))


def deposit(resources: Resources, admitted: Admitted, made: Sequence[SignedFile]) -> Sequence[Signed]:
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
    reason: str,
    document: Document,
    original: Original,
    onto: tuple[DocumentRef, bytes],
) -> SignedFile:
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
            reason=reason,
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
    return SignedFile(document, signed, timestamp.at, onto)


def _to_sign(document: Document, content: bytes) -> bytes:
    """The file as the last signer left it. The first one leaves a place for everybody else: once somebody has
    certified a document, only places already there may be signed (ISO 32000-1, 12.8.2.2)."""
    if document.signatures or len(document.signers) == 1:
        return content
    return prepare_fields(content, [_field(signer, document.original.kind) for signer in document.signers])


def _field(signer: Signer, kind: str) -> SignatureField:
    there = place(kind, signer.as_role, signer.ordinal)
    return SignatureField(signer.party_ref, there.page, there.box)
