"""Which fields each agency receives in which event, and which it must never receive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class EventSubject:
    """One kind of event. `include` lists what the receiver needs and no more (个人信息保护法 Art. 6), as
    field abbreviations of the market-regulation data standard; `exclude` what must not be in it."""

    subject: str
    receiver: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    purpose: str
    basis: str
    deadline: str
    consent: str
    condition: str
    reply: str


def _subjects(entry: dict[str, Any]) -> tuple[EventSubject, ...]:
    first, *others = entry["subject"].split(" / ")
    prefix = first.split(".")[0]
    return tuple(
        EventSubject(
            subject=subject,
            receiver=entry["receiver"],
            include=tuple(entry["include"] if "include" in entry else entry["payload"].split(" + ")),
            exclude=tuple(entry.get("exclude", ())),
            purpose=entry.get("purpose", ""),
            basis=entry.get("basis", ""),
            deadline=entry.get("deadline", ""),
            consent=entry.get("consent", ""),
            condition=entry.get("condition", ""),
            reply=entry.get("reply", ""),
        )
        for subject in (first, *(f"{prefix}.{other}" for other in others))
    )


@cache
def _by_subject() -> dict[str, EventSubject]:
    entries = reading.document("event_schemas.json")["subjects"]
    return {found.subject: found for entry in entries for found in _subjects(entry)}


def all() -> tuple[EventSubject, ...]:
    """Every kind of event."""
    return tuple(_by_subject().values())


def get(subject: str) -> EventSubject:
    """The event with a subject such as `publicity.entity.v1`. Raises UnknownCode."""
    try:
        return _by_subject()[subject]
    except KeyError:
        raise UnknownCode("event subjects", subject) from None


def asks(subject: str) -> bool:
    """Whether its receiver is asked something, and replies. Raises UnknownCode."""
    return bool(get(subject).reply)


@cache
def envelope() -> tuple[str, ...]:
    """What every event carries beside its fields."""
    return tuple(reading.document("event_schemas.json")["envelope"])


@cache
def entity_fields() -> Mapping[str, str]:
    """Abbreviation to meaning, for the fields of an entity."""
    return MappingProxyType(dict(reading.document("event_schemas.json")["core_entity_fields"]))


@cache
def operator_fields() -> Mapping[str, str]:
    """Abbreviation to meaning, for the fields of the operator."""
    return MappingProxyType(dict(reading.document("event_schemas.json")["operator_fields"]))
