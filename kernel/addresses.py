"""The key under which two ways of writing one address are the same, and two addresses never are."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣﹘─━ー_", "-"))
_WRITINGS = str.maketrans({"號": "号", "樓": "楼", "棟": "栋", "層": "层", "單": "单", "、": ",", "。": ".", "；": ";"})
_NUMBER_SIGN = re.compile(r"(?<=[0-9])\s*#\s*")
_BETWEEN = re.compile(r"[\s,.;:()\[\]{}'\"\-#·]+")
_DIGIT = re.compile("[0-9〇零一二三四五六七八九十百]")
_LABEL = re.compile("[0-9A-Z〇零一二三四五六七八九十百甲乙丙丁戊己庚辛东西南北中前后左右上下]")
"""What may be the last or the first character of one number among several: 12-A3号 is not 12A-3号."""
_MARKS = "-,;.:#("

_DIGITS = "〇一二三四五六七八九"
_UNITS = "号|栋|幢|座|单元|层|楼|室|房|排|院|铺|组|门"
_NUMERAL = re.compile(rf"(?<![0-9{_DIGITS}零十百])([{_DIGITS}零十百]{{1,7}})(?={_UNITS})")
_WITH_TENS = re.compile(
    "(?:(?P<hundreds>[一二三四五六七八九])百(?:零(?P<lone>[一二三四五六七八九])|(?=[一二三四五六七八九]十|$)))?"
    "(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十)(?P<ones>[一二三四五六七八九])?)?"
)


_HOUSE_NUMBER = re.compile(
    r"[0-9A-Za-z〇零一二三四五六七八九十百]+\s*(号|室|栋|幢|楼|层|单元|铺|商铺|门|摊|摊位|院|排|组|座|区|房)"
)


def has_house_number(detail: str) -> bool:
    """Whether an address leads to a door: 迎宾街18号 does, 迎宾街路口 does not."""
    return _HOUSE_NUMBER.search(unicodedata.normalize("NFKC", detail)) is not None


_DIVISIONS = ("省", "州", "盟", "市", "县", "区", "旗")
_IN_A_COUNTY = re.compile("(?:县|区|市|旗).{2,}")


def is_postal_address(text: str) -> bool:
    """Whether a home's address names a county and a place in it: a village will do, a house number need not stand."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return len(plain) >= 6 and not plain.endswith(_DIVISIONS) and _IN_A_COUNTY.search(plain) is not None


def network_key(url: str) -> str:
    """What identifies a place on a network: scheme, www, letter case and a slash at the end do not count."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", url)).strip().lower()
    return "network/" + re.sub(r"^https?://(www\.)?", "", plain).rstrip("/")


def address_key(county_code: str, street_name: str, detail: str) -> str:
    """What identifies an address: only ever stored as a keyed hash of it.

    Width, letter case, blanks, punctuation and invisible marks do not count, 3#楼 is 3号楼, 十二号 is 12号, and a house
    number at the end needs no 号. What stands between two numbers counts: 1-12-3号, 11-2-3号 and 112-3号 are three
    addresses, 1、2号 is not 12号, and a room is not a house. Of what needs none of this
    the key is what it always was, so that keyed hashes already stored are found.
    """
    return f"{county_code}/{_plain(street_name)}/{_numbered(_plain(detail))}"


def plain_address(text: str) -> str:
    """An address, or a text that may hold one, with everything that does not count taken out."""
    return _plain(text)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).upper().translate(_DASHES).translate(_WRITINGS)
    text = _NUMBER_SIGN.sub("号", text)
    text = _NUMERAL.sub(_in_digits, text)
    return unicodedata.normalize("NFC", _BETWEEN.sub(_separator, text))


def _separator(found: re.Match[str]) -> str:
    """Nothing, except between two numbers, where it is told by its gravest mark. Blanks tell digits apart only."""
    text, before, after = found.string, found.start() - 1, found.end()
    if before < 0 or after >= len(text):
        return ""
    mark = next((mark for mark in _MARKS if mark in found[0]), "")
    counted = _LABEL if mark else _DIGIT
    return (mark or " ") if counted.match(text[before]) and counted.match(text[after]) else ""


def _in_digits(found: re.Match[str]) -> str:
    """A Chinese numeral as digits, digit by digit or with its tens and hundreds; as it is where it is neither."""
    numeral = found[1]
    if not set(numeral) & set("十百"):
        return "".join(str(_value(digit)) for digit in numeral.replace("零", "〇"))
    parts = _WITH_TENS.fullmatch(numeral)
    if parts is None:
        return numeral
    tens = 10 * (_value(parts["tens"]) or 1) if parts["ten"] else 0
    return str(100 * _value(parts["hundreds"]) + tens + _value(parts["lone"]) + _value(parts["ones"]))


def _value(digit: str | None) -> int:
    return _DIGITS.index(digit) if digit else 0


def _numbered(detail: str) -> str:
    return detail + "号" if detail[-1:].isdigit() else detail
