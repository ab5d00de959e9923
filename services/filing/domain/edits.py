"""A page that stays open saves over what it saved itself, even where it never heard the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

PATTERN = r"^[0-9a-f]{32}\.[0-9]{1,6}$"


@dataclass(frozen=True)
class Edit:
    """The `number`th time that the open page `page` sends what is typed in it; written `page.number`."""

    page: str
    number: int

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """None where nothing is said, or something else."""
        if text is None or not re.fullmatch(PATTERN, text):
            return None
        page, number = text.split(".")
        return cls(page, int(number))

    def goes_on_from(self, last: Edit | None) -> bool:
        """Whether `last` was sent by the same page and not after this: then this knows of everything in it."""
        return last is not None and self.page == last.page and self.number >= last.number

    def comes_too_late(self, last: Edit | None) -> bool:
        """Whether the same page sent `last` after this."""
        return last is not None and self.page == last.page and self.number < last.number

    def __str__(self) -> str:
        return f"{self.page}.{self.number}"
