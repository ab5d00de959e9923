"""SMS codes: six digits that prove somebody holds a mobile number."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Literal

import structlog
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.database import lock_key
from kernel.errors import Finding, Outage, Refusal, too_often
from kernel.numbers import normalise
from services.identity.domain.periods import SMS_CODE_LIFE, SMS_PER_DAY, SMS_RESEND_AFTER, SMS_TRIES
from services.identity.domain.persons import mobile_key
from services.identity.domain.registration import check_mobile
from services.identity.operations import suspicion
from services.identity.operations.captchas import check_captcha, refuse_captcha
from services.identity.operations.resources import Resources
from services.identity.store import accounts, challenges

log = structlog.get_logger()

Purpose = Literal["register", "reset", "authenticate", "progress", "login"]
"""What a code may be asked for by anybody."""

PurposeOfKnown = Literal["link", "join", "liaison", "window"]
"""What a code is sent for to somebody who is known already."""

AnyPurpose = Literal[Purpose, PurposeOfKnown]

_WORDS: dict[str, str] = {
    "register": "用户注册",
    "reset": "重置密码",
    "login": "登录",
    "authenticate": "身份认证",
    "progress": "查询申请进度",
    "link": "关联统一身份认证账号",
    "join": "签署登记材料前核验身份",
    "liaison": "确认由您担任个体工商户登记联络员",
    "window": "在登记窗口办理登记",
}
_ADVICE = {
    "liaison": "同意的，请将验证码告知申请人；不同意的，不必理会",
    "window": "您正在窗口办理的，请告知窗口人员；不在窗口的，不必理会",
}
"""What the reader does with the code, where they do not type it themselves."""


@dataclass(frozen=True, slots=True, repr=False)
class SendSmsCode:
    """`about` is what the code is good for beside its purpose, such as an application's number; `address` who asks.
    `captcha_id` is empty where no captcha was shown."""

    purpose: Purpose
    mobile: str
    captcha_id: str
    captcha_answer: str
    about: str = ""
    address: str = "unknown"


@dataclass(frozen=True, slots=True)
class SmsCodeSent:
    expires_at: datetime
    resend_after_seconds: int


def send_sms_code(resources: Resources, request: SendSmsCode) -> SmsCodeSent:
    """Send a code that replaces earlier ones for the purpose; only its keyed hash is kept.

    A number without an account gets the same answer in the same time, but no text, unless it is to be registered.
    Refusals: fields, `identity.captcha_required` where none was shown and the address or the number is suspect,
    `identity.captcha_wrong`, `identity.too_many_requests` (60 s between texts, ten a day). A silent gateway leaves
    captcha and waiting time as they were; for a registration it is an Outage, for everything else nobody is told,
    since only a number with an account would be told.
    """
    mobile = normalise(request.mobile)
    if findings := check_mobile(mobile):
        raise Refusal(findings[0].code, findings[0].zh, findings[0].en, findings=findings)
    if not request.captcha_id:
        suspicion.check_unasked(resources, request.address, mobile)
    row, code = _new_code(resources, request.purpose, mobile, request.about)
    with resources.database.transaction() as session:
        refusal, has_account = _place(session, resources, request, row)
    if refusal is not None:
        raise refusal

    def deliver() -> None:
        try:
            _deliver(resources, row, mobile, code, request.about)
        except Outage:
            with resources.database.transaction() as session:
                challenges.remove_code(session, row.sms_code_id)
                challenges.give_back_captcha(session, request.captcha_id)
            raise

    if request.purpose == "register":
        deliver()
    elif has_account:
        resources.deliveries.hand_over(deliver)
    return SmsCodeSent(row.expires_at, int(SMS_RESEND_AFTER.total_seconds()))


def send_code_to(resources: Resources, purpose: PurposeOfKnown, mobile: str, about: str) -> SmsCodeSent:
    """Send a code to the mobile of somebody known already, by their account, an invitation or an applicant's form;
    limits as for everybody.

    Refusal `identity.too_many_requests`; a silent gateway is an Outage and leaves the waiting time as it was.
    """
    row, code = _new_code(resources, purpose, mobile, about)
    with resources.database.transaction() as session:
        lock_key(session, f"identity.sms:{row.mobile_hash}")
        if refusal := _too_soon(session, row):
            raise refusal
        session.add(row)
    try:
        _deliver(resources, row, mobile, code)
    except Outage:
        with resources.database.transaction() as session:
            challenges.remove_code(session, row.sms_code_id)
        raise
    return SmsCodeSent(row.expires_at, int(SMS_RESEND_AFTER.total_seconds()))


def check_sms_code(
    session: Session, resources: Resources, purpose: AnyPurpose, mobile: str, code: str, about: str = ""
) -> challenges.SmsCode | None:
    """The current code, locked, if `code` is right; a wrong one counts, and five void it. The caller spends it."""
    row = challenges.current_code(session, purpose, resources.hash(mobile_key(mobile)))
    if row is None or row.spent or row.tries >= SMS_TRIES or row.expires_at <= resources.clock.now():
        return None
    if not compare_digest(row.code_hash, _code_hash(resources, row, code, about)):
        row.tries += 1
        return None
    return row


def sms_code_wrong() -> Finding:
    return Finding(
        "identity.sms_code_wrong",
        "短信验证码不正确或已失效",
        "The SMS code is wrong or no longer valid",
        "/sms_code",
        remedy_zh="请核对，或重新获取短信验证码",
        remedy_en="Please check it or ask for a new one",
    )


def _new_code(resources: Resources, purpose: AnyPurpose, mobile: str, about: str) -> tuple[challenges.SmsCode, str]:
    code = f"{secrets.randbelow(1_000_000):06d}"
    now = resources.clock.now()
    row = challenges.SmsCode(
        sms_code_id=str(uuid7()),
        purpose=purpose,
        mobile_hash=resources.hash(mobile_key(mobile)),
        code_hash="",
        sent_at=now,
        expires_at=now + SMS_CODE_LIFE,
    )
    row.code_hash = _code_hash(resources, row, code, about)
    return row, code


def _deliver(resources: Resources, row: challenges.SmsCode, mobile: str, code: str, shown: str = "") -> None:
    """The end of `shown`, an application's number, tells the reader which one somebody wants to follow."""
    use = _WORDS[row.purpose]
    use = f"{use}（尾号 {shown[-4:]}）" if shown else use
    advice = _ADVICE.get(row.purpose, "请勿告知他人")
    text = f"【开业登记】验证码 {code}，用于{use}，5 分钟内有效。{advice}。"
    resources.sms.send(request_id=row.sms_code_id, to=mobile, template=f"sms_code_{row.purpose}", text=text)
    log.info("sms_code_sent", outcome=row.purpose)


def _place(
    session: Session, resources: Resources, request: SendSmsCode, row: challenges.SmsCode
) -> tuple[Refusal | None, bool]:
    """Spend the captcha and keep the code; or the refusal. Raising here would undo the captcha's voiding."""
    captcha = None
    if request.captcha_id:
        captcha = check_captcha(session, resources, request.captcha_id, request.captcha_answer)
        if captcha is None or captcha.sms_spent:
            return refuse_captcha(), False
    lock_key(session, f"identity.sms:{row.mobile_hash}")
    if refusal := _too_soon(session, row):
        return refusal, False
    if captcha:
        captcha.sms_spent = True
    session.add(row)
    return None, accounts.by_mobile(session, row.mobile_hash) is not None


def _too_soon(session: Session, row: challenges.SmsCode) -> Refusal | None:
    last = challenges.last_code(session, row.mobile_hash)
    if last is not None and row.sent_at - last.sent_at < SMS_RESEND_AFTER:
        wait = last.sent_at + SMS_RESEND_AFTER - row.sent_at
        return too_often("identity", wait.total_seconds())
    day = timedelta(days=1)
    if challenges.codes_since(session, row.mobile_hash, row.sent_at - day) >= SMS_PER_DAY:
        return too_often("identity", day.total_seconds())
    return None


def _code_hash(resources: Resources, row: challenges.SmsCode, code: str, about: str) -> str:
    return resources.hash(f"sms:{row.sms_code_id}:{row.purpose}:{row.mobile_hash}:{about}:{normalise(code)}")
