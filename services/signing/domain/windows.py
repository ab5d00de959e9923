"""The signing window: its last day, the official notice about it, and what is refused when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalogues import phrases
from kernel.deadlines import last_day, said_en
from kernel.errors import Refusal

LINK_LASTS = timedelta(minutes=30)
BEARER_LASTS = timedelta(minutes=30)


def notice(deadline: datetime) -> str:
    """The red notice of the signing page (晋市监发〔2022〕66号 2.1.2.6)."""
    return phrases.sign_deadline_notice(last_day(deadline))


def link_end(now: datetime, deadline: datetime) -> datetime:
    """A link lives half an hour and never past the deadline."""
    return min(deadline, now + LINK_LASTS)


def deadline_passed(deadline: datetime) -> Refusal:
    return Refusal(
        "signing.deadline_passed",
        notice(deadline),
        f"The documents had to be signed by {said_en(deadline)} (six working days)",
        remedy_zh="请在电脑端点击“重新认证”，系统将重新计算签名期限",
        remedy_en="Choose “authenticate again” in the portal; a new window then begins",
        status=410,
    )


def session_void() -> Refusal:
    return Refusal(
        "signing.session_void",
        "本次签名已作废，不能继续签署",
        "This signing session is void",
        remedy_zh="请在电脑端查看办理进度，按提示重新签名",
        remedy_en="See in the portal what to do next",
        status=410,
    )


def already_signed() -> Refusal:
    return Refusal(
        "signing.already_signed",
        "全部文件已签名，无需再次签署",
        "Every document is already signed",
        status=409,
    )
