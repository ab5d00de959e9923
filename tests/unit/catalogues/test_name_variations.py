"""A forbidden word is recognised in every disguise, and an ordinary word is never taken for one."""

from __future__ import annotations

import pytest

from catalogues.names import unusual, variations


def _found(text: str, said: str = "饺子馆") -> list[tuple[str, str]]:
    return [(one.rule_id, one.entry.word) for one in variations.found(text, said)]


@pytest.mark.parametrize(
    ("text", "word"),
    [("毛择东", "毛泽东"), ("老甘妈", "老干妈"), ("肯得鸡", "肯德基"), ("全聚得", "全聚德"), ("派触所", "派出所")],
)
def test_a_word_is_heard(text: str, word: str) -> None:
    """Other characters of the same sound; of three, one may differ in tone."""
    assert _found(text) == [("N-44", word)]


def test_dialects_are_heard() -> None:
    """zh and z, ang and an, and the like count as one."""
    assert _found("派粗所") == [("N-44", "派出所")]


@pytest.mark.parametrize(("text", "word"), [("康帅傅", "康师傅"), ("大白免", "大白兔"), ("老于妈", "老干妈")])
def test_a_word_is_seen(text: str, word: str) -> None:
    """Characters that are taken for one another when read fast."""
    assert _found(text) == [("N-45", word)]


@pytest.mark.parametrize(
    ("text", "word"), [("海底大捞", "海底捞"), ("克巴星", "星巴克"), ("肯德德基", "肯德基"), ("毛毛泽泽东东", "毛泽东")]
)
def test_a_word_is_recognised_when_it_was_changed(text: str, word: str) -> None:
    """A character put in, others exchanged, some doubled."""
    assert _found(text) == [("N-45", word)]


def test_characters_taken_to_pieces_are_put_together() -> None:
    """女表 is 婊."""
    assert _found("女表子") == [("N-45", "婊子")]


def test_what_sounds_just_like_a_crime_is_as_forbidden() -> None:
    """A pun on a crime is told as forbidden; one of two characters is for a person."""
    assert _found("地下前庄") == [("N-46", "地下钱庄")]
    assert _found("卖银") == [("N-44", "卖淫")]


@pytest.mark.parametrize(
    "text",
    [
        "李鹏飞",
        "毛小东",
        "王建国",
        "二奶奶",
        "妈妈的味道",
        "福源祥",
        "好学会计",
        "鑫鑫",
        "老胡记",
        "江南春",
        "独一味",
        "周恩平",
    ],
)
def test_an_ordinary_name_resembles_nothing(text: str) -> None:
    """Names of persons, of luck, and words that are in use are no disguise."""
    assert _found(text) == []


def test_a_mark_counts_in_its_trade_alone_where_it_is_also_a_word() -> None:
    """A word that only one trade takes for a mark resembles nothing in another."""
    assert _found("宁化俯", "食品店") == [("N-44", "宁化府")]


@pytest.mark.parametrize("text", ["我命油我不油天", "叫了个面", "你吃了吗", "我想静静地吃饭", "不吃你会后悔"])
def test_a_sentence_is_no_name(text: str) -> None:
    """Somebody does something, or something is done to somebody."""
    assert [rule for rule, _ in unusual.found(text)] == ["N-47"]


@pytest.mark.parametrize("text", ["香香香香", "好吃好吃好吃", "一二三四五六七八九十", "噶的呃与"])
def test_what_nobody_can_remember_is_no_name(text: str) -> None:
    """The same again and again, very long, or no word at all."""
    assert [rule for rule, _ in unusual.found(text)] == ["N-48"]


@pytest.mark.parametrize(
    "text",
    [
        "一九八四",
        "满堂花",
        "爱家",
        "好再来",
        "来一碗",
        "遇见你",
        "你好",
        "我家小院",
        "老地方",
        "又一村",
        "香香香",
        "百年好合",
    ],
)
def test_a_whim_is_a_name(text: str) -> None:
    """What is unusual and still a name is left alone."""
    assert unusual.found(text) == ()
