"""Whom to ask: hotlines for everybody, and how to reach each registration authority, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from catalogues import reading
from catalogues.authorities import RegistrationAuthority


@dataclass(frozen=True, slots=True)
class Hotline:
    number: str
    name_zh: str
    name_en: str
    hours_zh: str
    hours_en: str
    for_zh: str
    for_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Contact:
    """`telephone` is empty where the authority told none: then the first hotline connects. `own` says whether hours
    and place are the authority's own word, not what holds for all."""

    authority: RegistrationAuthority
    telephone: str
    hours_zh: str
    hours_en: str
    place_zh: str
    place_en: str
    map_address: str
    own: bool


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = reading.document("contacts.json")
    return found


@cache
def hotlines() -> tuple[Hotline, ...]:
    return tuple(Hotline(**entry) for entry in _document()["hotlines"])


def of(authority: RegistrationAuthority) -> Contact:
    """How to reach an authority; of one that told nothing, what holds for all."""
    told: dict[str, str] = next((entry for entry in _document()["authorities"] if entry["code"] == authority.code), {})
    common, on_map = _document()["window"], _document()["map"]
    return Contact(
        authority=authority,
        telephone=told.get("telephone", ""),
        hours_zh=told.get("hours_zh", common["hours_zh"]),
        hours_en=told.get("hours_en", common["hours_en"]),
        place_zh=told.get("place_zh", common["place_zh"]),
        place_en=told.get("place_en", common["place_en"]),
        map_address=on_map["address"].format(
            keyword=quote(told.get("place_zh", on_map["keyword"])), division_code=authority.division_code
        ),
        own=bool(told),
    )
