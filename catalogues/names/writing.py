"""One form for what looks or reads the same: width, blanks, invisible characters, traditional characters."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from catalogues import characters
from catalogues.han import is_han, with_plain_dots

_ONE_IN_COMPARISON = str.maketrans(dict(zip("甯昇陞甦釐吒剋脩祕氾仝〇", "宁升升苏厘咤克修秘泛同零", strict=True)))
"""Compared as one, though each may stand in a name (第一批异体字整理表, taken back in part; 〇 and 零)."""

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

_INVISIBLE = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn", "Me"})


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
    return characters.standard_form(character.translate(_LOOKS_LIKE)).translate(_ONE_IN_COMPARISON)


@lru_cache(maxsize=50_000)
def comparable(text: str) -> str:
    """The key under which two writings are one name. Applying it twice changes nothing more."""
    return simplified(clean(text)).casefold()


def foreign_characters(text: str) -> str:
    """The characters of a cleaned text that are not Chinese, in their order, each once."""
    return "".join(dict.fromkeys(character for character in text if not is_han(character)))


def non_standard_characters(text: str) -> str:
    """The Chinese characters of a text outside the table of general standard characters for which the table has
    another: traditional, variant, Japanese ones. In their order, each once."""
    return _outside(text, with_form=True)


def unlisted_characters(text: str) -> str:
    """The Chinese characters of a text outside the table of general standard characters for which no other is known
    to stand. In their order, each once."""
    return _outside(text, with_form=False)


def _outside(text: str, *, with_form: bool) -> str:
    outside = (one for one in text if is_han(one) and not characters.is_standard(one))
    return "".join(dict.fromkeys(one for one in outside if (characters.standard_form(one) != one) == with_form))


def standardised(text: str) -> str:
    """The text with each character of another form replaced by the standard one."""
    return "".join(map(characters.standard_form, text))
