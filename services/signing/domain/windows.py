"""The signing window: its last day, the official notice about it, and what is refused when it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from catalogues import phrases
from kernel.clock import local_date
from kernel.errors import Refusal

LINK_LASTS = timedelta(minutes=30)
BEARER_LASTS = timedelta(minutes=30)


def last_day(deadline: datetime) -> date:
    """The last day to sign: a deadline is 24:00 of it in China, that is the first instant of the day after."""
    return local_date(deadline - timedelta(microseconds=1))


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
        f"The documents had to be signed by {last_day(deadline):%Y-%m-%d} (six working days)",
        article="晋市监发〔2022〕66号 2.1.2.6",
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
