"""Takes the signed documents over for the case, after looking at every one of them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import Defect, Finding, Refusal
from services.signing.contract import (
    CollectSignatures,
    SignaturesCollected,
    SignaturesPart,
    SignedDocumentPart,
    SignerPart,
)
from services.signing.domain import windows
from services.signing.domain.documents import ROLE_LABELS
from services.signing.operations.examination import examine
from services.signing.operations.papers import collect_original, reference
from services.signing.operations.resources import Resources
from services.signing.store import acts, sessions
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.sessions import DocumentToSign, SigningSession


@dataclass(frozen=True)
class _Pair:
    paper: DocumentToSign
    signature: DocumentSignature


def collect_signatures(resources: Resources, request: CollectSignatures) -> SignaturesCollected:
    """Every document signed, over the original as it was confirmed, by a certificate that leads to a trusted root.

    Idempotency key: application_no + window; the part depends on nothing but the act, so asking again deposits
    the same one. Raises Refusal `signing.incomplete` and `signing.session_void`, Defect `signing.document_altered`,
    `exchange.altered` or `keyring.tampered` when what is kept is not what was signed.
    """
    row, act, pairs = _read(resources, request)
    list(resources.threads.map(lambda pair: _examine(resources, pair, act), pairs))
    part = resources.exchange.deposit(request.application_no, "signatures", _part(resources, row, act, pairs))
    return SignaturesCollected(
        documents=tuple(reference(pair.signature) for pair in pairs), part=part, signed_at=act.signed_at
    )


def _read(resources: Resources, request: CollectSignatures) -> tuple[SigningSession, SigningAct, Sequence[_Pair]]:
    with resources.database.transaction() as session:
        row = sessions.of_window(session, request.application_no, request.window)
        if row is None:
            raise Defect("signing.no_session")
        if row.voided_at is not None:
            raise windows.session_void()
        act = acts.of_session(session, row.session_no)
        if act is None:
            raise _incomplete()
        made = {signature.kind: signature for signature in acts.signatures(session, row.session_no)}
        papers = sessions.documents(session, row.session_no)
    if set(made) != {paper.kind for paper in papers}:
        raise Defect("signing.document_altered", "not every document has its signature")
    return row, act, [_Pair(paper, made[paper.kind]) for paper in papers]


def _examine(resources: Resources, pair: _Pair, act: SigningAct) -> None:
    signed = resources.exchange.collect_document(reference(pair.signature))
    examine(
        collect_original(resources, pair.paper),
        signed,
        resources.authority.roots(),
        act.certificate_serial,
        resources.examinations,
        moment=pair.signature.timestamped_at,
    )


def _part(resources: Resources, row: SigningSession, act: SigningAct, pairs: Sequence[_Pair]) -> SignaturesPart:
    return SignaturesPart(
        application_no=row.application_no,
        window=row.window,
        signers=(
            SignerPart(
                person_ref=row.person_ref,
                role="operator",
                name=resources.signer_name(row),
                certificate_serial=act.certificate_serial,
                certificate_issuer=act.certificate_issuer,
                signed_at=act.signed_at,
            ),
        ),
        documents=tuple(
            SignedDocumentPart(
                kind=pair.paper.kind,
                original_sha256=pair.paper.sha256,
                original_sm3=pair.paper.sm3,
                signed_sha256=pair.signature.sha256,
                pages=pair.signature.pages,
                valid=True,
            )
            for pair in pairs
        ),
        completed_at=act.signed_at,
    )


def _incomplete() -> Refusal:
    role = ROLE_LABELS["operator"]
    return Refusal(
        "signing.incomplete",
        "还有人员未完成签名，暂不能提交",
        "Not everybody has signed yet",
        status=409,
        findings=[
            Finding(
                "signing.not_signed",
                f"{role}尚未签名",
                "The operator has not signed yet",
                pointer="/signers/0",
                article="电子签名法 第十三条",
                remedy_zh=f"请由{role}用手机扫描【签字二维码】完成签名",
                remedy_en="The operator signs by scanning the code with a phone",
            )
        ],
    )
