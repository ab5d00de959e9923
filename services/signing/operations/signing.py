"""The act of signing: one handwriting, one certificate, every document that is the signer's, all or nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog

from kernel import handwriting
from kernel.acting import SIGNER
from kernel.clock import SHANGHAI
from kernel.errors import Defect, Refusal
from kernel.pdf.keys import SigningKey
from kernel.typesetting.typesetter import UnprintableText
from services.signing.operations.acts import Admitted, Overtaken, SignDocuments, keep
from services.signing.operations.codes import check_code
from services.signing.operations.event_keys import certify_event
from services.signing.operations.files import deposit, documents_of, sign_all
from services.signing.operations.links import phone_at_work, require_open, signer_actor
from services.signing.operations.resources import Resources
from services.signing.operations.results import DocumentsSigned, first_result

log = structlog.get_logger()

_STAMP = Path(__file__).resolve().parents[1] / "templates" / "stroke_stamp.typ"


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
        signed = deposit(resources, admitted, sign_all(resources, admitted, key, stamp, name))
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
    return Admitted(standing.row, signer, documents_of(standing, signer), code)


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
