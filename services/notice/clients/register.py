"""Hands the register what departments put on businesses."""

from __future__ import annotations

from typing import Protocol

from kernel.exchange import Reference
from kernel.references_handed import OtherService

_ANSWERS = frozenset(
    {"register.entity_unknown", "register.entity_ended", "register.mark_differs", "register.mark_unknown"}
)
"""What the register has against a mark, which is the department's answer too."""


class TakesMarks(Protocol):
    def hand_over(self, mark: Reference) -> None: ...


class Register:
    """Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._service = OtherService("register", url, refusals=_ANSWERS)

    def hand_over(self, mark: Reference) -> None:
        """Put or lift it; the same again changes nothing. Raises what the register has against it, Outage
        `register.unavailable`, and Defect `register.declined`."""
        self._service.ask("/marks", mark)

    def close(self) -> None:
        self._service.close()
