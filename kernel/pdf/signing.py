"""Signs PDF documents (PAdES, ETSI EN 319 142-1) by increments that keep them PDF/A."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.fields import (
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, read_certification_data
from pyhanko.stamp import BaseStampStyle, StaticStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathError, ValidationError

from kernel.counters import Work, count
from kernel.errors import Defect, Outage, Refusal
from kernel.pdf.loops import run
from kernel.pdf.reading import opened
from kernel.pdf.trust import Trust

Level = Literal["B", "B-T", "B-LT", "B-LTA"]
Permissions = MDPPerm
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the lower left corner of the page."""

# Evidence goes in before the last thing that is signed, never after: so no byte of the finished file is unprotected.
_EVIDENCE_FIRST = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)


@dataclass(frozen=True)
class SignatureField:
    """An empty place for a signature; `page` counts from 0, or from the end when negative; no box: invisible."""

    name: str
    page: int = -1
    box: Box | None = None

    def _spec(self) -> SigFieldSpec:
        if self.box is None:
            return SigFieldSpec(self.name, on_page=self.page)
        left, bottom, right, top = (round(edge) for edge in self.box)
        return SigFieldSpec(self.name, on_page=self.page, box=(left, bottom, right, top))


class _Increment(IncrementalPdfFileWriter):
    """Adds what is signed with, and leaves what the document says of itself alone: its dates are those of its text, and
    Info and XMP go on saying the same (ISO 19005-2, 6.6.2). Repeating them took 4 kB in every signature."""

    def _update_meta(self) -> None:
        pass


def prepare_fields(pdf: bytes, fields: Sequence[SignatureField]) -> bytes:
    """`pdf` with an empty field for each signer, all before the first signature. A field already there stays.

    Raises `Refusal("pdf.unreadable")`, and `Refusal("pdf.already_signed")` when somebody signed before.
    """
    pdf = _ending_in_newline(pdf)
    with opened(pdf) as reader:
        present = dict(_fields(reader))
        if any(present.values()):
            raise Refusal("pdf.already_signed", "文件已签名，不能再增加签名域", "The document is already signed")
        missing = [field for field in fields if field.name not in present]
        if not missing:
            return pdf
        writer = _Increment.from_reader(reader)
        for field in missing:
            _check_page(reader, field.page)
            append_signature_field(writer, field._spec())
        output = BytesIO()
        writer.write(output)
    return output.getvalue()


def sign(
    pdf: bytes,
    key: Signer,
    *,
    field: str,
    page: int = -1,
    box: Box | None = None,
    stamp: bytes | None = None,
    reason: str | None = None,
    location: str | None = None,
    name: str | None = None,
    level: Level = "B",
    timestamper: TimeStamper | None = None,
    certify: bool = False,
    permissions: Permissions = Permissions.FILL_FORMS,
    trust: Trust | None = None,
) -> bytes:
    """`pdf` with one more signature, in `field`, which is made from `page` and `box` unless it is already there.

    `stamp` is a one-page PDF shown in the box; without it nothing is shown. `level` B-T and up need `timestamper`,
    B-LT and up need `trust`. `certify` makes the first signature say what `permissions` later changes have.
    Runs on any thread that has no event loop running.

    Raises `Refusal` (`pdf.unreadable`, `pdf.field_signed`, `pdf.closed` when a certifying signature forbids more,
    `pdf.certificate_refused`) and `Outage` when the time-stamping authority or the revocation list gives no answer.
    """
    _check_arguments(level, timestamper, trust)
    appearance = _appearance(stamp)
    context = trust.context() if trust is not None and level in ("B-LT", "B-LTA") else None
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        location=location,
        reason=reason,
        name=name,
        certify=certify,
        docmdp_permissions=permissions,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=context is not None,
        use_pades_lta=level == "B-LTA",
        validation_context=context,
        dss_settings=_EVIDENCE_FIRST,
        tight_size_estimates=True,
    )
    pdf = _ending_in_newline(pdf)
    with opened(pdf) as reader:
        present = _check_open(reader, field, certify)
        _check_page(reader, page)
        signer = PdfSigner(
            metadata,
            key,
            timestamper=timestamper if level != "B" else None,
            stamp_style=appearance,
            new_field_spec=None if present else SignatureField(field, page, box)._spec(),
        )
        writer = _Increment.from_reader(reader)
        count(Work.PDF_SIGNED)
        return _run(signer.async_sign_pdf(writer, existing_fields_only=present), context)


def renew_timestamp(pdf: bytes, *, timestamper: TimeStamper, trust: Trust) -> bytes:
    """`pdf` with a fresh archive timestamp over everything before it, so that its proof outlives the last one.

    Raises as `sign` does.
    """
    context = trust.context()
    with opened(pdf) as reader:
        return _run(_renewal(reader, timestamper, context), context)


async def _renewal(reader: PdfFileReader, timestamper: TimeStamper, context: ValidationContext) -> BytesIO:
    writer = _Increment.from_reader(reader)
    for last in reader.embedded_timestamp_signatures[-1:]:
        validator = CertificateValidator(
            last.signer_cert, intermediate_certs=last.other_embedded_certs, validation_context=context
        )
        path = await validator.async_validate_usage(set(), extended_key_usage={"time_stamping"})
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, paths=(path,), validation_context=context, embed_roots=False
        )
    renewed: BytesIO = await PdfTimeStamper(timestamper).async_timestamp_pdf(
        writer, "sha256", context, dss_settings=_EVIDENCE_FIRST.get_settings_for_ts(), embed_roots=False
    )
    return renewed


class _Stamp(PdfContent):
    """The first page of a PDF, fitted into the box of a signature."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._source = PdfFileReader(BytesIO(pdf))

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(self._source)
        name = b"/Stamp"
        self.resources.xobject[name.decode("ascii")] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return name + b" Do"


def _appearance(stamp: bytes | None) -> BaseStampStyle:
    # Never the library's default: its text is set in a font that is not embedded, which PDF/A forbids.
    if stamp is None:
        return NoOpStampStyle()
    fitted = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins(),
    )
    return StaticStampStyle(background=_Stamp(stamp), background_layout=fitted, border_width=0)


def _ending_in_newline(pdf: bytes) -> bytes:
    # An increment that starts on the last line of the file before it is no longer PDF/A (ISO 19005-2, 6.1.9).
    return pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n"


def _check_arguments(level: Level, timestamper: TimeStamper | None, trust: Trust | None) -> None:
    if level != "B" and timestamper is None:
        raise Defect("pdf.no_timestamper", f"level {level} needs a time-stamping authority")
    if level in ("B-LT", "B-LTA") and trust is None:
        raise Defect("pdf.no_trust", f"level {level} needs trusted roots")


def _check_open(reader: PdfFileReader, field: str, certify: bool) -> bool:
    fields = dict(_fields(reader))
    if fields.get(field):
        raise Refusal("pdf.field_signed", "此处已签名", "This place is already signed", status=409)
    certified = read_certification_data(reader)
    if (certified is not None and certified.permission == MDPPerm.NO_CHANGES) or (certify and any(fields.values())):
        raise Refusal("pdf.closed", "文件已锁定，不能再签名", "The document is closed to this signature", status=409)
    return field in fields


def _check_page(reader: PdfFileReader, page: int) -> None:
    pages = int(reader.root["/Pages"]["/Count"])
    if not -pages <= page < pages:
        raise Defect("pdf.no_such_page", f"page {page} of {pages}")


def _fields(reader: PdfFileReader) -> Iterator[tuple[str, bool]]:
    """The name of each signature field, and whether it is signed."""
    for name, value, _ in enumerate_sig_fields(reader):
        yield str(name), value is not None


def _run(work: Coroutine[Any, Any, BytesIO], context: ValidationContext | None) -> bytes:
    async def finish() -> bytes:
        try:
            return (await work).getvalue()
        finally:
            if context is not None:
                await context.aclose()

    try:
        return run(finish())
    except (SigningError, PathError, ValidationError) as error:
        cause = error if isinstance(error, PathError | ValidationError) else error.__cause__
        if isinstance(cause, InsufficientRevinfoError):
            raise Outage("pdf.revocation_unanswered") from error
        if isinstance(cause, PathError | ValidationError):
            raise Refusal(
                "pdf.certificate_refused",
                "签名证书无效、已过期或已吊销",
                "The signing certificate is not trusted, has expired or was revoked",
            ) from error
        raise Defect("pdf.signing_failed", type(error).__name__) from error
