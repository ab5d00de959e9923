"""Numbers of people and entities keep to their standards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalogues import divisions
from kernel import numbers
from kernel.numbers import InvalidNumber, ResidentId, Rule

KNOWN_ANSWERS = Path(__file__).parents[2] / "fixtures" / "known_answers"
ON = date(2026, 11, 21)


def known(name: str) -> Any:
    return json.loads((KNOWN_ANSWERS / name).read_text("utf-8"))


organisation_bodies = st.text(numbers.USCC_ALPHABET, min_size=8, max_size=8)
usccs = st.builds(
    lambda category, division, body: numbers.make_uscc(category, division, numbers.make_organisation_code(body)),
    st.sampled_from(sorted(numbers.USCC_CATEGORIES)),
    st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
    organisation_bodies,
)
resident_ids = st.builds(
    lambda province, area, born, sequence: (
        (body := f"{province}{area}{born:%Y%m%d}{sequence}") + numbers.resident_id_check(body)
    ),
    st.sampled_from(sorted(numbers.PROVINCE_PREFIXES)),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.dates(date(1900, 1, 1), ON),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
)


def swapped(text: str, position: int) -> str:
    return text[:position] + text[position + 1] + text[position] + text[position + 2 :]


def replaced(text: str, position: int, char: str) -> str:
    return text[:position] + char + text[position + 1 :]


@pytest.mark.parametrize("case", known("test_uscc.json")["cases"], ids=lambda case: case["code"])
def test_uscc_known_answers(case: dict[str, Any]) -> None:
    """A unified social credit code is accepted or refused as the known answers say."""
    assert numbers.is_uscc(case["code"]) is case["valid"]


def test_uscc_is_built() -> None:
    """Category, division and organisation code make the code of the notice."""
    for case in known("test_uscc.json")["build_cases"]:
        code = numbers.make_uscc(case["category"], case["division"], numbers.make_organisation_code(case["body"]))
        assert code == case["result"]


def test_uscc_weights_are_those_of_the_standard() -> None:
    """The powers of three are the weights printed in GB 32100-2015."""
    assert list(numbers._USCC_WEIGHTS) == known("test_uscc.json")["algorithm"]["weights"]
    assert known("test_uscc.json")["algorithm"]["alphabet"] == numbers.USCC_ALPHABET


@pytest.mark.parametrize(
    ("code", "standard", "rule"),
    [
        ("921402138806807MP45", "GB 32100-2015", Rule.LENGTH),
        ("92140213MAOMU7MP45", "GB 32100-2015", Rule.CHARACTERS),
        ("92140213MA0MU7MP4Z", "GB 32100-2015", Rule.CHARACTERS),
        ("9214O213MA0MU7MP45", "GB 32100-2015", Rule.CHARACTERS),
        ("921402A3MA0MU7MP45", "GB 32100-2015", Rule.CHARACTERS),
        ("82140213MA0MU7MP45", "GB 32100-2015", Rule.DEPARTMENT),
        ("94140213MA0MU7MP45", "GB 32100-2015", Rule.CATEGORY),
        ("92140213MA7YQ0011N", "GB 11714", Rule.ORGANISATION_CHECK),
        ("92140213MA0MU7MP4Y", "GB 32100-2015", Rule.CHECK),
    ],
)
def test_uscc_says_which_rule_failed(code: str, standard: str, rule: Rule) -> None:
    """The refusal of a code names the standard and the rule, in both languages, and not the code."""
    with pytest.raises(InvalidNumber) as caught:
        numbers.check_uscc(code)
    assert (caught.value.standard, caught.value.rule) == (standard, rule)
    assert caught.value.zh
    assert caught.value.en
    assert code not in str(caught.value)


def test_uscc_is_not_made_of_wrong_parts() -> None:
    """A code is not built from an unknown category or a wrong organisation code."""
    with pytest.raises(InvalidNumber):
        numbers.make_uscc("7", "140213", "MA0MU7MP4")
    with pytest.raises(InvalidNumber):
        numbers.make_uscc("2", "140213", "MA0MU7MP5")


@given(usccs)
def test_every_built_uscc_is_valid(code: str) -> None:
    """Whatever is built is accepted."""
    assert numbers.is_uscc(code)


@given(usccs, st.integers(0, 17), st.sampled_from(numbers.USCC_ALPHABET))
def test_uscc_with_one_wrong_character_is_refused(code: str, position: int, char: str) -> None:
    """Modulus 31 over 31 characters finds every single wrong character."""
    assume(code[position] != char)
    assert not numbers.is_uscc(replaced(code, position, char))


@given(usccs, st.integers(0, 16))
def test_uscc_with_two_neighbours_swapped_is_refused(code: str, position: int) -> None:
    """Modulus 31 with growing powers finds every swap of neighbours."""
    assume(code[position] != code[position + 1])
    assert not numbers.is_uscc(swapped(code, position))


@pytest.mark.parametrize("case", known("test_org_code.json")["cases"], ids=lambda case: case["body"])
def test_organisation_code_known_answers(case: dict[str, str]) -> None:
    """The check character of an organisation code is that of the known answers."""
    assert numbers.organisation_check(case["body"]) == case["check"]
    assert numbers.is_organisation_code(case["full"].replace("-", ""))


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_organisation_code_of_digits_with_one_wrong_digit_is_refused(body: str, position: int, digit: str) -> None:
    """Among digits every single error is found; letters may be congruent modulus 11, so no such promise there."""
    assume(body[position] != digit)
    assert not numbers.is_organisation_code(replaced(body, position, digit) + numbers.organisation_check(body))


@pytest.mark.parametrize("body", ["MA0MU7M", "ma0mu7mp", "MA0MU7M-", "MA0MU7MP4"])
def test_organisation_code_body_is_eight_capitals_or_digits(body: str) -> None:
    """No check character is computed for something that is not a body."""
    with pytest.raises(InvalidNumber):
        numbers.organisation_check(body)


@pytest.mark.parametrize("case", known("test_registration_number_15.json")["cases"])
def test_registration_number_known_answers(case: dict[str, str]) -> None:
    """The check digit of an old registration number is that of the known answers."""
    assert numbers.make_registration_number_15(case["prefix14"]) == case["full"]
    assert numbers.is_registration_number_15(case["full"])


@given(st.from_regex(r"[0-9]{1,30}", fullmatch=True), st.data())
def test_mod_11_10_finds_every_single_wrong_digit(body: str, data: st.DataObject) -> None:
    """GB/T 17710 MOD 11,10 finds each single wrong digit; of swaps it finds most but not all."""
    number = body + numbers.mod_11_10_check(body)
    assert numbers.mod_11_10_is_valid(number)
    position = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != number[position])
    assert not numbers.mod_11_10_is_valid(replaced(number, position, digit))


@pytest.mark.parametrize("text", ["", "1", "12a", "１２３", "14021360000001", "1402136000000150"])
def test_registration_number_has_fifteen_plain_digits(text: str) -> None:
    """Anything but fifteen plain digits is no registration number."""
    assert not numbers.is_registration_number_15(text)


@pytest.mark.parametrize("case", known("test_resident_id.json")["valid_cases"], ids=lambda case: case["id"])
def test_resident_id_is_read(case: dict[str, str]) -> None:
    """Date of birth, sex and division are read out of a valid number."""
    found = ResidentId.parse(case["id"], on=ON)
    assert found.number == case["id"]
    assert found.birth_date.isoformat() == case["birth"]
    assert {"1": "男", "2": "女"}[found.sex] == case["sex"]
    assert found.division == case["id"][:6]


@pytest.mark.parametrize("case", known("test_resident_id.json")["invalid_cases"], ids=lambda case: case["id"])
def test_invalid_resident_id_is_refused(case: dict[str, str]) -> None:
    """The known invalid numbers are refused."""
    assert not numbers.is_resident_id(case["id"], on=ON)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("14010219880101123", Rule.LENGTH),
        ("", Rule.LENGTH),
        ("140102880101123", Rule.OLD_FORM),
        ("14010219880101123Y", Rule.CHARACTERS),
        ("14010219880101X232", Rule.CHARACTERS),
        ("١٤٠١٠٢١٩٨٨٠١٠١١٢٣٢", Rule.CHARACTERS),
        ("990102198801011232", Rule.PROVINCE),
        ("140102198813011232", Rule.BIRTH_DATE),
        ("140102000001011232", Rule.BIRTH_DATE),
        ("140102209901010019", Rule.FUTURE_BIRTH),
        ("140102198801011234", Rule.CHECK),
    ],
)
def test_resident_id_says_which_rule_failed(text: str, rule: Rule) -> None:
    """The refusal of an identity number names the rule, and never holds the number."""
    with pytest.raises(InvalidNumber) as caught:
        ResidentId.parse(text, on=ON)
    assert caught.value.rule is rule
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "text", [" 11010519491231002x\n", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002ｘ"]
)
def test_resident_id_is_put_into_normal_form(text: str) -> None:
    """Full-width digits, a small x and surrounding blanks are what people type."""
    assert ResidentId.parse(text, on=ON).number == "11010519491231002X"


def test_resident_id_does_not_print_itself() -> None:
    """A number cannot reach a log by way of the printed object."""
    found = ResidentId.parse("140102198801011232", on=ON)
    assert "1988" not in f"{found} {found!r}"


def test_born_today_is_not_in_the_future() -> None:
    """The day of birth itself is accepted, the day before it is not."""
    assert numbers.is_resident_id("140213200511210035", on=date(2005, 11, 21))
    assert not numbers.is_resident_id("140213200511210035", on=date(2005, 11, 20))


@given(resident_ids)
def test_every_built_resident_id_is_read(number: str) -> None:
    """Any division of a known province, date and sequence with its check character is accepted."""
    assert ResidentId.parse(number, on=ON).number == number


@given(resident_ids, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_resident_id_with_one_wrong_character_is_refused(number: str, position: int, char: str) -> None:
    """MOD 11-2 finds every single wrong character."""
    assume(number[position] != char)
    assert not numbers.is_resident_id(replaced(number, position, char), on=ON)


@given(resident_ids, st.integers(0, 16))
def test_resident_id_with_two_neighbours_swapped_is_refused(number: str, position: int) -> None:
    """MOD 11-2 finds every swap of neighbours."""
    assume(number[position] != number[position + 1])
    assert not numbers.is_resident_id(swapped(number, position), on=ON)


def test_province_prefixes_are_those_of_the_divisions() -> None:
    """The prefixes are the province-level divisions, and 83 of residence permits for Taiwan people."""
    assert {province.code[:2] for province in divisions.provinces()} | {"83"} == numbers.PROVINCE_PREFIXES
