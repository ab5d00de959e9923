"""Examines every document before it is taken over: bytes, pages, signatures, format, active content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.pdf.reading import opened
from kernel.pdf.verification import SignatureVerification, Verification, verify
from services.archive.domain.checks import ExaminedDocument, Signature

_PDF = "application/pdf"
_EXPIRED = "expired"
# What shows that somebody changed the file. Other problems concern whom to believe, and are written down as found.
_TAMPERING = frozenset({"altered", "bytes_altered", "forged", "added_later", "malformed", "unknown_kind"})
_ACTIONS = ("/OpenAction", "/AA")
_SCRIPTS = "/JavaScript"
_FORM = "/AcroForm"


def examine(
    content: bytes, reference: DocumentRef, roots: bytes, moment: datetime, made_at: datetime
) -> ExaminedDocument:
    """The document, whose digests and pages are those of its reference and whose signatures nobody broke.

    `moment` is when signatures are judged; an event certificate lasts an hour, so a signature that is older is judged
    at the time its own time stamp proves. `made_at` dates a document without signatures.
    Raises Defect `archive.document_altered`, `archive.pages_differ` or `archive.unreadable_document`, naming the kind.
    """
    if reference.media_type != _PDF:
        raise Defect("archive.unreadable_document", reference.kind)
    if (sha256_hex(content), sm3_hex(content)) != (reference.sha256, reference.sm3):
        raise Defect("archive.document_altered", reference.kind)
    try:
        with opened(content) as reader:
            root = reader.root
            pages = int(root["/Pages"]["/Count"])
            archivable = b"pdfaid" in _metadata(root)
            active = any(name in root for name in _ACTIONS) or ("/Names" in root and _SCRIPTS in root["/Names"])
            # Signatures are form fields (ISO 32000-1, 12.7.4.5): without a form there is nothing to verify.
            signable = _FORM in root
        verification = _verified(content, roots, moment) if signable else None
    except Refusal:
        raise Defect("archive.unreadable_document", reference.kind) from None
    if pages != reference.pages:
        raise Defect("archive.pages_differ", reference.kind)
    codes = {problem.code for problem in verification.problems} if verification else set()
    if codes & _TAMPERING:
        raise Defect("archive.document_altered", f"{reference.kind}: {', '.join(sorted(codes))}")
    signatures = tuple(_signature(one) for one in verification.signatures) if verification else ()
    times = [signature.time for signature in signatures if signature.time]
    return ExaminedDocument(
        kind=reference.kind,
        content=content,
        sha256=reference.sha256,
        sm3=reference.sm3,
        pages=pages,
        made_at=max(times, default=made_at),
        signatures=signatures,
        archivable=archivable,
        active=active,
    )


def _verified(content: bytes, roots: bytes, moment: datetime) -> Verification:
    found = verify(content, [roots], moment=moment)
    stamped = all(signature.timestamped_at for signature in found.signatures)
    if _EXPIRED in {problem.code for problem in found.problems} and stamped:
        return verify(content, [roots], moment=moment, as_stamped=True)
    return found


def _signature(found: SignatureVerification) -> Signature:
    return Signature(
        signer=found.signer,
        certificate_serial=found.certificate_serial,
        time=found.timestamped_at or found.signed_at,
        in_order=found.ok,
    )


def _metadata(root: Any) -> bytes:
    # Only `[]` follows an indirect reference, `get` gives the reference itself.
    return bytes(root["/Metadata"].data) if "/Metadata" in root else b""
