"""What somebody signed on paper at the window takes the place of a signature on the phone: it is scanned, and a clerk
vouches for the scan (实施细则 Art. 15: 签字或者盖章)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from catalogues import authorities
from catalogues.filing_types.words import DocumentKind
from kernel.clock import SHANGHAI
from kernel.errors import Defect, Refusal
from kernel.exchange import DocumentRef, Made
from kernel.pdf.keys import SigningKey
from kernel.pdf.page_pictures import is_pdf, page_pictures
from kernel.pdf.reading import page_count
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import BelievedTimestamp
from kernel.pdf.trust import Trust
from kernel.tokens import Clerk, Principal, Role
from kernel.typesetting.typesetter import UnprintableText
from services.signing.domain import windows
from services.signing.operations.acts import Admitted, Overtaken, note_signed, refuse_overtaken, serial_of, write
from services.signing.operations.event_keys import certify_event
from services.signing.operations.files import deposit, documents_of, sign_all
from services.signing.operations.links import no_session, require_open
from services.signing.operations.resources import Resources
from services.signing.operations.results import DocumentsSigned, first_result
from services.signing.store import links, sessions
from services.signing.store import standing as standings
from services.signing.store.acts import SigningAct
from services.signing.store.signers import OPERATOR
from services.signing.store.standing import Standing

log = structlog.get_logger()

ON_PAPER = "纸质件已由申请人在窗口签名，扫描件经核对与原件一致"
"""The reason that the clerk's signature states."""
INTENT = "本人已阅读全部文件，在纸质件上签名"
_MOST_PAGES, _SIDE, _SECONDS = 60, 1600, 60
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_FOOT_OF_THE_COVER = (349.0, 70.0, 529.0, 130.0)
_FIELD = "clerk"


def sign_on_paper(
    resources: Resources, caller: Principal, application_no: str, scan: bytes, party_ref: str | None = None
) -> DocumentsSigned:
    """Take the scan of everything that somebody signed on paper (the operator unless `party_ref` says who), a PDF with
    at least as many pages as their documents have, as their signature. Its pages are drawn anew and kept, with a cover
    that names documents and digests; the clerk signs the scan and each document under their own name. That the person
    was there is asked for by the identity service, without whose word nothing is handed in.

    Idempotency key: session + signer; a second scan gets the first one's result. Raises Refusal
    `signing.not_at_the_window` (403), `signing.not_found`, also for somebody who does not sign here,
    `signing.other_authority`, `signing.scan_no_pdf`,
    `signing.scan_incomplete`, `signing.deadline_passed`, `signing.session_void`, and those of damaged PDFs.
    """
    party_ref = party_ref or OPERATOR
    while True:
        standing, clerk = _standing(resources, caller, application_no)
        signer = next((one for one in standing.signers if one.party_ref == party_ref), None)
        if signer is None:
            raise no_session()
        earlier = first_result(standing, signer)
        if earlier is not None:
            return earlier
        require_open(standing.row, resources.clock.now())
        admitted = Admitted(standing.row, signer, documents_of(standing, signer))
        pictures = _pictures(scan, sum(one.original.pages for one in admitted.documents))
        at = resources.clock.now()
        key = certify_event(resources, clerk.name, f"staff:{clerk.subject}")
        name = resources.signer_name(signer)
        kept = _deposited(resources, clerk, admitted, name, pictures, key, at)
        stamp = _stamp(resources, clerk, name, key, at)
        signed = deposit(resources, admitted, sign_all(resources, admitted, key, stamp, clerk.name, ON_PAPER))
        act = SigningAct(
            session_no=signer.session_no,
            party_ref=signer.party_ref,
            intent=INTENT,
            address_hash=resources.hash(f"address:{clerk.authority}"),
            user_agent_hash=resources.hash("user-agent:window"),
            certificate_serial=serial_of(key),
            certificate_issuer=key.certificate.issuer.rfc4514_string(),
            signed_at=at,
            attested_by=clerk.subject,
            attested_no=clerk.staff_no,
            scan_key=kept.key,
            scan_sha256=kept.sha256,
            scan_sm3=kept.sm3,
            scan_pages=kept.pages,
        )
        try:
            with resources.database.transaction() as session:
                sessions.latest(session, application_no, lock=True)
                now = standings.latest(session, application_no)
                assert now is not None  # it was there
                earlier = first_result(now, signer)
                if earlier is not None:
                    return earlier
                require_open(now.row, resources.clock.now())
                refuse_overtaken(now, signed)
                links.end_all(session, now.row.session_no, at, party_ref)
                result = write(session, now, signer, signed, act)
                note_signed(resources, session, now, admitted, signed, clerk.subject, Role.WINDOW)
        except Overtaken:
            continue
        log.info("documents_signed", application_no=application_no, count=len(result.documents), outcome="paper")
        return result


def _standing(resources: Resources, caller: Principal, application_no: str) -> tuple[Standing, Clerk]:
    """Somebody else's case is not there for anybody, whoever asks."""
    with resources.database.reading() as session:
        standing = standings.latest(session, application_no)
    if standing is None or standing.row.account_subject != caller.subject:
        raise no_session()
    clerk = caller.clerk
    if clerk is None:
        raise _not_at_the_window()
    if standing.row.authority_code != clerk.authority:
        raise _other_authority(standing.row.authority_code)
    if standing.row.voided_at is not None:
        raise windows.session_void()
    return standing, clerk


def _pictures(scan: bytes, least: int) -> Sequence[bytes]:
    if not is_pdf(scan):
        raise Refusal(
            "signing.scan_no_pdf",
            "扫描件应为 PDF 文件",
            "The scan has to be a PDF",
            pointer="/scan",
            remedy_zh="请将全部签署页扫描为一个 PDF 后上传",
            remedy_en="Scan every page into one PDF",
        )
    pictures = page_pictures(scan, most_pages=_MOST_PAGES, side=_SIDE, seconds=_SECONDS)
    if len(pictures) < least:
        raise Refusal(
            "signing.scan_incomplete",
            f"扫描件只有 {len(pictures)} 页，所签材料共 {least} 页",
            f"The scan has {len(pictures)} pages; the documents that are signed have {least}",
            pointer="/scan",
            remedy_zh="请扫描打印出的全部材料，包括没有签名的页",
            remedy_en="Scan all that was printed, pages without a signature too",
        )
    return pictures


def _deposited(
    resources: Resources,
    clerk: Clerk,
    admitted: Admitted,
    name: str,
    pictures: Sequence[bytes],
    key: SigningKey,
    at: datetime,
) -> DocumentRef:
    """The scan as it is kept, signed by the clerk."""
    row = admitted.row
    content = {
        "application_no": row.application_no,
        "authority": authorities.get(row.authority_code).name,
        "signer": name,
        "role": row.filing.signer(admitted.signer.role).label,
        "clerk": clerk.name,
        "staff_no": clerk.staff_no,
        "scanned_at": _moment(at).isoformat(),
        "documents": [
            {
                "title": row.filing.title_of(one.original.kind),
                "pages": one.original.pages,
                "sha256": one.original.sha256,
            }
            for one in admitted.documents
        ],
        "pages": [f"{number}.jpg" for number in range(1, len(pictures) + 1)],
    }
    files = {f"{number}.jpg": picture for number, picture in enumerate(pictures, 1)}
    made = _rendered(resources, "paper_scan.typ", content, at, files)
    roots = resources.authority.roots()
    signed = sign(
        made,
        key,
        field=_FIELD,
        page=0,
        box=_FOOT_OF_THE_COVER,
        stamp=_stamp(resources, clerk, name, key, at),
        reason=ON_PAPER,
        name=clerk.name,
        level="B-T",
        timestamper=BelievedTimestamp(resources.timestamper, Trust(roots=roots)),
        certify=True,
    )
    [kept] = resources.exchange.deposit_documents(
        row.application_no, [Made(DocumentKind.SIGNED_SCAN, signed, page_count(signed))]
    )
    return kept


def _stamp(resources: Resources, clerk: Clerk, name: str, key: SigningKey, at: datetime) -> bytes:
    content = {
        "signer": name,
        "clerk": clerk.name,
        "staff_no": clerk.staff_no,
        "signed_at": _moment(at).isoformat(),
        "certificate_serial": f"{key.certificate.serial_number:X}",
    }
    return _rendered(resources, "paper_stamp.typ", content, at, {})


def _rendered(
    resources: Resources, template: str, content: Mapping[str, object], at: datetime, files: Mapping[str, bytes]
) -> bytes:
    try:
        return resources.typesetter.render(_TEMPLATES / template, content, timestamp=_moment(at), files=files)
    except UnprintableText as error:
        raise Defect("signing.name_unprintable", ", ".join(error.code_points)) from None


def _moment(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI).replace(microsecond=0)


def _not_at_the_window() -> Refusal:
    return Refusal(
        "signing.not_at_the_window",
        "纸质签名只能在登记机关窗口当面办理",
        "Papers are signed at the window of the authority, before a clerk",
        status=403,
    )


def _other_authority(authority_code: str) -> Refusal:
    return Refusal(
        "signing.other_authority",
        f"该申请由{authorities.get(authority_code).name}登记，请到该机关窗口办理，或在手机上签名",
        "Another authority registers this; sign at its window, or on a phone",
        status=403,
    )
