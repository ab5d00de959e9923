"""Reads what an applicant entered into one form: puts it right where that is safe, and notes every defect at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from email_validator import EmailNotValidError, validate_email

from catalogues import codes, lengths, postcodes
from kernel.errors import Finding
from kernel.persons import (
    RESIDENT_ID_CARD,
    is_document_number,
    is_person_name,
    name_fault,
    normal_document_number,
    normal_name,
)
from kernel.printable import unprintable

LONG_TERM = "长期"

_UNPRINTABLE = ("含有无法打印的字符", "It holds characters that cannot be printed")
_LEAVE_OUT = ("请删去表情和特殊符号", "Leave emoji and special signs out")
_LOOK_UP = ("请按所在地的邮政编码填写", "Enter the postcode of the place")

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
POSTCODE = re.compile(r"[0-9]{6}")

_NARROW_LETTERS = {
    ord(wide): chr(ord(wide) - 0xFEE0)
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for wide in map(chr, range(ord(first), ord(last) + 1))
}
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def _outside(number: Decimal, least: Decimal, most: Decimal) -> tuple[str, str]:
    """Amounts and areas have no bound that would mean anything to whoever types them; counts do."""
    if least >= 1:
        return f"应在 {least} 至 {most} 之间", f"Between {least} and {most}"
    if number < least:
        return "应大于零", "More than zero"
    return "数值过大，请核对单位", "This is very large; check the unit"


def narrow(text: str) -> str:
    """Full-width letters, digits and signs made plain; for numbers, phones and addresses of mail."""
    return text.translate(_NARROW).strip()


class Entries:
    """One form, or a part of one at `path` (JSON pointer). A blank field counts as not filled in and reads as None.

    Texts of findings state rules and never repeat what was entered.
    """

    def __init__(self, given: Mapping[str, Any], path: str = "", findings: list[Finding] | None = None) -> None:
        self._given = given
        self._path = path
        self.findings: list[Finding] = [] if findings is None else findings

    def part(self, name: str) -> Entries | None:
        """The form inside a field, noting into the same findings."""
        inside = self._given.get(name)
        return Entries(inside, f"{self._path}/{name}", self.findings) if isinstance(inside, Mapping) else None

    def parts(self, name: str) -> tuple[Entries, ...]:
        """The forms of a list."""
        return tuple(
            Entries(inside, f"{self._path}/{name}/{position}", self.findings)
            for position, inside in enumerate(self._given.get(name) or ())
        )

    def note(
        self,
        name: str,
        code: str,
        zh: str,
        en: str,
        article: str | None = None,
        *,
        remedy: tuple[str, str] | None = None,
    ) -> None:
        """Note a defect of a field; `code` gets the prefix `filing.`."""
        remedy_zh, remedy_en = remedy or (None, None)
        pointer = f"{self._path}/{name}" if name else self._path
        self.findings.append(Finding(f"filing.{code}", zh, en, pointer, article, remedy_zh, remedy_en))

    def text(self, name: str, longest: int) -> str | None:
        """Surrounding blanks removed, inner ones made single, full-width letters and digits made plain, compatibility
        ideographs the unified ones. What documents cannot print is told here, at the form."""
        text = " ".join(unicodedata.normalize("NFC", self._given_text(name)).translate(_NARROW_LETTERS).split())
        if not text:
            return None
        if unprintable(text):
            self.note(name, "characters", *_UNPRINTABLE, remedy=_LEAVE_OUT)
            return None
        if len(text) > longest:
            self.note(name, "too_long", f"最多 {longest} 个字", f"At most {longest} characters")
            return None
        return text

    def matching(self, name: str, pattern: re.Pattern[str], zh: str, en: str, longest: int = 64) -> str | None:
        """A text made plain that fits `pattern` from end to end."""
        text = self.text(name, longest)
        if text is None:
            return None
        text = narrow(text)
        if pattern.fullmatch(text) is None:
            self.note(name, "malformed", zh, en)
            return None
        return text

    def mobile(self, name: str) -> str | None:
        zh, en = "应为 11 位手机号", "A mobile number has 11 digits and begins with 13 to 19"
        return self.matching(name, MOBILE, zh, en)

    def phone(self, name: str) -> str | None:
        zh, en = "应为手机号或“区号-号码”", "A mobile number, or area code and number"
        return self.matching(name, re.compile(f"{MOBILE.pattern}|{LANDLINE.pattern}"), zh, en)

    def postcode(self, name: str, division_code: str | None = None) -> str | None:
        """Six digits that begin as some province's postcodes do, or as those of the given division's province."""
        code = self.matching(name, POSTCODE, "应为 6 位数字", "A postcode has six digits")
        if code is not None and not postcodes.exists(code):
            self.note(name, "unknown_postcode", "没有这个邮政编码", "There is no such postcode", remedy=_LOOK_UP)
        elif code is not None and division_code and not postcodes.is_of_province(code, division_code):
            self.note(name, "postcode_elsewhere", "邮政编码与所在省不符", "Of another province", remedy=_LOOK_UP)
        return code

    def email(self, name: str) -> str | None:
        """An address as in RFC 5322, without comments, quoted mailboxes and literal domains."""
        text = self.text(name, 254)
        if text is None:
            return None
        try:
            return validate_email(narrow(text), check_deliverability=False).normalized
        except EmailNotValidError:
            self.note(name, "malformed", "电子邮箱格式不正确", "This is not an e-mail address")
            return None

    def _given_text(self, name: str) -> str:
        given = self._given.get(name)
        return "" if given is None else str(given)

    def person(self, name: str, document_type: str) -> str | None:
        """A person's name in its normal form, as on a document of the type."""
        text = normal_name(self._given_text(name))
        fault = name_fault(text, document_type) if text else None
        if fault is None:
            return text or None
        if len(text) > lengths.PERSON_NAME:
            self.note(name, "too_long", f"最多 {lengths.PERSON_NAME} 个字", f"At most {lengths.PERSON_NAME} characters")
        else:
            code = "characters" if fault.code == "unprintable" else fault.code
            self.note(name, code, fault.zh, fault.en, remedy=(fault.remedy_zh, fault.remedy_en))
        return None

    def person_or_body(self, name: str, longest: int) -> str | None:
        """Whoever may own something: a person's name in its normal form, any other name as it is written."""
        text = self.text(name, longest)
        person = normal_name(text or "")
        return person if is_person_name(person, RESIDENT_ID_CARD) else text

    def document_number(self, name: str, document_type: str) -> str | None:
        """The number of a document other than a resident's card, in its normal form."""
        number = normal_document_number(document_type, self._given_text(name))
        if not number:
            return None
        if is_document_number(number) and not unprintable(number):
            return number
        self.note(
            name,
            "malformed",
            f"应为证件上的号码，5–{lengths.DOCUMENT_NUMBER} 位字母、数字",
            f"The number on the document: 5 to {lengths.DOCUMENT_NUMBER} letters and digits",
        )
        return None

    def code(self, name: str, table: str) -> str | None:
        """A code of a code table, finer codes included."""
        text = self.text(name, 64)
        if text is None:
            return None
        found = codes.table(table)
        if text not in found.items and text not in found.detail:
            self.note(name, "not_in_table", "不在可选范围内", f"Not a code of the table {table}")
            return None
        return text

    def choice(self, name: str, options: tuple[str, ...]) -> str | None:
        text = self.text(name, 64)
        if text is not None and text not in options:
            self.note(name, "not_in_table", "应为：" + "、".join(options), "One of: " + ", ".join(options))
            return None
        return text

    def choices(self, name: str, options: tuple[str, ...]) -> tuple[str, ...]:
        """Several of them, each once, in the order in which they were given."""
        given = dict.fromkeys(str(each) for each in self._given.get(name) or ())
        if not set(given) <= set(options):
            self.note(name, "not_in_table", "应为：" + "、".join(options), "Of: " + ", ".join(options))
        return tuple(each for each in given if each in options)

    def flag(self, name: str) -> bool | None:
        given = self._given.get(name)
        return None if given is None else bool(given)

    def day(self, name: str) -> date | None:
        """A day written YYYY-MM-DD."""
        text = self.text(name, 64)
        if text is None:
            return None
        text = narrow(text)
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.note(name, "malformed", "日期应写成 YYYY-MM-DD 且存在", "An existing date written YYYY-MM-DD")
        return None

    def number(self, name: str, *, digits: int, decimals: int, least: Decimal, most: Decimal) -> Decimal | None:
        """A decimal number of at most `digits` digits, `decimals` of them behind the point."""
        given = self._given.get(name)
        text = None if given is None else narrow(str(given))
        if not text:
            return None
        try:
            number = Decimal(text) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", text) else None
        except InvalidOperation:
            number = None
        if number is None:
            self.note(name, "malformed", "应为数字", "This is not a number")
            return None
        number = number.normalize()
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > decimals:
            zh, en = (
                (f"最多 {decimals} 位小数", f"At most {decimals} decimals")
                if decimals
                else ("应为整数", "A whole number")
            )
            self.note(name, "malformed", zh, en)
            return None
        if not least <= number <= most or number >= Decimal(10) ** (digits - decimals):
            self.note(name, "out_of_range", *_outside(number, least, most))
            return None
        return Decimal(f"{number:f}")
