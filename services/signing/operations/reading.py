"""What the applicant's signature page and an examiner see of a session, and what a signer's phone may open."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from catalogues import codes
from kernel.acting import SIGNER
from kernel.errors import Refusal, not_found
from kernel.masking import mask_id_number
from kernel.tokens import Principal, Role
from services.signing.domain import windows
from services.signing.domain.documents import is_signed_by
from services.signing.operations.documents import reference
from services.signing.operations.links import no_session, phone_at_work, signer_actor
from services.signing.operations.resources import Resources
from services.signing.store import standing as standings
from services.signing.store.acts import DocumentSignature, SigningAct
from services.signing.store.sessions import SigningSession
from services.signing.store.standing import Standing

SessionState = Literal["open", "signed", "expired", "void"]


class SignerLine(BaseModel):
    """One line of the signature page (晋市监发〔2022〕66号 2.1.2.6); the columns are 序号, 姓名, 人员类型, 证件类型,
    身份证号码, 签字状态, 操作."""

    seq: int
    party_ref: str
    name: str
    role: str
    id_document_type: str
    id_number: str
    status: Literal["未签名", "已签名"]
    operation: Literal["签署", "查看"]


class SigningTable(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "application_no": "14021301202202220000017",
                "window": 1,
                "state": "open",
                "signers": [
                    {
                        "seq": 1,
                        "party_ref": "operator",
                        "name": "张晓禾",
                        "role": "经营者",
                        "id_document_type": "中华人民共和国居民身份证",
                        "id_number": "140***********1232",
                        "status": "未签名",
                        "operation": "签署",
                    }
                ],
                "deadline": "2022-03-02T16:00:00Z",
                "notice": "请注意！请在2022年03月02日前（6个工作日内），完成材料签字（即电子签名）。"
                "逾期未提交设立登记申请，需重新认证！",
                "completed_at": None,
            }
        }
    )

    application_no: str
    window: int
    state: SessionState
    signers: tuple[SignerLine, ...]
    deadline: datetime
    notice: str
    completed_at: datetime | None


class SignatureShown(BaseModel):
    """`valid` is the verifier's word at the act of signing; False once the session is void."""

    signer: str
    role: str
    certificate_serial: str
    certificate_issuer: str
    signed_at: datetime
    timestamped_at: datetime
    valid: bool


class DocumentLine(BaseModel):
    """Digests are those of the file as it was signed last, of the original before that; signatures in their order.
    `kept`: it was not changed in a correction, and its signature from before stands."""

    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str
    signatures: tuple[SignatureShown, ...]
    kept: bool = False


class DocumentList(BaseModel):
    application_no: str
    window: int
    documents: tuple[DocumentLine, ...]


def read_table(resources: Resources, application_no: str, caller: Principal) -> SigningTable:
    """The signature page of the newest window. Raises Refusal `signing.not_found`."""
    with resources.database.reading() as session:
        standing = _visible(session, application_no, caller)
    row, done = standing.row, standing.acts
    resources.trail.seen(resources.database, "signers_seen", application_no, of=row.session_no)
    return SigningTable(
        application_no=row.application_no,
        window=row.window,
        state=_state(row, resources.clock.now()),
        signers=tuple(
            SignerLine(
                seq=seq,
                party_ref=signer.party_ref,
                name=resources.signer_name(signer),
                role=row.filing.signer(signer.role).label,
                id_document_type=_document_type(signer.id_document_type),
                id_number=mask_id_number(resources.signer_id_number(signer)),
                status="已签名" if signer.party_ref in done else "未签名",
                operation="查看" if signer.party_ref in done else "签署",
            )
            for seq, signer in enumerate(standing.signers, start=1)
        ),
        deadline=row.deadline,
        notice=windows.notice(row.deadline),
        completed_at=row.completed_at,
    )


def list_documents(resources: Resources, application_no: str, caller: Principal) -> DocumentList:
    """Every document of the newest window with its signatures. Raises Refusal `signing.not_found`."""
    with resources.database.reading() as session:
        standing = _visible(session, application_no, caller)
    row = standing.row
    resources.trail.seen(resources.database, "signatures_seen", application_no, of=row.session_no)

    def shown(signature: DocumentSignature, act: SigningAct) -> SignatureShown:
        signer = standing.signer(signature.party_ref)
        return SignatureShown(
            signer=resources.signer_name(signer),
            role=row.filing.signer(signer.role).label,
            certificate_serial=act.certificate_serial,
            certificate_issuer=act.certificate_issuer,
            signed_at=act.signed_at,
            timestamped_at=signature.timestamped_at,
            valid=row.voided_at is None,
        )

    lines = []
    for document in standing.documents:
        signatures = standing.signed(document.kind)
        current = signatures[-1][0] if signatures else document
        lines.append(
            DocumentLine(
                kind=document.kind,
                title=row.filing.title_of(document.kind),
                pages=current.pages,
                sha256=current.sha256,
                sm3=current.sm3,
                signatures=tuple(shown(*each) for each in signatures),
                kept=document.signed_in is not None,
            )
        )
    return DocumentList(application_no=row.application_no, window=row.window, documents=tuple(lines))


def read_signed_document(resources: Resources, application_no: str, kind: str, caller: Principal) -> bytes:
    """A signed PDF of the newest window, also when its signatures are void by now.

    Raises Refusal `signing.not_found`, or `signing.document_not_found` for a document that is not signed.
    """
    with resources.database.reading() as session:
        found = _visible(session, application_no, caller).signed(kind)
    if not found:
        raise _no_document()
    resources.trail.seen(resources.database, "document_seen", application_no, of=kind)
    return resources.exchange.collect_document(reference(found[-1][0]))


def read_document_on_phone(resources: Resources, bearer_hash: str, kind: str) -> bytes:
    """The PDF to be signed, as others have left it; of the signer's own documents only.

    Raises Refusal `signing.bearer_invalid`, `signing.session_void`, `signing.document_not_found`.
    """
    with resources.database.reading() as session:
        phone = phone_at_work(session, resources, bearer_hash)
    standing = phone.standing
    original = next((document for document in standing.to_sign() if document.kind == kind), None)
    if original is None or not is_signed_by(standing.row.filing, kind, phone.signer.as_role):
        raise _no_document()
    resources.trail.seen(
        resources.database,
        "documents_seen",
        standing.row.application_no,
        of=standing.row.session_no,
        actor=signer_actor(phone.signer),
        role=SIGNER,
    )
    return resources.exchange.collect_document(reference(standing.signatures.get(kind, [original])[-1]))


def _visible(session: Session, application_no: str, caller: Principal) -> Standing:
    """An applicant sees the own case, an examiner those of the own authority; for others it does not exist."""
    standing = standings.latest(session, application_no)
    if standing is None:
        raise no_session()
    row = standing.row
    own = Role.APPLICANT in caller.roles and caller.subject == row.account_subject
    examined = Role.EXAMINER in caller.roles and caller.authority == row.authority_code
    if not (own or examined):
        raise no_session()
    return standing


def _state(row: SigningSession, now: datetime) -> SessionState:
    if row.voided_at is not None:
        return "void"
    if row.completed_at is not None:
        return "signed"
    return "expired" if now >= row.deadline else "open"


def _document_type(code: str) -> str:
    return codes.tables()["id_document_type"].items.get(code, code)


def _no_document() -> Refusal:
    return not_found("signing.document", "没有找到该文件，或该文件尚未签名", "No such signed document")
