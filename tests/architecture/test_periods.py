"""A period that an applicant reads is one that the law or the notice gives: none is left over from another text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogues import timers
from services.approval.domain.documents import remedies_at

ROOT = Path(__file__).resolve().parents[2]
_READ = ("services/*/templates/**/*.typ", "services/*/templates/**/*.html", "services/notice/domain/texts.py")
_UNITS = {"工作日": "working_day", "日": "day", "月": "month", "年": "year"}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_PERIOD = re.compile(r"(?P<amount>[0-9]+|[一二两三四五六七八九十]+)个?(?P<unit>工作日|月|日内|年内)(?![0-9一二三])")
_NO_PERIOD = re.compile(r"[0-9]+月|一日内到期")
"""A date of the calendar, and what the desk counts."""


def amount(written: str) -> int:
    """6, 六 and 六十 as numbers."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def periods(text: str) -> Iterator[tuple[int, str]]:
    for found in _PERIOD.finditer(_NO_PERIOD.sub("", text)):
        yield amount(found["amount"]), _UNITS[found["unit"].removesuffix("内")]


def known() -> set[tuple[int, str]]:
    """The timers, and the ways to appeal against a refusal (行政复议法 Art. 20; 行政诉讼法 Art. 46)."""
    appeal = remedies_at("140213")
    counted = {(timer.amount, timer.unit) for timer in timers.all() if timer.amount is not None}
    return counted | {(appeal["reconsideration_days"], "day"), (appeal["suit_months"], "month")}


@pytest.mark.parametrize("where", _READ)
def test_every_period_is_known(where: str) -> None:
    """Six working days to sign, three to decide, two months for a name: nothing else stands in pages and papers."""
    paths = sorted(ROOT.glob(where))
    wrong = {path.name: found for path in paths if (found := set(periods(path.read_text("utf-8"))) - known())}
    assert paths and wrong == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("请于六个工作日内签名", [(6, "working_day")]),
        ("名称保留两个月", [(2, "month")]),
        ("六十日内申请行政复议", [(60, "day")]),
        ("请于每年1月1日至6月30日报送", []),
        ("三年内不得再次申请", [(3, "year")]),
    ],
)
def test_periods_are_read(text: str, told: list[tuple[int, str]]) -> None:
    """In digits and in Chinese; a date is no period."""
    assert list(periods(text)) == told
