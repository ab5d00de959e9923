"""（个体工商户）: at the end of every name declared since 1 October 2023, put there by the system alone."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues.names import suffix
from catalogues.names.composition import compose
from services.naming.domain.keys import keys_of
from services.naming.domain.whole_names import read_whole

NAME = "大同市平城区穆静饺子馆"
SUFFIX = "（个体工商户）"
BEFORE, SINCE, TODAY = date(2023, 9, 30), date(2023, 10, 1), date(2026, 11, 28)
WIDTHS = ["（个体工商户）", "(个体工商户)", "（个体工商户)", " (个体工商户) ", "（个体工商户）（个体工商户）"]


@pytest.mark.parametrize(("day", "end"), [(date(2022, 5, 1), ""), (BEFORE, ""), (SINCE, SUFFIX), (TODAY, SUFFIX)])
def test_the_law_of_the_day_decides(day: date, end: str) -> None:
    """Names of 30 September 2023 end in their form, those of the next day in the suffix."""
    assert compose("140213", "穆静", "饺子", "馆", declared_on=day).full_name == NAME + end
    assert read_whole(NAME, "140213", day).parts.full_name == NAME + end


@pytest.mark.parametrize("typed", WIDTHS)
def test_a_typed_suffix_stands_there_once(typed: str) -> None:
    """Whoever types the suffix, in brackets of either width or twice, gets the name that all get."""
    built = compose("140213", "穆静", "饺子", f"馆{typed}", declared_on=TODAY)
    assert (built.organisation_form, built.full_name) == ("馆", NAME + SUFFIX)
    assert read_whole(NAME + typed, "140213", TODAY).parts.full_name == NAME + SUFFIX


def test_a_name_without_it_is_the_same_name() -> None:
    """What was registered before 2023 has the keys of the same name declared today."""
    old, new = (compose("140213", "穆静", "饺子", "馆", declared_on=day) for day in (BEFORE, TODAY))
    assert keys_of(old) == keys_of(new)


def test_a_sign_does_not_carry_it() -> None:
    """The shop's name that is suggested ends in the form."""
    assert compose("140213", "穆静", "饺子", "馆", declared_on=TODAY).on_a_sign == "穆静饺子馆"


@pytest.mark.parametrize("typed", [NAME, *(NAME + width for width in WIDTHS)])
def test_a_search_finds_names_with_and_without(typed: str) -> None:
    """What is looked for stands in the old name and in the new one, however the suffix was typed."""
    wanted = suffix.searched(typed)
    assert wanted in NAME and wanted in NAME + SUFFIX


@pytest.mark.parametrize("typed", ["(个体工商户)", "（个体工商户）"])
def test_a_search_for_the_suffix_alone_finds_what_carries_it(typed: str) -> None:
    """The suffix alone is looked for as it stands in names."""
    assert suffix.searched(typed) == SUFFIX


@pytest.mark.parametrize("typed", WIDTHS)
def test_a_registered_name_keeps_its_suffix_as_licences_print_it(typed: str) -> None:
    """Names that come from another register have it once, in wide brackets; one without it stays without."""
    assert (suffix.as_registered(NAME + typed), suffix.as_registered(NAME)) == (NAME + SUFFIX, NAME)
