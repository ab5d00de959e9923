"""Personal data as shown to people who need not see all of it; what is not understood is hidden whole."""

from __future__ import annotations

import re

from catalogues import divisions

HIDDEN = "****"


def mask_id_number(number: str) -> str:
    """First three and last four characters of an identity number, every other one a star.

    Numbers too short to stay hidden that way (fewer than twelve characters) are hidden whole.
    """
    if len(number) < 12:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_mobile(number: str) -> str:
    """First three and last four digits of a mobile number of eleven digits; anything else is hidden whole."""
    if not re.fullmatch(r"1[0-9]{10}", number):
        return "*" * len(number)
    return number[:3] + HIDDEN + number[-4:]


def mask_landline(number: str) -> str:
    """Area code and last three digits, also of a number without area code; anything else is hidden whole."""
    found = re.fullmatch(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))?(-?)([0-9]{7,8})", number)
    if found is None:
        return "*" * len(number)
    area, hyphen, local = found.groups(default="")
    return area + hyphen + "*" * (len(local) - 3) + local[-3:]


def mask_phone(number: str) -> str:
    """A contact number that may be a mobile or a landline one."""
    return mask_mobile(number) if re.fullmatch(r"1[0-9]{10}", number) else mask_landline(number)


def mask_email(address: str) -> str:
    """First character and domain of an e-mail address; a text without @ is hidden whole."""
    mailbox, at, domain = address.rpartition("@")
    if not at:
        return "*" * len(address)
    kept = mailbox[:1] if len(mailbox) > 1 else ""
    return kept + "*" * (len(mailbox) - len(kept)) + at + domain


def mask_name(name: str) -> str:
    """First character of a person's name (a compound surname is not told apart); a single one is hidden."""
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "*" * (len(name) - 1)


def mask_address(address: str) -> str:
    """The divisions at the head of an address, at most down to the county; the rest is hidden.

    Blanks are ignored. An address that begins with no division in force is hidden whole.
    """
    text = "".join(address.split())
    if not text:
        return ""
    kept = divisions.division_part(text)
    return kept if kept == text else kept + HIDDEN
