"""One form for what looks or reads the same: width, blanks, invisible characters, traditional characters."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

from catalogues.han import is_han, with_plain_dots

_VARIANTS = str.maketrans({"甯": "宁", "祕": "秘", "菓": "果", "呌": "叫", "仝": "同", "〇": "零"})
"""Compared as one, though the table of traditional characters does not say so (第一批异体字整理表; 〇 and 零)."""

_NOT_STANDARD = str.maketrans(
    {"囯": "国", "圀": "国", "囻": "国", "冨": "富", "徳": "德", "黒": "黑", "竜": "龙", "鉄": "铁"}
)
"""Variants, and forms of other countries, that the table of traditional characters lacks."""

_LOOKS_LIKE = str.maketrans(
    {
        **dict(zip("エロカニトハタミオー○◯", "工口力二卜八夕三才一零零", strict=True)),
        **dict(
            zip(
                "⺀⺊⺌⺕⺝⺟⺠⺩⺶⻄⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰⻳",
                "二卜小彐月母民王羊西车长门青页风飞食马骨鱼鸟麦黄齐齿龙龟",
                strict=True,
            )
        ),
    }
)
"""Kana, signs and radicals that pass for a Chinese character; they are objected to and still found."""

_STANDARD_IN_THEIR_OWN_RIGHT = frozenset("乾瞭藉徵夥於麽")
"""Simplified in some meanings and standard in others (通用规范汉字表), as in 乾坤 and 瞭望."""

_INVISIBLE = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn", "Me"})


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def clean(text: str) -> str:
    """The text as it would stand in a name: half width, without blanks, invisible characters and variation marks.

    Han characters are kept as typed, rare ones beyond the basic plane included; compatibility ideographs become
    the unified ones, the dot in a minority's name U+00B7. Applying it twice changes nothing more.
    """
    composed = with_plain_dots(unicodedata.normalize("NFKC", text))
    return "".join(character for character in composed if unicodedata.category(character) not in _INVISIBLE)


def simplified(text: str) -> str:
    """Traditional characters and known variants replaced by the standard ones, one character for one."""
    return "".join(_simplified_character(character) for character in text)


@cache
def _simplified_character(character: str) -> str:
    # Character by character: with neighbours taken into account, cutting a name in parts would change its key.
    return _standard_character(character.translate(_LOOKS_LIKE)).translate(_VARIANTS)


@cache
def _standard_character(character: str) -> str:
    if character in _STANDARD_IN_THEIR_OWN_RIGHT:
        return character
    converted = str(_simplifier().convert(character)).translate(_NOT_STANDARD)
    return converted if len(converted) == 1 else character


@lru_cache(maxsize=50_000)
def comparable(text: str) -> str:
    """The key under which two writings are one name. Applying it twice changes nothing more."""
    return simplified(clean(text)).casefold()


def foreign_characters(text: str) -> str:
    """The characters of a cleaned text that are not Chinese, in their order, each once."""
    return "".join(dict.fromkeys(character for character in text if not is_han(character)))


def non_standard_characters(text: str) -> str:
    """The traditional characters of a text (国家通用语言文字法 Art. 2), in their order, each once."""
    return "".join(dict.fromkeys(character for character in text if _standard_character(character) != character))


def standardised(text: str) -> str:
    """The text with its traditional characters replaced by the standard ones."""
    return "".join(_standard_character(character) for character in text)
