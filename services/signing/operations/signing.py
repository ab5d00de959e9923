"""The act of signing: one handwriting, one certificate, every document, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from kernel.clock import SHANGHAI
from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.typesetting.typesetter import UnprintableText
from services.signing.domain import strokes
from services.signing.domain.documents import KINDS, ROLE_LABELS
from services.signing.domain.strokes import Point
from services.signing.operations.codes import check_code
from services.signing.operations.event_keys import certify_event
from services.signing.operations.examination import examine
from services.signing.operations.links import require_open, signer_by_link
from services.signing.operations.papers import collect_original
from services.signing.operations.resources import STROKES, Resources
from services.signing.operations.results import DocumentsSigned, first_result
from services.signing.store import links, sessions
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.sessions import DocumentToSign, SigningSession

log = structlog.get_logger()

_STAMP = Path(__file__).resolve().parents[1] / "templates" / "stroke_stamp.typ"
_FIELD = "operator"


@dataclass(frozen=True)
class SignDocuments:
    """`aspect` is width over height of the pad the hand wrote on; address and browser become keyed hashes."""

    link_id: str
    strokes: Sequence[Sequence[Point]]
    aspect: float | None
    sms_code: str
    intent: str
    address: str
    user_agent: str


@dataclass(frozen=True)
class _Admitted:
    row: SigningSession
    papers: Sequence[DocumentToSign]
    code_id: str


@dataclass(frozen=True)
class _Signed:
    reference: DocumentRef
    timestamped_at: datetime


def sign_documents(resources: Resources, request: SignDocuments) -> DocumentsSigned:
    """Sign every document of the session and keep the evidence (电子签名法 Art. 13): handwriting, code, address,
    browser, time. Nothing is kept until everything is signed and verified.

    Idempotency key: the session; a second act gets the first one's result. After an Outage (authority, time stamps,
    object store) the same call, with the same code, does it all anew.
    Raises Refusal `signing.strokes_invalid`, `signing.code_*`, `signing.deadline_passed`, `signing.session_void`.
    """
    strokes.check(request.strokes)
    admitted = _admit(resources, request)
    if isinstance(admitted, DocumentsSigned):
        return admitted
    name = resources.signer_name(admitted.row)
    at = resources.clock.now()
    key = certify_event(resources, name, f"{admitted.row.id_document_type}:{resources.signer_id_number(admitted.row)}")
    stamp = _stamp(resources, request, name, at, key)
    signed = list(
        resources.threads.map(
            lambda paper: _sign_one(resources, admitted.row.application_no, paper, key, stamp, name), admitted.papers
        )
    )
    return _keep(resources, request, admitted, signed, key, at)


def _admit(resources: Resources, request: SignDocuments) -> _Admitted | DocumentsSigned:
    with resources.database.transaction() as session:
        _, row = signer_by_link(session, resources, request.link_id)
        earlier = first_result(session, row)
        if earlier is not None:
            return earlier
        require_open(row, resources.clock.now())
        code = check_code(session, resources, request.link_id, request.sms_code)
        papers = sessions.documents(session, row.session_no)
    # Raised only now, so that a wrong try has been counted.
    if isinstance(code, Refusal):
        raise code
    return _Admitted(row, papers, code)


def _stamp(resources: Resources, request: SignDocuments, name: str, at: datetime, key: SigningKey) -> bytes:
    moment = at.astimezone(SHANGHAI).replace(microsecond=0)
    content = {
        "signer": name,
        "role": ROLE_LABELS["operator"],
        "signed_at": moment.isoformat(),
        "certificate_serial": f"{key.certificate.serial_number:X}",
        "strokes": [[[point.x, point.y] for point in stroke] for stroke in request.strokes],
        **({"aspect": request.aspect} if request.aspect is not None else {}),
    }
    try:
        return resources.typesetter.typeset(_STAMP, content, timestamp=moment)
    except UnprintableText as error:
        raise Defect("signing.name_unprintable", ", ".join(error.code_points)) from None


def _sign_one(
    resources: Resources, application_no: str, paper: DocumentToSign, key: SigningKey, stamp: bytes, name: str
) -> _Signed:
    original = collect_original(resources, paper)
    place = KINDS[paper.kind].places["operator"]
    try:
        signed = sign(
            original.content,
            key,
            field=_FIELD,
            page=place.page,
            box=place.box,
            stamp=stamp,
            reason="电子签名",
            name=name,
            level="B-T",
            timestamper=resources.timestamper,
            certify=True,
        )
    except Refusal as refusal:
        # The documents are ours, so it is not the signer who has to do something about them.
        raise Defect("signing.document_unsignable", f"{paper.kind}: {refusal.code}") from None
    signature = examine(original, signed, resources.authority.roots(), _serial(key), resources.examinations)
    reference = resources.exchange.deposit_document(application_no, paper.kind, signed, paper.pages)
    assert signature.timestamped_at is not None  # level B-T, examined
    return _Signed(reference, signature.timestamped_at)


def _keep(
    resources: Resources,
    request: SignDocuments,
    admitted: _Admitted,
    signed: Sequence[_Signed],
    key: SigningKey,
    at: datetime,
) -> DocumentsSigned:
    number = admitted.row.session_no
    with resources.database.transaction() as session:
        # The lock makes a second click wait, which then finds the first one's result.
        _, row = signer_by_link(session, resources, request.link_id, lock=True)
        earlier = first_result(session, row)
        if earlier is not None:
            return earlier
        require_open(row, resources.clock.now())
        code = links.code_by_id(session, admitted.code_id)
        assert code is not None  # only codes that were never sent are removed
        code.spent = True
        row.completed_at = at
        session.add_all([code, row, _act(resources, request, admitted, key, at)])
        session.flush()
        session.add_all(
            DocumentSignature(
                session_no=number,
                kind=one.reference.kind,
                object_key=one.reference.key,
                sha256=one.reference.sha256,
                sm3=one.reference.sm3,
                pages=one.reference.pages,
                timestamped_at=one.timestamped_at,
            )
            for one in signed
        )
        session.flush()
        result = first_result(session, row)
        assert result is not None  # just written
    log.info("documents_signed", application_no=result.application_no, count=len(result.documents))
    return result


def _act(
    resources: Resources, request: SignDocuments, admitted: _Admitted, key: SigningKey, at: datetime
) -> SigningAct:
    number = admitted.row.session_no
    written = {
        "aspect": request.aspect,
        "strokes": [[[point.x, point.y, point.t] for point in stroke] for stroke in request.strokes],
    }
    return SigningAct(
        session_no=number,
        link_id=request.link_id,
        code_id=admitted.code_id,
        intent=request.intent,
        strokes_sealed=resources.seal(STROKES, number, json.dumps(written, separators=(",", ":"))),
        address_hash=resources.hash(f"address:{request.address}"),
        user_agent_hash=resources.hash(f"user-agent:{request.user_agent}"),
        certificate_serial=_serial(key),
        certificate_issuer=key.certificate.issuer.rfc4514_string(),
        signed_at=at,
    )


def _serial(key: SigningKey) -> str:
    return f"{key.certificate.serial_number:x}"
