"""What a catalogue says when it has no entry."""

from __future__ import annotations


class UnknownCode(LookupError):
    """A catalogue has no entry for a code.

    The code may be something a citizen typed, so it is an attribute and not part of the message.
    """

    def __init__(self, catalogue: str, code: str) -> None:
        super().__init__(f"unknown code in catalogue {catalogue}")
        self.catalogue = catalogue
        self.code = code


class CalendarMissing(LookupError):
    """The working-day calendar of a year has not been published or not been loaded."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no working-day calendar for the year {year}")
        self.year = year
