"""One act of signing: what it is given, what it is made of, and how it is kept, all at once or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlmodel import Session

from kernel.acting import SIGNER
from kernel.exchange import DocumentRef
from kernel.handwriting import Point
from kernel.pdf.keys import SigningKey
from kernel.trail_book import Change, digest_of_files
from services.signing.operations.links import phone_at_work, require_open, signer_actor
from services.signing.operations.resources import STROKES, Resources
from services.signing.operations.results import DocumentsSigned, first_result
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.sessions import DocumentToSign, SigningSession
from services.signing.store.signers import Signer
from services.signing.store.standing import Standing, StandingOnPhone

log = structlog.get_logger()


@dataclass(frozen=True)
class SignDocuments:
    """`aspect` is width over height of the pad the hand wrote on; address and browser become keyed hashes."""

    bearer_hash: str
    strokes: Sequence[Sequence[Point]]
    aspect: float | None
    sms_code: str
    intent: str
    address: str
    user_agent: str


@dataclass(frozen=True)
class Document:
    """A document as it stands: `signatures` are those of others, who also signs it is in `signers`."""

    original: DocumentToSign
    signatures: Sequence[DocumentSignature]
    certificates: Sequence[str]
    signers: Sequence[Signer]


@dataclass(frozen=True)
class Admitted:
    row: SigningSession
    signer: Signer
    documents: Sequence[Document]
    code_id: str | None = None


@dataclass(frozen=True)
class Signed:
    """`seq`: the how manieth signature on the document it is."""

    reference: DocumentRef
    seq: int
    timestamped_at: datetime


class Overtaken(Exception):
    """Somebody else signed one of the documents meanwhile."""


def keep(
    resources: Resources,
    request: SignDocuments,
    admitted: Admitted,
    signed: Sequence[Signed],
    key: SigningKey,
    at: datetime,
) -> DocumentsSigned:
    with resources.database.transaction() as session:
        # The lock makes a second click wait, which then finds the first one's result.
        phone = phone_at_work(session, resources, request.bearer_hash, lock=True)
        standing, signer = phone.standing, phone.signer
        earlier = first_result(standing, signer)
        if earlier is not None:
            return earlier
        require_open(standing.row, resources.clock.now())
        refuse_overtaken(standing, signed)
        # Only codes that were never sent are removed.
        code = next(one for one in standing.codes if one.code_id == admitted.code_id)
        code.spent = True
        session.add(code)
        act = _act(resources, request, standing, admitted, key, at)
        result = write(session, standing, signer, signed, act)
        note_signed(resources, session, standing, admitted, signed, signer_actor(signer), SIGNER)
    log.info("documents_signed", application_no=result.application_no, count=len(result.documents))
    return result


def refuse_overtaken(standing: Standing, signed: Sequence[Signed]) -> None:
    """Raises Overtaken."""
    if any(one.seq != len(standing.signatures.get(one.reference.kind, ())) + 1 for one in signed):
        raise Overtaken


def note_signed(
    resources: Resources,
    session: Session,
    standing: Standing,
    admitted: Admitted,
    signed: Sequence[Signed],
    actor: str,
    role: str,
) -> None:
    """For the trail: which files it was before, and which after."""
    made = standing.signatures
    originals = [one.original for one in admitted.documents]
    before = [made[one.kind][-1] if made.get(one.kind) else one for one in originals]
    resources.trail.note(
        session,
        "signed",
        standing.row.application_no,
        of=standing.row.session_no,
        change=Change(
            digest_of_files([each.sha256 for each in before]),
            digest_of_files([one.reference.sha256 for one in signed]),
        ),
        actor=actor,
        role=role,
    )


def write(
    session: Session, standing: Standing, signer: Signer, signed: Sequence[Signed], act: SigningAct
) -> DocumentsSigned:
    """Add the act and its signatures to a session that the caller has locked; with the last act it is complete."""
    row, made = standing.row, standing.signatures
    done = {**standing.acts, signer.party_ref: act}
    if len(done) == len(standing.signers):
        row.completed_at = max(one.signed_at for one in done.values())
    added = {
        one.reference.kind: DocumentSignature(
            session_no=row.session_no,
            kind=one.reference.kind,
            party_ref=signer.party_ref,
            seq=one.seq,
            object_key=one.reference.key,
            sha256=one.reference.sha256,
            sm3=one.reference.sm3,
            pages=one.reference.pages,
            timestamped_at=one.timestamped_at,
        )
        for one in signed
    }
    session.add_all([row, act, *added.values()])
    after = {kind: [*made.get(kind, ()), signature] for kind, signature in added.items()}
    result = first_result(replace(standing, acts=done, signatures={**made, **after}), signer)
    assert result is not None  # it is about to be written
    return result


def _act(
    resources: Resources,
    request: SignDocuments,
    standing: StandingOnPhone,
    admitted: Admitted,
    key: SigningKey,
    at: datetime,
) -> SigningAct:
    signer = admitted.signer
    written = {
        "aspect": request.aspect,
        "strokes": [[[point.x, point.y, point.t] for point in stroke] for stroke in request.strokes],
    }
    return SigningAct(
        session_no=signer.session_no,
        party_ref=signer.party_ref,
        link_id=standing.link.link_id,
        code_id=admitted.code_id,
        intent=request.intent,
        strokes_encrypted=resources.encrypt(
            STROKES, signer.encrypted_under, json.dumps(written, separators=(",", ":"))
        ),
        address_hash=resources.hash(f"address:{request.address}"),
        user_agent_hash=resources.hash(f"user-agent:{request.user_agent}"),
        certificate_serial=serial_of(key),
        certificate_issuer=key.certificate.issuer.rfc4514_string(),
        signed_at=at,
    )


def serial_of(key: SigningKey) -> str:
    """Of the certificate made for this act, in hexadecimal digits."""
    return f"{key.certificate.serial_number:x}"
