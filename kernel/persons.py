"""Names and document numbers of persons in the one form in which every service keeps and compares them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from catalogues import lengths
from catalogues.han import HAN, INTERPUNCT, with_plain_dots
from kernel.printable import unprintable

RESIDENT_ID_CARD = "10"
ANY_DOCUMENT = ""
"""For whoever is named without a document: an addressee, say."""

_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼʹ`´＇′", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－﹘", "-"))
_OLD_CODES = str.maketrans({"\ue863": "䶮"})
"""The character as input methods gave it before GB 18030 had it; people bear it as their name."""
_INVISIBLE = re.compile(
    "[\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_BLANK_IN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_BLANKS = re.compile(r"\s+")
_BLANKS_AT_DOT = re.compile(r"\s*·\s*")

_HAN_NAME = re.compile(rf"[{HAN}](?:·?[{HAN}])*")
_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_OTHER_NAME = re.compile(rf"{_LETTER}(?:(?:[.,]? ?|[·'-]| - ){_LETTER})+\.?")
_OTHER_NUMBER = re.compile(rf"(?=.*[0-9])[A-Z0-9(){HAN}-]{{5,{lengths.DOCUMENT_NUMBER}}}")
_RESIDENT_NUMBER_WITH_HYPHENS = re.compile(r"[0-9-]+[0-9X]")


def normal_name(text: str) -> str:
    """A person's name as it is kept and compared. Applying it twice changes nothing more.

    Full width becomes half, compatibility ideographs and radicals the unified character (李 U+F9E1 is 李 U+674E),
    every kind of dot between parts of a name the interpunct U+00B7 (GB/T 15834). Blanks between Chinese characters
    and marks that nobody sees go; other blanks become single. Variants (頔 and 𬱖) remain different characters.
    """
    plain = _INVISIBLE.sub("", text.translate(_APOSTROPHES).translate(_OLD_CODES))
    plain = unicodedata.normalize("NFKC", plain).translate(_HYPHENS)
    plain = with_plain_dots(_BLANKS.sub(" ", plain).strip())
    return _BLANKS_AT_DOT.sub(INTERPUNCT, _BLANK_IN_HAN.sub("", plain))


def is_person_name(name: str, document_type: str) -> bool:
    """Whether a normal name can be one: on a resident's card one or more Chinese characters, rare ones included, with
    single dots inside; on any other document letters of any script, too. No law asks for two characters (民法典
    Art. 1015): there are names of minorities with one."""
    if len(name) > lengths.PERSON_NAME:
        return False
    if _HAN_NAME.fullmatch(name):
        return True
    return document_type != RESIDENT_ID_CARD and _OTHER_NAME.fullmatch(name) is not None


def same_name(one: str, other: str) -> bool:
    """Whether two writings are one name; passports and people differ in upper and lower case."""
    return normal_name(one).casefold() == normal_name(other).casefold()


def normal_document_number(document_type: str, text: str) -> str:
    """The number of a document as it is kept and compared. Applying it twice changes nothing more.

    Full width becomes half, letters upper case, blanks and marks that nobody sees go, and the hyphens that some set
    into a resident's number; other hyphens are part of the number.
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_HYPHENS).upper()
    plain = unicodedata.normalize("NFC", _BLANKS.sub("", plain))
    if document_type == RESIDENT_ID_CARD and _RESIDENT_NUMBER_WITH_HYPHENS.fullmatch(plain):
        return plain.replace("-", "")
    return plain


def is_document_number(number: str) -> bool:
    """The form of a normal number on a document other than a resident's card (护照 E12345678, 军字第1234567号)."""
    return _OTHER_NUMBER.fullmatch(number) is not None


def person_key(document_type: str, number: str) -> str:
    """What identifies a person: only ever stored as a keyed hash of it. Equal for every way to write one number."""
    return f"person:{document_type}:{normal_document_number(document_type, number)}"


def former_person_keys(document_type: str, number: str) -> tuple[str, ...]:
    """Other keys under which the person may have been stored: once brackets of full width were kept as typed."""
    key = person_key(document_type, number)
    former = key.replace("(", "（").replace(")", "）")
    return () if former == key else (former,)


PersonName = Annotated[str, AfterValidator(normal_name)]
"""A name in its normal form, whatever form it came in; whether it can be one says `is_person_name`."""

DocumentNumber = Annotated[str, AfterValidator(lambda text: normal_document_number(ANY_DOCUMENT, text))]
"""A document's number in its normal form; that of a resident's card loses hyphens in `normal_document_number`."""


@dataclass(frozen=True, slots=True)
class NameFault:
    """Why a name is not taken here, in words for its bearer, and the way that stays open."""

    code: Literal["malformed", "unprintable"]
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


def age_on(born: date, day: date) -> int:
    """Full years on a day (民法典 Art. 17-18); who was born on 29 February turns older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def name_fault(name: str, document_type: str) -> NameFault | None:
    """What is wrong with a normal name, None for nothing. Nobody is turned away for a name: the window takes it."""
    if not is_person_name(name, document_type):
        return _MALFORMED
    return _UNPRINTABLE if unprintable(name) else None


_MALFORMED = NameFault(
    "malformed",
    f"应为与证件一致的姓名：1–{lengths.PERSON_NAME} 个汉字，可含间隔号“·”；居民身份证以外的证件可用其他文字",
    f"The name as on the document: 1 to {lengths.PERSON_NAME} Chinese characters, dots allowed inside; other "
    "letters only on documents other than a resident identity card",
    "证件上的姓名确与此不同的，请携带证件到登记机关窗口办理",
    "If the document has another kind of name, please come to the registration authority with it",
)
_UNPRINTABLE = NameFault(
    "unprintable",
    "姓名中有本系统字库暂不能打印的字",
    "Our fonts lack a character of this name, so that it cannot be printed on the licence",
    "请核对是否误输入了异体字；姓名无误的，请携带证件到登记机关窗口办理",
    "Please check for a variant of the character; if the name is right, please come to the registration authority "
    "with the document",
)
