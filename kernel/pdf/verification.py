"""Says of every signature in a PDF who made it, when, and whether anything was changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from asn1crypto import parser
from pydantic import BaseModel, ConfigDict
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESStatus, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from kernel.counters import Work, count
from kernel.pdf.loops import run
from kernel.pdf.reading import opened
from kernel.pdf.trust import Trust


class Problem(BaseModel):
    """One thing that is wrong; `code` is stable and safe to log, the texts are for people."""

    model_config = ConfigDict(frozen=True)

    code: str
    zh: str
    en: str


class SignatureVerification(BaseModel):
    """One signature. Times are UTC; `timestamped_at` is the authority's, `signed_at` only what the signer claims.

    `modification_level` is what was done to the file after this signature: NONE, LTA_UPDATES (proof was added),
    FORM_FILLING (others signed), ANNOTATIONS or OTHER (contents were changed).
    """

    model_config = ConfigDict(frozen=True)

    field: str
    signer: str
    certificate_serial: str
    signed_at: datetime | None
    timestamped_at: datetime | None
    intact: bool
    valid: bool
    trusted: bool
    modification_level: str
    covers_whole_document: bool
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


class Verification(BaseModel):
    """`ok` when there is a signature, every one is in order, and nothing but proof was added after the last of them.

    `covers_whole_document`: the last signature or archive timestamp protects every byte of the file.
    """

    model_config = ConfigDict(frozen=True)

    ok: bool
    pages: int
    covers_whole_document: bool
    signatures: tuple[SignatureVerification, ...]
    archive_timestamps: tuple[datetime, ...]
    problems: tuple[Problem, ...]


_UNSIGNED = Problem(code="unsigned", zh="文件没有电子签名", en="The document has no signature")
_UNKNOWN_KIND = Problem(
    code="unknown_kind", zh="文件含有无法识别的签名", en="The document has a signature of an unknown kind"
)
_ALTERED = Problem(
    code="altered", zh="签名后文件内容被改动", en="The contents were changed after this signature was made"
)
_BYTES_ALTERED = Problem(
    code="bytes_altered", zh="签名所覆盖的内容与签名不符", en="The signed contents do not match the signature"
)
_FORGED = Problem(code="forged", zh="签名值无效", en="The signature is not the certificate holder's")
_UNTRUSTED = Problem(
    code="untrusted", zh="签名证书不是受信任机构签发的", en="The certificate was not issued by a trusted authority"
)
_EXPIRED = Problem(
    code="expired", zh="签名证书不在有效期内", en="The certificate was not valid at the time that can be proven"
)
_REVOKED = Problem(code="revoked", zh="签名证书已被吊销", en="The certificate was revoked")
_TIMESTAMP = Problem(code="timestamp", zh="签名时间戳无效", en="The signature's timestamp is not in order")
_ARCHIVE_TIMESTAMP = Problem(code="archive_timestamp", zh="归档时间戳无效", en="An archive timestamp is not in order")
_MALFORMED = Problem(code="malformed", zh="签名结构损坏", en="The signature is damaged")
_ADDED_LATER = Problem(
    code="added_later",
    zh="最后一次签名后又追加了内容",
    en="Something was added after the last signature",
)

_TRUST_PROBLEMS: dict[AdESSubIndic, Problem] = {
    AdESIndeterminate.EXPIRED: _EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: _EXPIRED,
    AdESFailure.NOT_YET_VALID: _EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: _EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: _EXPIRED,
    AdESFailure.REVOKED: _REVOKED,
    AdESIndeterminate.REVOKED_NO_POE: _REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: _REVOKED,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: _REVOKED,
}


def verify(
    pdf: bytes,
    roots: Sequence[bytes],
    *,
    crls: Sequence[bytes] = (),
    moment: datetime | None = None,
    as_stamped: bool = False,
) -> Verification:
    """What can be said of `pdf` by somebody who trusts only `roots` (PEM) and knows `crls` (DER) besides its own.

    `moment` (default now) is when the question is asked: a certificate that expired or was revoked since is accepted
    if the document carries proof (ETSI EN 319 102-1, 5.6.3) that the signature is older. `as_stamped` asks about each
    signature for the time its own time stamp gives, which is itself checked: several people sign one document on
    different days, each with a certificate of a day. Not looked at, since no signature protects them: spare fields of
    the last signature's own container (its copies of issuers' certificates).
    Raises `Refusal("pdf.unreadable")` for what is not a PDF, is encrypted, or is too damaged to find its signatures.
    """
    count(Work.PDF_VERIFIED)
    with opened(pdf) as reader:
        return run(_verify(reader, Trust(roots=roots, crls=crls), moment or datetime.now(UTC), as_stamped))


async def _verify(reader: PdfFileReader, trust: Trust, moment: datetime, as_stamped: bool) -> Verification:
    store = _evidence(reader)
    signatures = [
        await _signature(embedded, trust, store, (_stamped(embedded) if as_stamped else None) or moment)
        for embedded in reader.embedded_regular_signatures
    ]
    problems = [problem for signature in signatures for problem in signature.problems]
    times: list[datetime] = []
    # Each archive timestamp has to be believed only up to the next one, which covers it.
    until = moment
    for embedded in reversed(reader.embedded_timestamp_signatures):
        time = await _archive_timestamp(embedded, trust, store, until)
        if time is None:
            problems.append(_ARCHIVE_TIMESTAMP)
        else:
            times.insert(0, time)
            until = time
    every = reader.embedded_signatures
    if not signatures:
        problems.append(_UNSIGNED)
    if len(every) != sum(1 for _ in enumerate_sig_fields(reader, filled_status=True)):
        problems.append(_UNKNOWN_KIND)
    if every and _level(every[-1]) > ModificationLevel.LTA_UPDATES:
        problems.append(_ADDED_LATER)
    return Verification(
        ok=not problems,
        pages=int(reader.root["/Pages"]["/Count"]),
        covers_whole_document=bool(every) and every[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signatures=tuple(signatures),
        archive_timestamps=tuple(times),
        problems=tuple(dict.fromkeys(problems)),
    )


async def _signature(
    embedded: EmbeddedPdfSignature, trust: Trust, store: DocumentSecurityStore | None, moment: datetime
) -> SignatureVerification:
    context = trust.context(moment=moment, store=store)
    try:
        status = await async_validate_pdf_signature(embedded, signer_validation_context=context)
    except (SignatureValidationError, PdfError, ValueError):
        return _finding(embedded, None, (_MALFORMED,))
    past = None
    if status.intact and status.valid and not status.bottom_line:
        past = await _believed_of_the_past(embedded, status, trust, moment)
    return _finding(embedded, past or status, tuple(_problems(embedded, past or status)))


async def _believed_of_the_past(
    embedded: EmbeddedPdfSignature, today: PdfSignatureStatus, trust: Trust, moment: datetime
) -> PdfSignatureStatus | None:
    """The status at the time the document itself proves, when what it proves is enough."""
    timing = ValidationTimingInfo(moment, best_signature_time=moment, point_in_time_validation=False)
    try:
        result = await ades_lta_validation(embedded, trust.past(), timing)
    except SignatureValidationError:
        return None
    if result.ades_subindic.status is not AdESStatus.PASSED:
        return None
    revoked = today.revocation_details
    if revoked is not None and result.best_signature_time >= revoked.revocation_date:
        return None
    return result.api_status


def _problems(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Iterator[Problem]:
    if not status.intact or _bytes_after_signature(embedded):
        yield _BYTES_ALTERED
    elif not status.valid:
        yield _FORGED
    if not status.trusted and status.intact and status.valid:
        indication = status.trust_problem_indic
        yield _TRUST_PROBLEMS.get(indication, _UNTRUSTED) if indication else _UNTRUSTED
    if not status.docmdp_ok or _level(embedded) > ModificationLevel.FORM_FILLING:
        yield _ALTERED
    if not status.seed_value_ok:
        yield _MALFORMED
    for timestamp in (status.timestamp_validity, status.content_timestamp_validity):
        if timestamp is not None and not (timestamp.intact and timestamp.valid and timestamp.trusted):
            yield _TIMESTAMP


def _finding(
    embedded: EmbeddedPdfSignature, status: PdfSignatureStatus | None, problems: tuple[Problem, ...]
) -> SignatureVerification:
    certificate = embedded.signer_cert
    timestamp = status.timestamp_validity if status else None
    claimed = status.signer_reported_dt if status else None
    return SignatureVerification(
        field=str(embedded.field_name),
        signer=str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly),
        certificate_serial=f"{certificate.serial_number:x}",
        signed_at=claimed.astimezone(UTC) if claimed else None,
        timestamped_at=timestamp.timestamp.astimezone(UTC) if timestamp else None,
        intact=status is not None and status.intact,
        valid=status is not None and status.valid,
        trusted=status is not None and status.trusted,
        modification_level=_level(embedded).name,
        covers_whole_document=embedded.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        problems=problems,
    )


async def _archive_timestamp(
    embedded: EmbeddedPdfSignature, trust: Trust, store: DocumentSecurityStore | None, moment: datetime
) -> datetime | None:
    try:
        status = await async_validate_pdf_timestamp(embedded, trust.context(moment=moment, store=store))
    except (SignatureValidationError, PdfError, ValueError):
        return None
    untouched = _level(embedded) <= ModificationLevel.FORM_FILLING and not _bytes_after_signature(embedded)
    if not (status.intact and status.valid and status.trusted and untouched):
        return None
    return status.timestamp.astimezone(UTC)


def _evidence(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def _stamped(embedded: EmbeddedPdfSignature) -> datetime | None:
    """What the signature's time stamp says; whether to believe it is judged with the signature."""
    try:
        token = next(extract_tst_data_iter(embedded.signer_info, signed=False), None)
        if token is None:
            return None
        stated: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    except (SignatureValidationError, KeyError, ValueError, TypeError):
        return None
    return stated


def _level(embedded: EmbeddedPdfSignature) -> ModificationLevel:
    difference = embedded.diff_result
    return difference.modification_level if isinstance(difference, DiffResult) else ModificationLevel.OTHER


def _bytes_after_signature(embedded: EmbeddedPdfSignature) -> bool:
    """The space left over for the signature is not signed, so nothing but zeros may be there."""
    contents = embedded.pkcs7_content
    return bool(contents[parser.peek(contents) :].strip(b"\0"))
