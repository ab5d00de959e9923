"""Trade names that read as no name: a sentence, the same again and again, more than anybody can remember."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import rjieba

from catalogues.names import parsing
from catalogues.names.borders import cut, is_word
from catalogues.names.places import chosen_characters

_SENTENCE, _NO_NAME = "N-47", "N-48"
_LONGEST = 8
_SHORTEST_SENTENCE = 3
_CLAUSE = 4
"""From so many characters on a sentence needs no more than one sign of it: 等你来 is a name, 我想发财 is none."""
_MOST_SINGLE = 4
_AGAIN = re.compile(r"(.)\1{3,}|(..)\2{2,}|(...)\3{2,}")
_NUMBERS = "〇零一二三四五六七八九十百千"
_COUNTED = re.compile(f"[{_NUMBERS}]{{5,}}")
_THRICE = re.compile(r"(.)\1{2}")
_PERSONS = re.compile("[我你您他她它咱俺谁]")
_SPOKEN = re.compile("[了过着吗呢吧啊呀嘛啦哦哟么]")
_DENIED = re.compile("[不没别勿莫未]")
_ASKED = re.compile("[啥咋]|怎么|什么|哪里|哪儿|为何")
_TO_WHAT_END = re.compile("[得到](?:哭|吐|爆|炸|疯|撑|死|要死|停不|腿软|扶墙|流泪|飞起|上头|不行)")
"""好吃到哭, 便宜得要死; 福到 and 吃得香 are names."""
_SAID_OF = frozenset("真很太贼超挺是就都要想") | {"就是"}
"""What stands between somebody and what is said of them: 老板真帅, 张嘴就来."""
_AT_HOME = frozenset(
    [
        "老板",
        "老板娘",
        "老婆",
        "老公",
        "媳妇",
        "丈夫",
        "厨师",
        "大厨",
        "服务员",
        "店长",
        "店员",
        "掌柜",
        "爸爸",
        "妈妈",
        "爹",
        "娘",
        "儿子",
        "女儿",
        "房东",
    ]
)
"""People of a shop; who of them does something is told in a sentence: 媳妇管账."""
_ACTING = ("v", "d", "u", "p")
_EMPTY = frozenset("的了是在就都也还又才很太把被让给从对向于与及或而且但则所以因为如果啊阿噶哦呃嗯哼嘿喔呵么呢吧吗嘛")


@lru_cache(maxsize=20_000)
def found(text: str) -> tuple[tuple[str, str], ...]:
    """The rules that a comparable trade name meets, each with what is meant."""
    return tuple(_found(text))[:1]


def _found(text: str) -> Iterator[tuple[str, str]]:
    again = _AGAIN.search(text) or _COUNTED.fullmatch(text) or _thrice(text)
    if again:
        yield _NO_NAME, again[0]
    if _is_sentence(text):
        yield _SENTENCE, text
    if (len(text) > _LONGEST and parsing.trade_name_within(text) is None) or _is_random(text):
        yield _NO_NAME, text


def _thrice(text: str) -> re.Match[str] | None:
    """One character three times: 鑫鑫鑫 and 六六六 are names, 呵呵呵 is none."""
    found = _THRICE.fullmatch(text)
    return None if found and (found[1] in chosen_characters() or found[1] in _NUMBERS) else found


def _is_sentence(text: str) -> bool:
    """Somebody does something (我命油我不油天), something was done (叫了个鸡) or is denied (不挣钱); 好再来
    and 你好 are names."""
    if len(text) < _SHORTEST_SENTENCE or is_word(text):
        return False
    kinds = [kind for _, kind in rjieba.tag(text)]
    acts = sum(kind.startswith(_ACTING) for kind in kinds)
    persons, spoken, denied = (len(each.findall(text)) for each in (_PERSONS, _SPOKEN, _DENIED))
    if (spoken and denied) or (denied and acts > 1) or _TO_WHAT_END.search(text):
        return True
    if _ASKED.search(text) and (persons or spoken or len(text) >= _CLAUSE):
        return True
    if persons > 1 and any(kind.startswith("v") for kind in kinds):
        return True
    if len(text) < _CLAUSE:
        return False
    if _is_told_of_somebody(text):
        return True
    if persons and (persons + spoken + denied > 1 or acts > (len(text) == _CLAUSE)):
        return True
    return bool(spoken and acts) and any(kind.startswith(("v", "u", "y")) for kind in kinds)


def _is_told_of_somebody(text: str) -> bool:
    """Somebody or something, and what is said of it."""
    words = rjieba.tag(text)
    (subject, _), rest = words[0], words[1:]
    known = len(subject) > 1 or _PERSONS.match(subject) or _DENIED.match(subject)
    if known and any(word in _SAID_OF for word, _ in rest[:-1]):
        return True
    return subject in _AT_HOME and bool(rest) and rest[0][1].startswith(("v", "d", "a"))


def _is_random(text: str) -> bool:
    """Several characters of which no two make a word and some are none by themselves."""
    words = cut(text)
    return len(words) == len(text) >= _MOST_SINGLE and len(_EMPTY.intersection(text)) > 1
