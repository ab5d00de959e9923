"""Takes the signed documents over for the case, after looking at every one of them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Finding, Refusal
from kernel.exchange import DocumentRef
from services.signing.contract import (
    CollectSignatures,
    SignaturesCollected,
    SignaturesPart,
    SignedDocumentPart,
    SignerPart,
)
from services.signing.domain import windows
from services.signing.domain.documents import is_signed_by
from services.signing.operations.documents import original_of, reference
from services.signing.operations.examination import Expected, examine
from services.signing.operations.resources import Resources
from services.signing.store import standing as standings
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.sessions import DocumentToSign, SigningSession
from services.signing.store.signers import OPERATOR, Signer


@dataclass(frozen=True)
class _Signed:
    """A document with its signatures and the act of each, first to last."""

    document: DocumentToSign
    made: Sequence[tuple[DocumentSignature, SigningAct]]

    @property
    def last(self) -> DocumentSignature:
        return self.made[-1][0]


@dataclass(frozen=True)
class _Whole:
    """A session in which everybody signed, with the act of each."""

    row: SigningSession
    signers: Sequence[Signer]
    acts: Mapping[str, SigningAct]
    documents: Sequence[_Signed]


def collect_signatures(resources: Resources, request: CollectSignatures) -> SignaturesCollected:
    """Every document signed by everybody who signs it, over the original as it was confirmed, by certificates that
    lead to a trusted root. What is to be handed in with them is handed on to the filing service.

    Idempotency key: application_no + window; the part depends on nothing but the acts, so asking again deposits
    the same one. Raises Outage `filing.unavailable`, Refusal
    `signing.incomplete` and `signing.session_void`, Defect `signing.document_altered`,
    `exchange.altered` or `keyring.tampered` when what is kept is not what was signed.
    """
    whole = _read(resources, request)
    _examine(resources, whole)
    part = _part(resources, whole)
    left = resources.exchange.deposit(request.application_no, PartKind.SIGNATURES, part)
    path = f"/applications/{request.application_no}/submissions"
    return SignaturesCollected(
        documents=(*(reference(signed.last) for signed in whole.documents), *_scans(whole)),
        part=left,
        signed_at=part.completed_at,
        handed_in=resources.filing.hand_on(path, left, request.hands_in) if request.hands_in else None,
    )


def _read(resources: Resources, request: CollectSignatures) -> _Whole:
    with resources.database.reading() as session:
        standing = standings.of_window(session, request.application_no, request.window)
    if standing is None:
        raise Defect("signing.no_session")
    row, everybody, done = standing.row, standing.signers, standing.acts
    if row.voided_at is not None:
        raise windows.session_void()
    if row.completed_at is None:
        raise _incomplete(row, everybody, done)
    for document in standing.documents:
        due = {one.party_ref for one in everybody if is_signed_by(row.filing, document.kind, one.as_role)}
        if {signature.party_ref for signature, _ in standing.signed(document.kind)} != due:
            raise Defect("signing.document_altered", f"{document.kind}: not every signature is kept")
    return _Whole(row, everybody, done, [_Signed(each, standing.signed(each.kind)) for each in standing.documents])


def _examine(resources: Resources, whole: _Whole) -> None:
    signed = [reference(one.last) for one in whole.documents]
    contents = resources.exchange.collect_documents(
        [*signed, *(reference(one.document) for one in whole.documents)], as_stored=True
    )
    originals = contents[len(signed) :]

    def one(position: int) -> None:
        document = whole.documents[position]
        expected = [Expected(act.certificate_serial, signature.timestamped_at) for signature, act in document.made]
        original = original_of(document.document, originals[position])
        examine(original, contents[position], resources.authority.roots(), expected, resources.examinations)

    list(resources.threads.map(one, range(len(signed))))


def _scans(whole: _Whole) -> Sequence[DocumentRef]:
    """What was signed on paper, as it was scanned; also where it stands from before a correction."""
    found = [act.scan for document in whole.documents for _, act in document.made]
    return list({scan.key: scan for scan in found if scan is not None}.values())


def _part(resources: Resources, whole: _Whole) -> SignaturesPart:
    assert whole.row.completed_at is not None  # else refused
    return SignaturesPart(
        application_no=whole.row.application_no,
        window=whole.row.window,
        signers=tuple(
            SignerPart(
                person_ref=signer.party_ref,
                role=signer.as_role,
                name=resources.signer_name(signer),
                certificate_serial=whole.acts[signer.party_ref].certificate_serial,
                certificate_issuer=whole.acts[signer.party_ref].certificate_issuer,
                signed_at=whole.acts[signer.party_ref].signed_at,
                manner="paper" if whole.acts[signer.party_ref].scan else "phone",
                attested_by=whole.acts[signer.party_ref].attested_no,
            )
            for signer in whole.signers
        ),
        documents=tuple(
            SignedDocumentPart(
                kind=signed.document.kind,
                original_sha256=signed.document.sha256,
                original_sm3=signed.document.sm3,
                signed_sha256=signed.last.sha256,
                pages=signed.last.pages,
                valid=True,
                signed_by=tuple(signature.party_ref for signature, _ in signed.made),
            )
            for signed in whole.documents
        ),
        completed_at=whole.row.completed_at,
    )


def _incomplete(row: SigningSession, everybody: Sequence[Signer], done: Mapping[str, SigningAct]) -> Refusal:
    return Refusal(
        "signing.incomplete",
        "还有人员未完成签名，暂不能提交",
        "Not everybody has signed yet",
        status=409,
        findings=[
            _not_signed(row, signer, position)
            for position, signer in enumerate(everybody)
            if signer.party_ref not in done
        ],
    )


def _not_signed(row: SigningSession, signer: Signer, position: int) -> Finding:
    """Only the operator is there once: the others are told apart by their number. A refusal that leaves an activity
    names nobody."""
    described = row.filing.signer(signer.role)
    who_zh, who_en = described.label, described.label_en
    if signer.party_ref == OPERATOR:
        remedy_zh = f"请由{who_zh}用手机扫描【签字二维码】完成签名"
        remedy_en = f"The {who_en} signs by scanning the code with a phone"
    else:
        number = signer.party_ref.rpartition("-")[2]
        who_zh, who_en = f"{who_zh}（第{number}位）", f"{who_en} number {number}"
        remedy_zh = "请其打开邀请短信中的链接完成认证和签名；没有收到的，可以重新发送邀请"
        remedy_en = "They sign through the link in their text message; without one, send the invitation again"
    return Finding(
        "signing.not_signed",
        f"{who_zh}尚未签名",
        f"The {who_en} has not signed yet",
        pointer=f"/signers/{position}",
        article="电子签名法 第十三条",
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
    )
