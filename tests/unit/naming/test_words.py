"""Restricted words are found in the part they concern, the longest first, and nowhere else."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from catalogues import name_words, sole_trader_types
from catalogues.law import Dated
from catalogues.names.borders import is_read
from catalogues.names.composition import NameParts, compose
from catalogues.names.lexicon import Entry, hits, lexicon
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


def _found(text: str, *entries: Entry) -> list[str]:
    return [text[hit.start : hit.end] for hit in hits(text, lexicon(entries))]


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


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("上海关山", "海关"),
        ("完美国学", "美国"),
        ("东城管道", "城管"),
        ("二奶奶", "二奶"),
        ("护国家常菜", "国家"),
        ("和山海关", "海关"),
        ("大麻花", "大麻"),
        ("南海军歌", "海军"),
        ("西安拉面", "安拉"),
        ("妈妈的味道", "妈的"),
        ("其他信息", "他信"),
        ("好学会计", "学会"),
    ],
)
def test_a_word_across_two_others_is_none(text: str, word: str) -> None:
    """Whoever reads 完美国学 reads 完美 and 国学: no 美国."""
    start = text.index(word)
    assert not is_read(text, start, start + len(word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("平城政府", "政府"),
        ("解放军", "解放军"),
        ("美国味道", "美国"),
        ("城管大叔", "城管"),
        ("二奶家", "二奶"),
        ("小鬼子", "鬼子"),
        ("农业银行", "银行"),
        ("警察局", "警察"),
        ("上海海关", "海关"),
    ],
)
def test_a_word_among_others_is_one(text: str, word: str) -> None:
    """What stands beside a word does not hide it, nor what is built on it."""
    start = text.index(word)
    assert is_read(text, start, start + len(word))


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


LISTS = [listed for listed in name_words.lists() if listed.match != "pattern"]


def _names(word: str, listed: name_words.WordList) -> list[NameParts]:
    """Names in which a word of a list counts; what stands around it makes another word of it here and there."""
    if listed.match == "division":
        size = 2 if word.startswith(("街道", "社区")) else 1
        return [NameParts(f"大同市平城{word[:size]}", word[size:], "饺子", "馆")]
    inside = len(word) > 2 if listed.match in {"person", "mark"} else listed.match in {"anywhere", "national"}
    around = [f"穆{word}静", f"香{word}美", f"{word}缘"] if inside else [word]
    return [NameParts("大同市平城区", each, listed.trades[0] if listed.trades else "饺子", "馆") for each in around]


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.title)
def test_every_word_of_the_catalogue_is_found(listed: name_words.WordList) -> None:
    """A word of the catalogue, by itself or in another's midst as its list says, is rejected or referred."""
    for word in listed.words:
        found = [{o.severity for o in words.check(parts)} for parts in _names(word, listed)]
        assert any(severities & {"reject", "refer"} for severities in found), word


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
