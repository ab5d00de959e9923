"""Restricted words are found in the part they concern, the longest first, and nowhere else."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from catalogues import name_words, sole_trader_types
from catalogues.law import Dated
from catalogues.names.composition import NameParts, compose
from catalogues.names.words import Entry, hits, lexicon
from services.naming.domain import words
from services.naming.domain.judging import examine

Outcome = Literal["reject", "refer"]


def _entry(
    word: str,
    outcome: Outcome = "reject",
    pattern: str | None = None,
    harmless: tuple[str, ...] = (),
) -> Entry:
    compiled = re.compile(pattern) if pattern else None
    return Entry(word, "test", "NP00", Dated.of("条例第十条"), outcome, False, compiled, harmless)


def _found(text: str, *entries: Entry, boundary: int = 0) -> list[str]:
    return [text[hit.start : hit.end] for hit in hits(text, lexicon(entries), boundary)]


def test_of_overlapping_words_the_longest_counts() -> None:
    """国家级 is one hit, not also 国家."""
    assert _found("大国家级味", _entry("国家"), _entry("国家级")) == ["国家级"]


def test_words_side_by_side_all_count() -> None:
    """Two words that do not overlap are two hits, in reading order."""
    assert _found("海军与空军", _entry("空军"), _entry("海军")) == ["海军", "空军"]


@pytest.mark.parametrize("text", ["国家级海军", "海军国家级"])
def test_words_that_touch_both_count(text: str) -> None:
    """A word ends where the next begins, whichever of them is the longer."""
    assert sorted(_found(text, _entry("国家级"), _entry("海军"))) == ["国家级", "海军"]


def test_one_character_is_a_word() -> None:
    """A character that is not to be used is found wherever it stands."""
    assert _found("穆党静", _entry("党")) == ["党"]


def test_a_peoples_name_is_not_the_state() -> None:
    """蒙古族 and 蒙古包 are exceptions of the names of states, 蒙古 is none."""
    assert [o.word for o in words.check(NameParts("大同市平城区", "蒙古包", "烧烤", "店"))] == []
    assert [o.word for o in words.check(NameParts("大同市平城区", "蒙古香", "烧烤", "店"))] == ["蒙古"]


@pytest.mark.parametrize("outcomes", [("refer", "reject"), ("reject", "refer")])
def test_the_graver_of_two_equal_words_counts(outcomes: tuple[Outcome, Outcome]) -> None:
    """One word in two categories is judged by the graver one, whichever the catalogue names first."""
    (hit,) = hits("观音", lexicon([_entry("观音", outcome) for outcome in outcomes]))
    assert hit.entry.outcome == "reject"


def test_a_word_inside_an_exception_does_not_count() -> None:
    """大和 within 大和谐 is harmless once 大和谐 is an exception."""
    assert _found("大和谐", _entry("大和", harmless=("大和谐",))) == []


def test_an_exception_elsewhere_does_not_excuse() -> None:
    """An exception excuses only the hit inside it."""
    assert _found("大和谐大和", _entry("大和", harmless=("大和谐",))) == ["大和"]


def test_an_exception_is_for_its_own_word() -> None:
    """What excuses one word excuses no other within the same characters."""
    assert _found("朝鲜族", _entry("朝鲜", harmless=("朝鲜族",)), _entry("朝鲜族")) == ["朝鲜族"]


def test_a_word_across_the_boundary_does_not_count() -> None:
    """上海|关山 holds no 海关, while 解放|军 is one word from its beginning."""
    assert _found("上海关山", _entry("海关"), boundary=2) == []
    assert _found("解放军", _entry("解放军"), boundary=2) == ["解放军"]


def test_a_word_that_ends_with_the_place_counts() -> None:
    """Only what goes on after the place is no word."""
    assert _found("上海关山", _entry("海"), boundary=2) == ["海"]


@pytest.mark.parametrize("trade_name", ["上海关山", "上海关", "南海军歌", "中山国际"])
def test_the_place_in_front_of_a_trade_name_is_a_boundary(trade_name: str) -> None:
    """A place name ends before the next word begins."""
    found = words.check(NameParts("大同市平城区", trade_name, "饺子", "馆"))
    assert [o.word for o in found] == (["国际"] if "国际" in trade_name else [])


def test_patterns_are_found() -> None:
    """A regular expression counts like a word."""
    assert _found("八三四一二部队", _entry("", pattern="[一二三四八]{5}部队")) == ["八三四一二部队"]


@pytest.mark.parametrize("number", ["八三四一二部队", "五一〇二三部队", "51023部队"])
def test_the_number_of_a_military_unit_is_found_whole(number: str) -> None:
    """Five digits of any kind before 部队 are one objection (企业名称登记管理规定 Art. 11), in whatever part."""
    for parts in (NameParts("大同市平城区", number, "饺子", "馆"), NameParts("大同市平城区", "穆静", number, "馆")):
        found = words.check(parts)
        assert [(o.rule.id, o.category, len(o.word or "")) for o in found] == [
            ("N-40", "部队番号（模式）", len(number))
        ]


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
