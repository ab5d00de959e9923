"""Restricted words are found in the part they concern, the longest first, and nowhere else."""

from __future__ import annotations

import re

import pytest

from catalogues import name_words, sole_trader_types
from services.naming.domain import words
from services.naming.domain.composition import NameParts, compose
from services.naming.domain.judging import examine
from services.naming.domain.words import Entry


def _entry(word: str, outcome: str = "reject", pattern: str | None = None) -> Entry:
    compiled = re.compile(pattern) if pattern else None
    return Entry(word, "test", "NP00", "Art. 0", outcome, False, compiled)  # type: ignore[arg-type]


def _found(text: str, *entries: Entry, exceptions: tuple[str, ...] = ()) -> list[str]:
    return [text[hit.start : hit.end] for hit in words.hits(text, entries, exceptions)]


def test_of_overlapping_words_the_longest_counts() -> None:
    """国家级 is one hit, not also 国家."""
    assert _found("大国家级味", _entry("国家"), _entry("国家级")) == ["国家级"]


def test_words_side_by_side_all_count() -> None:
    """Two words that do not overlap are two hits, in reading order."""
    assert _found("海军与空军", _entry("空军"), _entry("海军")) == ["海军", "空军"]


def test_the_graver_of_two_equal_words_counts() -> None:
    """One word in two categories is judged by the graver one."""
    (hit,) = words.hits("观音", [_entry("观音", "refer"), _entry("观音", "reject")])
    assert hit.entry.outcome == "reject"


def test_a_word_inside_an_exception_does_not_count() -> None:
    """大和 within 大和谐 is harmless once 大和谐 is an exception."""
    assert _found("大和谐", _entry("大和"), exceptions=("大和谐",)) == []


def test_an_exception_elsewhere_does_not_excuse() -> None:
    """An exception excuses only the hit inside it."""
    assert _found("大和谐大和", _entry("大和"), exceptions=("大和谐",)) == ["大和"]


def test_patterns_are_found() -> None:
    """A regular expression counts like a word."""
    assert _found("八三四一二部队", _entry("", pattern="[一二三四八]{5}部队")) == ["八三四一二部队"]


@pytest.mark.parametrize(
    "parts",
    [
        NameParts("上海市", "关山", "饺子", "馆"),
        NameParts("大同市平城区", "好学", "会计", "馆"),
        NameParts("大同市平城区", "安国", "际遇", "馆"),
        NameParts("大同市平城区", "东方", "合作", "社"),
    ],
)
def test_no_word_is_found_across_the_end_of_a_part(parts: NameParts) -> None:
    """海关, 学会, 国际 and 合作社 are not held by names whose parts only meet in them."""
    assert words.check(parts) == ()


def test_a_word_for_the_trade_name_is_not_searched_elsewhere() -> None:
    """博士 may not be a trade name without a look; in an industry it says what is sold."""
    found = words.check(NameParts("大同市平城区", "穆静", "博士服装", "店"))
    assert found == ()


def _plain_words() -> list[tuple[str, str]]:
    return [
        (category.id, word)
        for category in name_words.categories()
        if category.match == "contains"
        for word in category.words
    ]


@pytest.mark.parametrize(("category", "word"), _plain_words())
def test_every_word_of_the_catalogue_is_found(category: str, word: str) -> None:
    """A word of the catalogue in a trade name is rejected or referred with its category's basis."""
    entry = name_words.category(category)
    found = words.check(NameParts("大同市平城区", f"穆{word}静", "饺子", "馆"))
    assert any(o.rule.article == entry.basis or len(o.word or "") > len(word) for o in found)


@pytest.mark.parametrize("country", name_words.countries(), ids=lambda country: country.word)
def test_every_country_is_found(country: name_words.CountryName) -> None:
    """A foreign country in a trade name is rejected, or referred if it is also a word."""
    found = words.check(NameParts("大同市平城区", f"穆{country.word}静", "饺子", "馆"))
    longer = any(len(o.word or "") > len(country.word) for o in found)
    assert country.outcome in {o.severity for o in found} or longer


@pytest.mark.parametrize("kind", sole_trader_types.all(), ids=lambda kind: kind.code)
def test_what_the_builder_offers_is_never_objected_to(kind: sole_trader_types.SoleTraderType) -> None:
    """Each industry word and form of a type, with a neutral trade name, meets no objection at all."""
    for term in kind.name_industry_terms:
        for form in kind.organisation_forms:
            assert examine(compose("140213", "穆静", term, form), kind) == ()
