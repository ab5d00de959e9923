"""Personal data is hidden as the display rules say, and wholly where it is not understood."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogues import divisions
from kernel import masking

KNOWN_ANSWERS = Path(__file__).parents[2] / "fixtures" / "known_answers"
CASES = json.loads((KNOWN_ANSWERS / "test_resident_id.json").read_text("utf-8"))["masking_cases"]
MASKS: dict[str, Callable[[str], str]] = {
    "resident_id": masking.mask_id_number,
    "mobile": masking.mask_mobile,
    "landline": masking.mask_landline,
    "email": masking.mask_email,
    "name": masking.mask_name,
    "address": masking.mask_address,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_known_answers(case: dict[str, str]) -> None:
    """Each kind of data is masked as in the known answers."""
    assert MASKS[case["kind"]](case["raw"]) == case["masked"]


def test_every_mask_has_a_known_answer() -> None:
    """No mask goes without an answer that somebody else wrote down."""
    assert {case["kind"] for case in CASES} == set(MASKS)


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("010-12345678", "010-*****678"),
        ("03527731116", "0352****116"),
        ("7731116", "****116"),
        ("0352-7731116-801", "****************"),
        ("", ""),
    ],
)
def test_landlines(raw: str, masked: str) -> None:
    """Area code and last three digits stay; what has another shape is hidden whole."""
    assert masking.mask_landline(raw) == masked


@pytest.mark.parametrize(("raw", "masked"), [("13800000025", "138****0025"), ("0352-7731116", "0352-****116")])
def test_contact_phone_may_be_either(raw: str, masked: str) -> None:
    """A contact number is masked by its own kind."""
    assert masking.mask_phone(raw) == masked


@pytest.mark.parametrize("raw", ["+8613800000025", "1380000002", "１３８００００００２５"])
def test_unusual_mobile_is_hidden_whole(raw: str) -> None:
    """A mobile number in an unexpected form shows nothing."""
    assert set(masking.mask_mobile(raw)) == {"*"}


@pytest.mark.parametrize(("raw", "masked"), [("a@qq.com", "*@qq.com"), ("no-address", "**********"), ("", "")])
def test_short_and_odd_mail_addresses(raw: str, masked: str) -> None:
    """A mailbox of one character, or a text without @, shows nothing of the person."""
    assert masking.mask_email(raw) == masked


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("平城区南关街道33", "平城区****"),
        ("大同市平城区南关街道33", "大同市平城区****"),
        ("山西省 大同市 平城区 南关街道 33", "山西省大同市平城区****"),
        ("广东省东莞市南城街道幸福社区2区5号", "广东省东莞市****"),
        ("湖北省荆州市沙市区江汉路1号", "湖北省荆州市沙市区****"),
        ("北京市市辖区朝阳区望京街9号", "北京市市辖区朝阳区****"),
        ("山西省大同市南郊区口泉乡1号", "山西省大同市****"),
        ("某个地方33号", "****"),
        ("山西省大同市平城区", "山西省大同市平城区"),
        ("", ""),
    ],
)
def test_addresses(raw: str, masked: str) -> None:
    """Divisions in force down to the county stay, however the address begins; everything else is hidden."""
    assert masking.mask_address(raw) == masked


def test_every_county_is_recognised_in_an_address() -> None:
    """For each county of the country exactly the divisions stay."""
    for province in divisions.provinces():
        for county in divisions.counties(province.code):
            assert masking.mask_address(county.full_name + "甲街道1号") == county.full_name + "****"


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_identity_number_keeps_its_length(number: str) -> None:
    """Seven characters of eighteen remain, and never the date of birth."""
    masked = masking.mask_id_number(number)
    assert (masked[:3], masked[3:14], masked[14:]) == (number[:3], "*" * 11, number[14:])


@given(st.text(max_size=11))
def test_short_identity_numbers_are_hidden_whole(number: str) -> None:
    """Numbers of other documents that are too short to mask in part show nothing."""
    assert masking.mask_id_number(number) == "*" * len(number)


@given(st.text(min_size=2, max_size=12))
def test_name_shows_one_character(name: str) -> None:
    """Of a name the first character remains and the length."""
    assert masking.mask_name(name) == name[0] + "*" * (len(name) - 1)


def test_single_character_name_is_hidden() -> None:
    """A name of one character would otherwise be shown in full."""
    assert masking.mask_name("王") == "*"
