"""Check characters and structure of the numbers that identify people, organisations and registrations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal, Self

from kernel.clock import local_date
from kernel.persons import RESIDENT_ID_CARD, normal_document_number

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_CATEGORIES = {"1": "企业", "2": "个体工商户", "3": "农民专业合作社", "9": "其他"}
PROVINCE_PREFIXES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)

_USCC_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")


class Rule(StrEnum):
    """The rule that a number breaks."""

    LENGTH = "length"
    OLD_FORM = "old_form"
    CHARACTERS = "characters"
    DEPARTMENT = "department"
    CATEGORY = "category"
    PROVINCE = "province"
    BIRTH_DATE = "birth_date"
    FUTURE_BIRTH = "future_birth"
    ORGANISATION_CHECK = "organisation_check"
    CHECK = "check"


_TEXTS = {
    Rule.LENGTH: ("位数不对", "it has the wrong number of characters"),
    Rule.OLD_FORM: ("15 位旧号码已停用", "the old form with 15 digits is no longer in use"),
    Rule.CHARACTERS: ("含有不允许的字符", "it holds characters that are not allowed"),
    Rule.DEPARTMENT: ("第 1 位不是市场监管部门代码 9", "its first character is not 9, market regulation"),
    Rule.CATEGORY: ("第 2 位不是有效的机构类别", "its second character is no category of entity"),
    Rule.PROVINCE: ("前两位不是有效的省级代码", "its first two digits name no province"),
    Rule.BIRTH_DATE: ("出生日期不存在", "its date of birth does not exist"),
    Rule.FUTURE_BIRTH: ("出生日期在将来", "its date of birth lies in the future"),
    Rule.ORGANISATION_CHECK: (
        "主体标识码校验位不对",
        "the check character of the organisation code is wrong",
    ),
    Rule.CHECK: ("校验位不对，请核对是否有误", "its check character is wrong; look for a mistyped character"),
}


class InvalidNumber(ValueError):
    """A number breaks `rule` of `standard`; `zh` and `en` say so to a citizen. Never holds the number."""

    def __init__(self, standard: str, rule: Rule) -> None:
        super().__init__(f"{standard}: {rule.value}")
        self.standard = standard
        self.rule = rule
        self.zh, self.en = _TEXTS[rule]


def normalise(text: str) -> str:
    """Full-width digits made plain, surrounding blanks removed, letters made upper case."""
    return text.strip().translate(_FULL_WIDTH).upper()


def organisation_check(body: str) -> str:
    """Check character of an eight-character organisation code body (GB 11714: modulus 11, 10 is X).

    Raises InvalidNumber for a body that is not eight digits or upper-case letters.
    """
    if not re.fullmatch(r"[0-9A-Z]{8}", body):
        raise InvalidNumber("GB 11714", Rule.LENGTH if len(body) != 8 else Rule.CHARACTERS)
    total = sum(weight * int(char, 36) for weight, char in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X"[-total % 11]


def make_organisation_code(body: str) -> str:
    """The nine-character organisation code of a body (GB 11714). Raises InvalidNumber."""
    return body + organisation_check(body)


def is_organisation_code(text: str) -> bool:
    """Nine characters without hyphen, with a right check character (GB 11714)."""
    return re.fullmatch(r"[0-9A-Z]{8}[0-9X]", text) is not None and organisation_check(text[:8]) == text[8]


def uscc_check(body: str) -> str:
    """Check character of the first 17 characters of a unified social credit code (GB 32100-2015: modulus 31).

    Raises InvalidNumber for a wrong length or a character outside the alphabet (no I O S V Z).
    """
    if len(body) != 17:
        raise InvalidNumber("GB 32100-2015", Rule.LENGTH)
    if any(char not in USCC_ALPHABET for char in body):
        raise InvalidNumber("GB 32100-2015", Rule.CHARACTERS)
    total = sum(weight * USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, body, strict=True))
    return USCC_ALPHABET[-total % 31]


def check_uscc(code: str) -> None:
    """Raises InvalidNumber unless `code` is a code of an entity registered with market regulation.

    Checks department 9, category, six digits of division, the organisation code inside (GB 11714) and the
    last character (GB 32100-2015). The division is that of first registration and may be historic.
    """
    if len(code) != 18:
        raise InvalidNumber("GB 32100-2015", Rule.LENGTH)
    expected = uscc_check(code[:17])
    if code[17] not in USCC_ALPHABET or not re.fullmatch(r"[0-9]{6}", code[2:8]):
        raise InvalidNumber("GB 32100-2015", Rule.CHARACTERS)
    if code[0] != "9":
        raise InvalidNumber("GB 32100-2015", Rule.DEPARTMENT)
    if code[1] not in USCC_CATEGORIES:
        raise InvalidNumber("GB 32100-2015", Rule.CATEGORY)
    if not is_organisation_code(code[8:17]):
        raise InvalidNumber("GB 11714", Rule.ORGANISATION_CHECK)
    if code[17] != expected:
        raise InvalidNumber("GB 32100-2015", Rule.CHECK)


def is_uscc(code: str) -> bool:
    """True for a right code in its exact form (18 characters, upper case); see `check_uscc`."""
    try:
        check_uscc(code)
    except InvalidNumber:
        return False
    return True


def make_uscc(category: str, division: str, organisation_code: str) -> str:
    """The code of an entity: category (2 is a sole trader), six-digit division of the registration authority,
    nine-character organisation code (GB 32100-2015). Raises InvalidNumber."""
    body = "9" + category + division + organisation_code
    code = body + uscc_check(body)
    check_uscc(code)
    return code


def mod_11_10_check(digits: str) -> str:
    """Check digit of a number by the recursive method MOD 11,10 (GB/T 17710, ISO 7064).

    Raises InvalidNumber unless `digits` is one or more digits.
    """
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidNumber("GB/T 17710", Rule.CHARACTERS)
    remainder = 10
    for digit in digits:
        remainder = ((remainder + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - remainder) % 10)


def mod_11_10_is_valid(number: str) -> bool:
    """True if the last digit of a number is its MOD 11,10 check digit."""
    return re.fullmatch(r"[0-9]{2,}", number) is not None and mod_11_10_check(number[:-1]) == number[-1]


def is_registration_number_15(number: str) -> bool:
    """A number of before the unified code (GS 15-2006): authority 6, sequence 8, check digit 1."""
    return re.fullmatch(r"[0-9]{15}", number) is not None and mod_11_10_is_valid(number)


def make_registration_number_15(body: str) -> str:
    """The 15-digit registration number of 14 digits (GS 15-2006). Raises InvalidNumber."""
    if len(body) != 14:
        raise InvalidNumber("GS 15-2006", Rule.LENGTH)
    return body + mod_11_10_check(body)


def resident_id_check(body: str) -> str:
    """Check character of the first 17 digits of a resident identity number (GB 11643-1999: MOD 11-2)."""
    if not re.fullmatch(r"[0-9]{17}", body):
        raise InvalidNumber("GB 11643-1999", Rule.LENGTH if len(body) != 17 else Rule.CHARACTERS)
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, body, strict=True))
    return _RESIDENT_CHECKS[total % 11]


@dataclass(frozen=True, slots=True, repr=False)
class ResidentId:
    """A resident identity number (GB 11643-1999); residence permits of Hong Kong, Macao, Taiwan too.

    `division` is the one of first issue and may be historic; `sex` is 1 male or 2 female (GB/T 2261.1).
    The printed form of the object hides the number.
    """

    number: str
    division: str
    birth_date: date
    sex: Literal["1", "2"]

    def __repr__(self) -> str:
        return "ResidentId(…)"

    @classmethod
    def parse(cls, text: str, *, on: date | None = None) -> Self:
        """Reads a number as typed: full-width digits, a small x, blanks and hyphens are put right.

        Nobody is born after `on` (without it, after today in China). Raises InvalidNumber with the first rule
        that fails, in the order in which a person would look: length, characters, province, date, check.
        """
        number = normal_document_number(RESIDENT_ID_CARD, text)
        standard = "GB 11643-1999"
        if re.fullmatch(r"[0-9]{15}", number):
            raise InvalidNumber(standard, Rule.OLD_FORM)
        if len(number) != 18:
            raise InvalidNumber(standard, Rule.LENGTH)
        if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
            raise InvalidNumber(standard, Rule.CHARACTERS)
        if number[:2] not in PROVINCE_PREFIXES:
            raise InvalidNumber(standard, Rule.PROVINCE)
        try:
            birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            raise InvalidNumber(standard, Rule.BIRTH_DATE) from None
        if birth_date > (on or local_date(datetime.now(UTC))):
            raise InvalidNumber(standard, Rule.FUTURE_BIRTH)
        if resident_id_check(number[:17]) != number[17]:
            raise InvalidNumber(standard, Rule.CHECK)
        return cls(number, number[:6], birth_date, "1" if int(number[16]) % 2 else "2")


def is_resident_id(text: str, *, on: date | None = None) -> bool:
    """True if `ResidentId.parse` accepts the text."""
    try:
        ResidentId.parse(text, on=on)
    except InvalidNumber:
        return False
    return True
