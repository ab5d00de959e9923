"""How the file of a business moves to another authority: data of a province (条例 Art. 27; 实施细则 Art. 62)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalogues import reading, timers, working_days


class Way(StrEnum):
    """How a file is handed over: its packages as they are stored, or a stamped print of its volumes."""

    ELECTRONIC = "electronic"
    PRINT = "print"


class Moves(BaseModel):
    """`connected`: between which authorities files travel from system to system. `by_person`: beginnings of the codes
    of authorities whose people hand over and receive by hand all the same. `alarms` name the timers after which both
    sides and operations are told; `after_limit` is what becomes of a move whose file has not come by then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    connected: Literal["province", "all", "none"]
    by_person: tuple[str, ...]
    alarms: tuple[str, ...]
    after_limit: Literal["lapse", "wait"]
    basis: str

    def way(self, from_authority: str, to_authority: str) -> Way:
        """A print where no interface leads from the one to the other (辽宁方案 四（三）5)."""
        same = self.connected == "province" and from_authority[:2] == to_authority[:2]
        return Way.ELECTRONIC if same or self.connected == "all" else Way.PRINT

    def acts_by_person(self, authority: str, way: Way) -> bool:
        """Whether somebody of this authority has to act: always, where paper is carried."""
        return way is Way.PRINT or authority.startswith(self.by_person)


@cache
def in_force() -> Moves:
    return Moves.model_validate(reading.document("moves.json"))


def last_day(asked_on: date) -> date:
    """The last day for a file that was asked for on a day; that day does not count (民法典 Art. 201, 202)."""
    return working_days.add_months(asked_on, timers.amount("file_transfer"))


def alarm_days(asked_on: date) -> tuple[date, ...]:
    """The days on which both sides are told that it has not come yet."""
    return tuple(asked_on + timedelta(days=timers.amount(key)) for key in in_force().alarms)
