"""One-time codes by SMS: how long they hold, how often they may be asked for and guessed."""

from __future__ import annotations

from datetime import timedelta

from kernel.errors import RETRY_AFTER, Refusal

CODE_LASTS = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
MOST_TRIES = 5
MOST_CODES = 10
MOST_CODES_WITHIN = timedelta(days=1)

_POINTER = "/sms_code"


def text(application_no: str, code: str) -> str:
    """The message; it names the case and not the person."""
    return (
        f"【开业登记】验证码{code}，5分钟内有效。您正在签署申请{application_no}的全部登记材料，"
        "输入验证码即表示同意签名，请勿告诉他人。"
    )


def too_soon(seconds: int) -> Refusal:
    return Refusal(
        "signing.code_too_soon",
        f"验证码已发送，请{seconds}秒后再试",
        f"A code was just sent; please wait {seconds} seconds",
        status=429,
        details={RETRY_AFTER: seconds},
    )


def too_many() -> Refusal:
    return Refusal(
        "signing.code_limit",
        "验证码获取次数过多，请24小时后再试",
        "Too many codes were asked for; please try again in 24 hours",
        status=429,
        details={RETRY_AFTER: int(MOST_CODES_WITHIN.total_seconds())},
    )


def expired() -> Refusal:
    return _ask_again("signing.code_expired", "验证码已失效", "The code is no longer valid")


def blocked() -> Refusal:
    return _ask_again("signing.code_blocked", "验证码错误次数过多", "The code was wrong too often")


def wrong(left: int) -> Refusal:
    return Refusal(
        "signing.code_wrong",
        f"验证码不正确，还可尝试{left}次",
        f"The code is not right; {left} tries are left",
        pointer=_POINTER,
        details={"tries_left": left},
    )


def _ask_again(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        code, zh, en, pointer=_POINTER, remedy_zh="请重新获取验证码", remedy_en="Ask for a new code and enter it"
    )
