"""The states of a person's real-name authentication, and when the registry's answer is a no."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from kernel.errors import Finding

REGISTRATION_LAW = "市场主体登记管理条例 第十五条"
SEPARATE_CONSENT = "个人信息保护法 第二十九条"
CONSENT_EDITION = "2022-05"

Comparison = Literal["MATCH", "MISMATCH", "NOT_FOUND"]


class Status(StrEnum):
    """The words of the page (通知 2.1.2.5)."""

    NOT_AUTHENTICATED = "未认证"
    IN_PROGRESS = "认证中"
    SUCCEEDED = "认证成功"
    FAILED = "认证失败"
    EXPIRED = "已过期"


def status_of(
    captured_at: datetime | None, decided_at: datetime | None, valid_until: datetime | None, now: datetime
) -> Status:
    """The state after the last capture and the last outcome; `valid_until` is None for an outcome that was a no."""
    if captured_at is not None and (decided_at is None or captured_at > decided_at):
        return Status.IN_PROGRESS
    if decided_at is None:
        return Status.NOT_AUTHENTICATED
    if valid_until is None:
        return Status.FAILED
    return Status.SUCCEEDED if now < valid_until else Status.EXPIRED


def _finding(code: str, zh: str, en: str, pointer: str) -> Finding:
    return Finding(
        f"identity.{code}",
        zh,
        en,
        pointer,
        REGISTRATION_LAW,
        "信息无误仍未通过的，请携带证件到登记机关窗口办理",
        "If everything is right and it still fails, please come to the registration authority with the document",
    )


_NOT_FOUND = _finding(
    "person_not_found",
    "未查询到与该证件号码对应的人员，请核对证件类型和号码",
    "Nobody is registered under this document; please check its type and number",
    "/id_number",
)
_DIFFERS = _finding(
    "person_differs",
    "姓名与证件号码不一致，请核对后重试；证件上可能是同一字的另一字形（如“頔”与“𬱖”），请按证件逐字核对",
    "Name and document number do not belong together; please check both. The document may have another form of a "
    "character than your input method gave (頔 and 𬱖)",
    "/name",
)
_EXPIRED = _finding(
    "document_expired",
    "证件已过有效期，请换领证件后再办理",
    "The document has expired; please renew it first",
    "/id_number",
)
_NOT_LIVE = _finding(
    "capture_not_live",
    "未能确认为本人现场采集，请在光线良好处重新采集",
    "The capture does not show a person present; please capture again in good light",
    "/live_capture",
)
_NOES = {finding.code: finding for finding in (_NOT_FOUND, _DIFFERS, _EXPIRED, _NOT_LIVE)}


def reason_of(code: str) -> Finding:
    """What was said to somebody whose no was kept under this code."""
    return _NOES[code]


def refusal_of(
    result: Comparison, *, alive: bool | None, document_valid: bool | None, live_capture: bool | None
) -> Finding | None:
    """Why the registry's answer is a no, without repeating anything personal; None means it is a yes.

    What the registry does not say (None) is no reason against anybody. How alike two faces must be is a matter of
    the approval rules (AR-06), which send a doubtful case to a person.
    """
    if result == "NOT_FOUND":
        return _NOT_FOUND
    if result == "MISMATCH" or alive is False:
        return _DIFFERS
    if document_valid is False:
        return _EXPIRED
    if live_capture is False:
        return _NOT_LIVE
    return None
