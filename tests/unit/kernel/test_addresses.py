"""Two ways of writing one address have one key; two addresses have two."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.addresses import address_key

COUNTY, STREET = "140213", "南关街道"
NUMBERS = st.lists(st.integers(1, 120), min_size=1, max_size=4)


def key(detail: str) -> str:
    return address_key(COUNTY, STREET, detail)


@pytest.mark.parametrize(
    "details",
    [
        ("1-12-3号", "11-2-3号", "112-3号", "1123号", "1-123号", "1-1-23号", "1-1-2-3号"),
        ("1、2号", "12号", "1-2号", "1.2号", "1(2)号", "1 2号"),
        ("三-十二号", "三十二号", "三十-二号"),
        ("12-A3号", "12A-3号", "12A3号"),
        ("12-甲3号", "12甲-3号"),
        ("3号", "3室", "3楼", "3号楼", "3层", "三单元"),
        ("3#1单元", "31单元"),
        ("一百二十号", "一百零二号", "一百一十二号"),
    ],
)
def test_different_addresses(details: tuple[str, ...]) -> None:
    """What stands between numbers tells addresses apart, and so does what is counted."""
    for one, other in combinations(details, 2):
        assert key(one) != key(other), (one, other)


@pytest.mark.parametrize(
    "details",
    [
        ("1-12-3号", "１－１２－３号", "1—12—3号", "1‐12–3号", "1 - 12 - 3 号", "1−12─3号", "1-12-3", "1--12-3 号"),
        (
            "建设路12号",
            "建设路１２号",
            "建设路 12 号",
            "建设路，12号。",
            "建设路十二号",
            "建设路12",
            "建设路12號",
            "建设路\u200b12号",
        ),
        (
            "3号楼2单元201室",
            "3#楼2单元201室",
            "三号楼二单元201室",
            "3＃楼 2 单元 201 室",
            "3號樓2单元二〇一室",
            "3号楼-2单元-201室",
        ),
        ("a座3号", "A座-3号", "Ａ座３", "A座(3号)"),
        ("一百零八号", "一〇八号", "108号"),
    ],
)
def test_one_address(details: tuple[str, ...]) -> None:
    """Width, blanks, marks, signs for a number and Chinese numerals do not count."""
    assert {key(detail) for detail in details} == {key(details[0])}


@pytest.mark.parametrize("detail", ["建设路112号", "平城新村3号楼2单元201室", "万达广场A座1层12铺", "古城村老街乙3号"])
def test_plain_addresses_have_the_key_they_had(detail: str) -> None:
    """Keyed hashes that are stored already go on being found."""
    assert key(detail) == f"{COUNTY}/{STREET}/{detail}"


def test_street_and_detail_do_not_run_together() -> None:
    assert address_key(COUNTY, "南关", "街道1号") != address_key(COUNTY, "南关街道", "1号")
    assert address_key("140213", STREET, "1号") != address_key("140214", STREET, "1号")


@given(NUMBERS, NUMBERS)
def test_numbers_with_hyphens(one: list[int], other: list[int]) -> None:
    """House numbers are equal exactly if all their numbers are."""
    written = ["-".join(map(str, numbers)) + "号" for numbers in (one, other)]
    assert (key(written[0]) == key(written[1])) is (one == other)


@given(st.integers(1, 999))
def test_chinese_numerals(number: int) -> None:
    """A numeral is its number, however it is read; 二百五 may be two, and stays as it is."""
    digits = "〇一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    spoken = (digits[hundreds] + "百" if hundreds else "") + (
        (digits[tens] + "十" if tens > 1 or hundreds else "十") if tens else "零" if hundreds and ones else ""
    )
    assert key(f"{spoken}{digits[ones] if ones else ''}号") == key(f"{number}号")
    assert key("".join(digits[int(digit)] for digit in str(number)) + "室") == key(f"{number}室")
    assert key("二百五号") not in {key("205号"), key("250号")}


@given(st.text(max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    """Applied to what it gave it changes nothing more."""
    once = key(text)
    assert key(once.removeprefix(f"{COUNTY}/{STREET}/")) == once
