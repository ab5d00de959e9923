"""Names as a recogniser writes them: characters it was never taught come out as others, or not at all."""

from __future__ import annotations

import re

from catalogues.han import INTERPUNCT
from kernel.persons import normal_name, same_name


def can_be_read_as(typed: str, read: str) -> bool:
    """Whether what was read can be this name. Beside a number that is right this is enough: every character that can
    be recognised must agree."""
    return same_name(typed, read) or (
        not all(map(is_taught, typed)) and re.fullmatch(_pattern(typed), normal_name(read)) is not None
    )


def is_written_in(typed: str, text: str) -> bool:
    """Whether this name can stand somewhere in a text that was read."""
    return re.search(_pattern(typed), normal_name(text)) is not None


def is_taught(character: str) -> bool:
    """Recognisers are taught the characters of GB 2312."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return character == INTERPUNCT
    return True


def _pattern(typed: str) -> str:
    return "".join(re.escape(each) if is_taught(each) else ".{0,2}" for each in normal_name(typed))
