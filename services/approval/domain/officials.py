"""The person who answers for an act of the authority: a name and a number (工号), or nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Official:
    name: str
    staff_no: str

    @property
    def signature(self) -> str:
        """As it stands on statutory papers."""
        return f"{self.name}（工号{self.staff_no}）"
