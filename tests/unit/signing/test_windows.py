"""The end of the signing window in words and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kernel import deadlines
from kernel.clock import SHANGHAI
from services.signing.domain import windows

DEADLINE = datetime(2022, 3, 3, tzinfo=SHANGHAI)


def test_last_day() -> None:
    """24:00 of 2 March in China is the deadline of 2 March, whatever zone it is written in."""
    assert deadlines.last_day(DEADLINE) == deadlines.last_day(DEADLINE.astimezone(UTC)) == date(2022, 3, 2)


def test_notice() -> None:
    """The notice names the day to the letter of 晋市监发〔2022〕66号."""
    assert windows.notice(DEADLINE) == (
        "请注意！请在2022年03月02日前（6个工作日内），完成材料签字（即电子签名）。逾期未提交设立登记申请，需重新认证！"
    )
    assert windows.deadline_passed(DEADLINE).zh == windows.notice(DEADLINE)


def test_links_end_with_the_window() -> None:
    """A link lives half an hour, but never past the deadline."""
    assert windows.link_end(DEADLINE - timedelta(hours=1), DEADLINE) == DEADLINE - timedelta(minutes=30)
    assert windows.link_end(DEADLINE - timedelta(minutes=10), DEADLINE) == DEADLINE
