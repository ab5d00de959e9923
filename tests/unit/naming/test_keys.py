"""Keys: equal for what the law calls the same, and bounded for whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import industry_words
from services.naming.domain import sounds
from services.naming.domain.composition import compose
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
    """Each fragment has two characters or more, lies inside, and is not the whole."""
    for fragment in fragments(trade_name):
        assert 2 <= len(fragment) < len(trade_name)
        assert fragment in trade_name


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
