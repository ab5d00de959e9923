"""How an examiner's desk tells time, orders what the rules said, and draws its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from catalogues import working_days
from catalogues.working_days import SHANGHAI, CalendarMissing
from kernel.deadlines import last_day

Urgency = Literal["overdue", "today", "days", "unknown"]

STATES = {"open": "待决定", "decided": "已决定", "withdrawn": "已撤回"}
CLOSED = {
    "": "全部",
    "open": "待决定",
    "APPROVE": "准予登记",
    "CORRECT": "退回补正",
    "REJECT": "不予登记",
    "withdrawn": "已撤回",
}
"""How cases are narrowed by what became of them."""
RISKS = {"raised": ("act", "风险较高"), "high": ("bad", "高风险")}
"""Colour and word of a case that wants to be looked at with more care than others."""
FOUND = ("REJECT", "REFER", "CORRECT", "NOTE", "PASS")
"""What the rules found, what matters most first."""
MOODS = {"REJECT": "bad", "REFER": "wait", "CORRECT": "act", "NOTE": "quiet", "PASS": "good", "APPROVE": "good"}


@dataclass(frozen=True, slots=True)
class Remaining:
    """The time left until a case is due, in working days: after today, or since it was due. `hours` are those left of
    the last day. In a year of which not even the statutory days are known it is `unknown`: nothing is guessed."""

    urgency: Urgency
    days: int = 0
    hours: int = 0

    @property
    def mood(self) -> str:
        if self.urgency == "overdue":
            return "bad"
        return "act" if self.urgency == "today" or (self.urgency == "days" and self.days <= 1) else "quiet"


def remaining(due: datetime, now: datetime) -> Remaining:
    """`due` is 24:00 of the last working day (条例 Art. 19)."""
    today = now.astimezone(SHANGHAI).date()
    try:
        if now >= due:
            return Remaining("overdue", _working_days(last_day(due), today))
        if today >= last_day(due):
            return Remaining("today", hours=int((due - now) / timedelta(hours=1)))
        return Remaining("days", _working_days(today, last_day(due)))
    except CalendarMissing:
        return Remaining("unknown")


def time_left(task: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What a page shows of the limit of a task: `left` until then, and its `last_day`."""
    due = instant(task["review_due"])
    return {"left": remaining(due, now), "last_day": last_day(due)}


def waited(task: Mapping[str, Any], now: datetime) -> float:
    """How many seconds the applicant of an open task has waited."""
    return max(0.0, (now - instant(task["submitted_at"])).total_seconds())


def instant(text: str) -> datetime:
    """A time as services write it."""
    return datetime.fromisoformat(text)


def _working_days(after: date, until: date) -> int:
    """Working days after one day up to another, that one included, as a limit of the authority is counted."""
    span = range(1, (until - after).days + 1)
    return sum(working_days.is_working_day(after + timedelta(days=n), binds="authority") for n in span)


def by_outcome(results: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The rules' results under what they found; what nothing was found of is left out."""
    kept = list(results)
    groups = [(outcome, [each for each in kept if each["outcome"] == outcome]) for outcome in FOUND]
    return [(outcome, group) for outcome, group in groups if group]


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a chart. Places in pixels of the drawing, from its upper left corner; `label` where there is room."""

    day: str
    decided: int
    on_time: int
    x: float
    width: float
    top: float
    height: float
    late_height: float
    label: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over a line at the bottom. `apart`: bars from one label to the next; `ticks`: (number of cases, height)."""

    width: int
    height: int
    bottom: float
    apart: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]


_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _LABELS = 720, 220, 36, 14, 192, 8


def chart_of(found: Mapping[str, Any]) -> Chart | None:
    """Statistics drawn day by day, those in time below those that were late; None where nothing was decided."""
    decided = {each["day"]: each for each in found["by_day"] if each["decided"]}
    if not decided:
        return None
    first, last = date.fromisoformat(found["from"]), date.fromisoformat(found["to"])
    span = ((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
    days = [decided.get(day, {"day": day, "decided": 0, "on_time": 0}) for day in span]
    most = _even(max(day["decided"] for day in days))
    unit = (_BOTTOM - _TOP) / most
    step = (_WIDTH - _LEFT) / len(days)
    apart = -(-len(days) // _LABELS)
    bars = tuple(
        Bar(
            day=day["day"],
            decided=day["decided"],
            on_time=day["on_time"],
            x=round(_LEFT + number * step + step * 0.15, 1),
            width=round(step * 0.7, 1),
            top=round(_BOTTOM - day["decided"] * unit, 1),
            height=round(day["decided"] * unit, 1),
            late_height=round((day["decided"] - day["on_time"]) * unit, 1),
            label=number % apart == 0,
        )
        for number, day in enumerate(days)
    )
    ticks = tuple((cases, round(_BOTTOM - cases * unit, 1)) for cases in (0, most // 2, most))
    return Chart(_WIDTH, _HEIGHT, _BOTTOM, apart, bars, ticks)


def _even(most: int) -> int:
    """An even number of cases to draw up to, so that half of it is a number of cases too."""
    return most + most % 2


def duration(seconds: float | None) -> tuple[str, int]:
    """A duration as a person says it: how many of which unit."""
    if seconds is None:
        return "none", 0
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= length:
            return unit, round(seconds / length)
    return "seconds", round(seconds)
