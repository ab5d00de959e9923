"""Answers anybody who asks whether a licence is genuine and in force."""

from __future__ import annotations

import re

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from pydantic import BaseModel

from kernel.errors import Refusal
from kernel.numbers import InvalidNumber, check_uscc, normalise
from kernel.pdf.digests import sha256_hex
from kernel.pdf.verification import SignatureVerification, verify
from services.licence.contract import LicenceFace
from services.licence.domain import attestations
from services.licence.domain.attestations import Attestation, UnreadableAttestation
from services.licence.domain.states import LABELS, LicenceState
from services.licence.operations.faces import face_of
from services.licence.operations.reading import licence_not_found
from services.licence.operations.resources import Resources
from services.licence.store import licences, seals
from services.licence.store.licences import Licence

MAX_DOCUMENT_BYTES = 5 * 1024 * 1024

_KEY_ID = re.compile(r"[0-9]{8}\.[0-9]{1,4}")


class PublicLicence(LicenceFace):
    """What is published of every entity (市场主体登记管理条例 Art. 35), and whether this licence of it is valid.

    `state` is the licence's, not the entity's: a valid licence may have an entity that is suspended.
    """

    state: LicenceState
    state_label: str
    valid: bool
    verification_url: str


class Reason(BaseModel):
    """One thing that is wrong; `code` is stable."""

    code: str
    zh: str
    en: str


class DocumentVerdict(BaseModel):
    """`genuine`: the file is byte for byte a licence that was issued. `valid`: genuine, and in force now.

    `licence` is the one the file is; absent when the file is not one that was issued.
    """

    genuine: bool
    valid: bool
    reasons: tuple[Reason, ...]
    signatures: tuple[SignatureVerification, ...]
    licence: PublicLicence | None


class SymbolVerdict(BaseModel):
    """`genuine`: an authority signed the code. `valid`: it speaks of the licence as it is in force now. `licence` is
    the one the code was printed on, or the newest where it agrees with none."""

    genuine: bool
    valid: bool
    reasons: tuple[Reason, ...]
    licence: PublicLicence | None


_UNKNOWN_DOCUMENT = Reason(
    code="licence.document_unknown",
    zh="该文件不是登记机关核发的营业执照原件，或者内容被改动过",
    en="This file is not a licence as it was issued, or it was changed",
)
_OTHER_SEAL = Reason(
    code="licence.other_seal",
    zh="签章证书不是该登记机关的电子印章",
    en="The seal is not that of the registration authority",
)
_FORGED_SYMBOL = Reason(
    code="licence.symbol_forged",
    zh="二维码不是登记机关签发的",
    en="The QR code was not signed by a registration authority",
)
_OUTDATED_SYMBOL = Reason(
    code="licence.symbol_outdated",
    zh="二维码与现行营业执照的内容不一致",
    en="The QR code does not agree with the licence as it is now",
)


def verify_uscc(resources: Resources, uscc: str) -> PublicLicence:
    """What is published of a code's newest licence. Raises Refusal `licence.uscc_invalid`, `licence.not_found`."""
    code = normalise(uscc)
    try:
        check_uscc(code)
    except InvalidNumber as error:
        raise Refusal(
            "licence.uscc_invalid",
            f"统一社会信用代码有误：{error.zh}",
            f"This is no unified social credit code: {error.en}",
            pointer="/uscc",
            article="GB 32100-2015",
            remedy_zh="请对照执照重新输入",
            remedy_en="Type it again as on the licence",
        ) from None
    with resources.database.reading() as session:
        row = licences.current(session, code)
    if row is None:
        raise licence_not_found()
    return _public(resources, row)


def verify_document(resources: Resources, pdf: bytes) -> DocumentVerdict:
    """Check a file's signatures, its digest and the licence's present state.

    Raises Refusal `pdf.unreadable`, `licence.document_too_large` (413).
    """
    if len(pdf) > MAX_DOCUMENT_BYTES:
        raise Refusal(
            "licence.document_too_large",
            "文件超过 5 MB，不是本系统核发的营业执照",
            "The file is larger than 5 MB, as no licence issued here is",
            status=413,
            remedy_zh="请上传下载到的营业执照原件",
            remedy_en="Please upload the licence as it was downloaded",
        )
    signed = verify(pdf, resources.seals.roots())
    reasons = [Reason(code=f"pdf.{problem.code}", zh=problem.zh, en=problem.en) for problem in signed.problems]
    with resources.database.reading() as session:
        row = licences.of_document(session, sha256_hex(pdf))
        if row is None:
            reasons.append(_UNKNOWN_DOCUMENT)
        elif not any(
            seals.has_certificate(session, row.authority_code, signature.certificate_serial)
            for signature in signed.signatures
        ):
            reasons.append(_OTHER_SEAL)
    licence = _public(resources, row) if row is not None else None
    return DocumentVerdict(
        genuine=not reasons,
        valid=not reasons and licence is not None and licence.valid,
        reasons=(*reasons, *_ended(licence)),
        signatures=signed.signatures,
        licence=licence,
    )


def verify_symbol(resources: Resources, text: str) -> SymbolVerdict:
    """Check what a licence's QR code says, given without the address before it or with it."""
    attested = _attested(resources, text.rpartition("#")[2])
    if attested is None:
        return SymbolVerdict(genuine=False, valid=False, reasons=(_FORGED_SYMBOL,), licence=None)
    with resources.database.reading() as session:
        known = [row for row in licences.of_entity(session, attested.uscc) if row.state != LicenceState.PREPARED]
    if not known:
        raise licence_not_found()
    printed = next((row for row in known if _agrees(row, attested)), None)
    licence = _public(resources, printed or known[0])
    return SymbolVerdict(
        genuine=True,
        valid=printed is not None and licence.valid,
        reasons=_ended(licence) if printed else (_OUTDATED_SYMBOL,),
        licence=licence,
    )


def _agrees(row: Licence, attested: Attestation) -> bool:
    return (row.version, bytes.fromhex(row.face_digest)[:16]) == (attested.version, attested.face)


def _ended(licence: PublicLicence | None) -> tuple[Reason, ...]:
    """Why a genuine licence is not valid."""
    if licence is None or licence.valid:
        return ()
    return (
        Reason(
            code=f"licence.{licence.state.lower()}",
            zh=f"这是登记机关核发的营业执照，{licence.state_label}，不再有效",
            en=f"The registration authority issued this licence; it is {licence.state.lower()} and no longer valid",
        ),
    )


def _attested(resources: Resources, text: str) -> Attestation | None:
    """What was signed with the seal of the authority whose code the attestation bears; None if it was not."""
    try:
        signed = attestations.from_text(text)
        key_id = attestations.key_id_of(signed)
        if not _KEY_ID.fullmatch(key_id):
            return None
        authority_code, _, generation = key_id.partition(".")
        with resources.database.reading() as session:
            row = seals.get(session, authority_code, int(generation))
        if row is None or row.certificate_pem is None:
            return None
        key = x509.load_pem_x509_certificate(row.certificate_pem.encode()).public_key()
        assert isinstance(key, EllipticCurvePublicKey)
        attested = attestations.verified(signed, key)
    except UnreadableAttestation:
        return None
    return attested if attested.uscc[2:8] == authority_code[:6] else None


def _public(resources: Resources, row: Licence) -> PublicLicence:
    state = LicenceState(row.state)
    return PublicLicence(
        **face_of(resources, row).model_dump(),
        state=state,
        state_label=LABELS[state],
        valid=state is LicenceState.VALID,
        verification_url=resources.verification_url(row.uscc),
    )
