"""One person has one name and one number, however they were typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kernel.numbers import normalise
from kernel.persons import (
    DocumentNumber,
    PersonName,
    age_on,
    former_person_keys,
    is_document_number,
    is_person_name,
    normal_document_number,
    normal_name,
    person_key,
    same_name,
)

RESIDENT, PASSPORT, OFFICER, HONG_KONG = "10", "40", "20", "52"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2005, 11, 21), date(2023, 11, 20), 17),
        (date(2005, 11, 21), date(2023, 11, 21), 18),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    """One is eighteen from the birthday on; who was born on 29 February from 1 March."""
    assert age_on(born, day) == age


@pytest.mark.parametrize("dot", "·•．‧・∙⋅･●.﹒․⸱⸳ꞏ\u0387")
def test_every_dot_is_one(dot: str) -> None:
    """The dot of a minority's name, with blanks about it or none."""
    assert normal_name(f"买买提{dot}艾力") == normal_name(f" 买买提 {dot}　艾力\u200b") == "买买提·艾力"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\uf9e1海军", "李海军"),
        ("⼭田", "山田"),
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("葛\U000e0100", "葛"),
        ("王\ue863", "王䶮"),
        ("𠮷野", "𠮷野"),
        ("ＪＯＨＮ　ＳＭＩＴＨ", "JOHN SMITH"),
        ("J.  Smith", "J. Smith"),
        ("Ｊ．Smith", "J.Smith"),
        ("O’Brien", "O'Brien"),
        ("Jose\u0301", "José"),
    ],
)
def test_normal_names(typed: str, name: str) -> None:
    assert normal_name(typed) == name


def test_variants_stay_different() -> None:
    """Two characters that an input method offers for one another are two names."""
    assert normal_name("张頔") != normal_name("张𬱖")


@pytest.mark.parametrize("name", ["敏", "𬱖", "〇", "韩一海军", "买买提·艾力", "阿" * 23, "阿" * 30 + "·" + "依" * 29])
def test_names_on_a_residents_card(name: str) -> None:
    """One character is enough, and sixty are not too many."""
    assert is_person_name(name, RESIDENT)


@pytest.mark.parametrize(
    "name", ["", "张3", "John", "买买提··艾力", "·艾力", "艾力·", "张(三)", "张🏠", "阿" * 61, "张\n三"]
)
def test_no_names_on_a_residents_card(name: str) -> None:
    assert not is_person_name(name, RESIDENT)


@pytest.mark.parametrize(
    "name", ["J. Smith", "J.R.R. Tolkien", "Jean-Luc O'Neill", "Smith, John", "李小龙", "Łukasz", "Nguyễn", "Jr."]
)
def test_names_on_other_documents(name: str) -> None:
    assert is_person_name(name, PASSPORT)


@pytest.mark.parametrize("name", ["", "John3", "John ", "-John", "John/Jane", "<b>", "J" * 61])
def test_no_names_on_other_documents(name: str) -> None:
    assert not is_person_name(name, PASSPORT)


def test_passports_are_in_capitals() -> None:
    assert same_name("John Smith", "ＪＯＨＮ SMITH")
    assert not same_name("John Smith", "Jon Smith")


@pytest.mark.parametrize(
    ("document_type", "typed", "number"),
    [
        (RESIDENT, "１４０２１３１９９００１０１１２３ｘ", "14021319900101123X"),
        (RESIDENT, " 140213 19900101 123x", "14021319900101123X"),
        (RESIDENT, "140213-19900101-123X", "14021319900101123X"),
        (PASSPORT, "ｅ12345678", "E12345678"),
        (PASSPORT, "e1234 5678", "E12345678"),
        (OFFICER, "军字第１２３４５６７号", "军字第1234567号"),
        (HONG_KONG, "a123456（7）", "A123456(7)"),
        ("55", "H1234567890－1", "H1234567890-1"),
    ],
)
def test_normal_numbers(document_type: str, typed: str, number: str) -> None:
    assert normal_document_number(document_type, typed) == number
    assert document_type == RESIDENT or is_document_number(number)


@pytest.mark.parametrize("number", ["", "E123", "张三李四王", "E1234567!", "E" * 33, "1" * 33])
def test_no_numbers(number: str) -> None:
    assert not is_document_number(number)


@given(st.text(alphabet="0123456789ABCDEFXx０９Ｘ -", max_size=24))
def test_keys_that_are_stored_are_found(typed: str) -> None:
    """For a number of the forms that were accepted before, the key is the one it was."""
    former = normalise(typed)
    if is_document_number(former) or (len(former) == 18 and former[:17].isdigit()):
        assert person_key(PASSPORT, typed) == f"person:{PASSPORT}:{former}"


def test_keys_of_before() -> None:
    """Brackets of full width were once kept as typed: both keys are looked up."""
    assert former_person_keys(HONG_KONG, "A123456(7)") == ("person:52:A123456（7）",)
    assert former_person_keys(RESIDENT, "14021319900101123X") == ()


@given(st.text(max_size=80))
def test_normal_is_normal(text: str) -> None:
    """Applying a normal form twice changes nothing more."""
    assert normal_name(normal_name(text)) == normal_name(text)
    for document_type in (RESIDENT, PASSPORT):
        once = normal_document_number(document_type, text)
        assert normal_document_number(document_type, once) == once


def test_types_give_the_normal_form() -> None:
    """Models that name the types hold nothing else."""
    assert TypeAdapter(PersonName).validate_python("买买提•艾力") == "买买提·艾力"
    assert TypeAdapter(DocumentNumber).validate_python("ｅ1234 5678") == "E12345678"
