"""Different writings of one name have one key, and nothing rare is lost on the way."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues.han import is_han
from catalogues.names import writing as n

ANY_TEXT = st.text(max_size=40)
RARE = "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝"


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """`clean` is idempotent for every text."""
    assert n.clean(n.clean(text)) == n.clean(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_key_is_its_own_key(text: str) -> None:
    """`comparable` is idempotent for every text."""
    assert n.comparable(n.comparable(text)) == n.comparable(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12))
def test_simplifying_keeps_the_length(text: str) -> None:
    """One character becomes one character, so that places in a key are places in the name."""
    assert len(n.comparable(text)) == len(text)


@settings(deadline=None)
@given(st.text(alphabet="穆静饺子馆長龍", min_size=2, max_size=10), st.integers(0, 10))
def test_the_key_of_two_parts_is_the_two_keys(text: str, place: int) -> None:
    """Cutting a name does not change its key."""
    assert n.comparable(text) == n.comparable(text[:place]) + n.comparable(text[place:])


@pytest.mark.parametrize("character", RARE)
def test_rare_characters_stay(character: str) -> None:
    """Characters of GB 18030-2022 beyond the usual ones stand in a name as they are."""
    assert (n.clean(character), n.comparable(character), is_han(character)) == (character, character, True)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("龍騰", "龙腾"),
        ("穆　静", "穆静"),
        ("穆\u200b\u200d\ufeff静", "穆静"),
        ("ＡＢ", "ab"),
        ("餐飲", "餐饮"),
        ("神祕", "神秘"),
        ("三〇三", "三零三"),
        ("葛\U000e0100", "葛"),
        ("金\ufe00", "金"),
        ("\uf92c", "郎"),
    ],
)
def test_writings_of_one_name_have_one_key(written: str, key: str) -> None:
    """Width, blanks, invisible and traditional characters, variants and variation marks do not make another name."""
    assert n.comparable(written) == key


@pytest.mark.parametrize("text", ["穆静", "乾坤", "瞭望", "𠮷祥", "〇"])
def test_standard_characters_are_not_called_traditional(text: str) -> None:
    """Characters that are standard in their own right raise no objection."""
    assert n.non_standard_characters(text) == ""


@pytest.mark.parametrize(
    "block", ["㐀䶿", "一鿿", "\U00020000\U0002a6df", "\U0002a700\U0002ebef", "\U00030000\U000323af"]
)
def test_a_block_of_characters_counts_from_its_first_to_its_last(block: str) -> None:
    """The first and the last character of each block of Unicode are Chinese; hexagrams between two blocks are not."""
    assert n.foreign_characters(block) == ""
    assert n.foreign_characters("䷀") == "䷀"


def test_characters_are_named_once_in_their_order() -> None:
    """What is to be replaced is named as it stands in the name."""
    assert n.non_standard_characters("馬靜馬") == "馬靜"
    assert n.foreign_characters("A穆1A") == "A1"


@settings(deadline=None)
@given(ANY_TEXT)
def test_what_is_not_chinese_is_found(text: str) -> None:
    """After foreign characters are taken out of a cleaned text only letters of Chinese are left."""
    cleaned = n.clean(text)
    left = [c for c in cleaned if c not in n.foreign_characters(cleaned)]
    assert all(c == "〇" or unicodedata.name(c, "CJK").startswith("CJK") for c in left)
