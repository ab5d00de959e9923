"""The four properties of an electronic file (档案法 Art. 39): true, complete, usable, safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from catalogues.filing_types.words import DocumentKind

SOUND_ALL = "全部可读"
_STANDARD = "PDF/A"
_APPLICATIONS = frozenset(
    {
        DocumentKind.APPLICATION_FORM,
        DocumentKind.COMPANY_APPLICATION,
        DocumentKind.LICENCE_APPLICATION,
        DocumentKind.DEREGISTRATION_APPLICATION,
        DocumentKind.RECORD_APPLICATION,
        DocumentKind.OPERATOR_CHANGE_APPLICATION,
        DocumentKind.SUSPENSION_APPLICATION,
        DocumentKind.RESUMPTION_APPLICATION,
    }
)


class Check(BaseModel):
    """One property, how it was looked at, and what was found."""

    model_config = ConfigDict(frozen=True)

    property: str
    method: str
    passed: bool
    note: str


class Signature(BaseModel):
    """One signature as the verifier found it; `time` is the time-stamping authority's where there is one."""

    model_config = ConfigDict(frozen=True)

    signer: str
    certificate_serial: str
    time: datetime | None
    in_order: bool


@dataclass(frozen=True)
class ExaminedDocument:
    """A document whose digests and pages are those promised. `archivable`: it declares itself PDF/A (ISO 19005);
    `active`: it would run a script or an action by itself. `submission` is set for one of an earlier stage, `outcome`
    where it tells a decision."""

    kind: str
    content: bytes
    sha256: str
    sm3: str
    pages: int
    made_at: datetime
    signatures: tuple[Signature, ...]
    archivable: bool
    active: bool
    submission: int | None = None
    outcome: str | None = None


def four_checks(
    documents: Sequence[ExaminedDocument], outcome: str, *, supplementing: bool = False
) -> tuple[Check, ...]:
    """What examining every document of a volume showed; said of those documents only, as they were handed over.

    Nothing is registered without the applicant's signature (实施细则 Art. 16), so the application of a case that
    led to a licence must bear one; a case withdrawn before may have none, and what only supplements a volume has none.
    """
    signatures = [signature for document in documents for signature in document.signatures]
    doubtful = sum(not signature.in_order for signature in signatures)
    forms = [d for d in documents if d.kind in _APPLICATIONS and d.submission is None]
    unsigned = outcome == "LICENSED" and not supplementing and not any(form.signatures for form in forms)
    unsound = sum(not document.archivable for document in documents)
    active = sum(document.active for document in documents)
    pages = sum(document.pages for document in documents)
    return (
        Check(
            property="真实性",
            method="逐件校验电子签名、电子印章及其时间戳",
            passed=not doubtful and not unsigned,
            note=_authenticity(len(signatures), doubtful, unsigned),
        ),
        Check(
            property="完整性",
            method="逐件比对 SM3 与 SHA-256 摘要，核对页数",
            passed=True,
            note=f"{len(documents)} 件 {pages} 页，摘要与页数相符",
        ),
        Check(
            property="可用性",
            method=f"逐件打开，核对是否声明为 {_STANDARD} 格式",
            passed=not unsound,
            note=f"{unsound} 件不是 {_STANDARD} 格式" if unsound else SOUND_ALL,
        ),
        Check(
            property="安全性",
            method="检查有无脚本和自动执行的动作",
            passed=not active,
            note=f"{active} 件含有活动内容" if active else "未发现活动内容",
        ),
    )


def _authenticity(signatures: int, doubtful: int, unsigned: bool) -> str:
    if doubtful:
        return f"{doubtful} 个签名未能证实"
    if unsigned:
        return "登记申请书没有电子签名"
    return f"{signatures} 个签名全部有效"
