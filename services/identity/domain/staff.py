"""What an account of staff must have: an authority, and a name and a number to sign with."""

from __future__ import annotations

import re

from kernel.errors import Finding
from kernel.printable import unprintable
from kernel.tokens import Role

OF_AN_AUTHORITY = frozenset({Role.EXAMINER, Role.HEAD, Role.LICENCE_OFFICE, Role.WINDOW, Role.ARCHIVIST})
SIGNING = frozenset({Role.EXAMINER, Role.HEAD, Role.WINDOW})
"""Who signs statutory papers, or what was signed on paper before them, and cannot without a name and a number."""

_STAFF_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{2,19}")
_LONGEST_NAME = 50


def check_signature(name: str | None, staff_no: str | None) -> list[Finding]:
    """What is wrong with a name or a number that was given; both are printed on decisions."""
    found = []
    if name is not None and (not 2 <= len(name.strip()) <= _LONGEST_NAME or unprintable(name)):
        found.append(
            Finding(
                "identity.staff_name_malformed",
                f"姓名应为 2–{_LONGEST_NAME} 个能够印在文书上的字",
                f"A name has 2 to {_LONGEST_NAME} characters that documents can print",
                "/name",
            )
        )
    if staff_no is not None and not _STAFF_NO.fullmatch(staff_no):
        found.append(
            Finding(
                "identity.staff_no_malformed",
                "工号应为 3–20 位字母、数字或连字符",
                "A number has 3 to 20 letters, digits or hyphens",
                "/staff_no",
            )
        )
    return found
