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
