"""Keys: equal for what the law calls the same, and bounded for whatever is typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import edition, industry_words, name_look_alikes
from catalogues.names.composition import compose
from catalogues.names.parsing import parse
from services.naming.domain import keys, sounds
from services.naming.domain.keys import classify, fragments, keys_of

HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=30)


@settings(deadline=None)
@given(HAN)
def test_readings_are_few_and_different(trade_name: str) -> None:
    """A trade name is kept under at most 24 readings, each once."""
    readings = sounds.readings(trade_name)
    assert len(readings) == len(set(readings)) <= sounds.MOST_READINGS


@pytest.mark.parametrize(
    ("one", "other"),
    [("穆静", "木静"), ("长安", "常安"), ("长乐", "常月"), ("重阳", "虫羊"), ("绿源", "律源"), ("银行", "寅杭")],
)
def test_names_that_sound_alike_share_a_reading(one: str, other: str) -> None:
    """Tones do not count, and every reading of a character does."""
    assert set(sounds.readings(one)) & set(sounds.readings(other))


def test_the_two_u_are_not_one() -> None:
    """吕 (lǚ) does not sound like 鲁 (lǔ)."""
    assert not set(sounds.readings("吕家")) & set(sounds.readings("鲁家"))


@settings(deadline=None)
@given(HAN)
def test_fragments_are_proper_parts(trade_name: str) -> None:
    """Each fragment has two characters or more, is not the whole, and lies inside in one piece or but for one."""
    for fragment in fragments(trade_name):
        assert 2 <= len(fragment) < len(trade_name)
        lacking = [trade_name[:place] + trade_name[place + 1 :] for place in range(len(trade_name))]
        assert fragment in trade_name or fragment in lacking


def test_a_very_long_text_has_no_fragments() -> None:
    """Their number would grow with the square of the length."""
    assert fragments("穆" * 60) == ()


@pytest.mark.parametrize("word", industry_words.all(), ids=lambda word: word.word)
def test_a_known_word_has_its_meaning_and_family(word: industry_words.IndustryWord) -> None:
    """Every catalogued word is classified as the catalogue says."""
    assert classify(word.word) == (word.meaning, word.family)


def test_a_more_specific_word_shares_the_family_alone() -> None:
    """牛杂面 is not 面 but of its family."""
    assert classify("牛杂面") == ("=牛杂面", classify("面")[1])


def test_an_unknown_word_stands_alone() -> None:
    """Two unknown words have nothing in common."""
    assert classify("梦幻") != classify("空想")


def test_the_form_does_not_change_the_same_key() -> None:
    """Another form alone does not make another name (比对规则 Art. 3 (3))."""
    assert (
        keys_of(compose("140213", "穆静", "饺子", "馆")).same_key
        == keys_of(compose("140213", "穆静", "水饺", "店")).same_key
    )


def test_look_alike_groups_are_disjoint() -> None:
    """No character stands in two groups, so that looking alike is an equivalence."""
    characters = "".join(name_look_alikes.groups())
    assert len(characters) == len(set(characters))
    assert all(len(group) >= 2 for group in name_look_alikes.groups())


@pytest.mark.parametrize("group", name_look_alikes.groups())
def test_characters_of_a_group_have_one_shape(group: str) -> None:
    """Each character of a group has the shape of every other, and none that of another group."""
    assert {name_look_alikes.shape(character) for character in group} == {group[0]}


def test_the_version_of_keys_follows_the_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another byte in the catalogue of synonyms is another version."""
    before = keys.version()
    monkeypatch.setattr(edition, "digest", lambda file: f"another {file}")
    keys.version.cache_clear()
    assert keys.version() != before
    keys.version.cache_clear()


def test_the_version_of_keys_is_short_and_begins_with_the_method() -> None:
    """It stands in every row of the register."""
    assert re.fullmatch(r"4-[0-9a-f]{12}", keys.version())


def test_of_many_readings_that_of_the_phrase_comes_first() -> None:
    """重庆银行 with 乐 twice can be read in more ways than are kept: Chongqing and yinhang are among them, first."""
    readings = sounds.readings("重庆银行乐乐")
    assert readings[0].startswith("chong-qing-yin-hang-")
    assert len(readings) == sounds.MOST_READINGS


def test_a_character_without_a_reading_stands_for_itself() -> None:
    """Every reading has as many syllables as the trade name has characters, however many readings there are."""
    for trade_name in ("静\U000323a0", "重长乐行朝\U000323a0"):
        for reading in sounds.readings(trade_name):
            assert reading.split("-")[-1] == "\U000323a0"
            assert len(reading.split("-")) == len(trade_name)


def test_a_form_that_says_the_industry_stands_for_it() -> None:
    """穆静超市 has an industry, and so is not the same as every other 穆静."""
    supermarket, dumplings = (keys_of(parse(f"大同市平城区穆静{rest}")) for rest in ("超市", "饺子馆"))
    assert supermarket.industry == "超市"
    assert supermarket.same_key != dumplings.same_key


def test_the_suffix_changes_no_key() -> None:
    """A name with （个体工商户） is the name without it."""
    assert keys_of(parse("大同市平城区穆静饺子馆（个体工商户）")) == keys_of(parse("大同市平城区穆静饺子馆"))
