"""The papers an invented person brings: each says what the registration says of that person and of the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from catalogues import codes, divisions
from cli.pictures.deeds import household_book, lease, marriage_certificate
from cli.pictures.faces import portrait
from cli.pictures.identity_cards import face_of, id_card_back, id_card_front
from kernel.numbers import is_resident_id

_AUTHORITY = "大同市公安局平城分局"
_VALID_YEARS = 20


class Registration(Protocol):
    """What papers are drawn from."""

    application: dict[str, str]
    operator: dict[str, Any]
    premises: dict[str, Any]
    details: dict[str, Any]


def drawn(kind: str, form: Registration) -> bytes:
    """JPEG of an attachment; the same registration gives the same bytes."""
    return _DRAWERS[kind](form)


def _photo(form: Registration) -> bytes:
    return portrait(face_of(form.operator["id_number"]))


def _front(form: Registration) -> bytes:
    person = form.operator
    number = person["id_number"]
    male = int(number[16]) % 2 == 1 if is_resident_id(number) else person.get("sex") == "1"
    group = codes.items("ethnic_groups_gbt3304")[person.get("ethnicity") or "01"].removesuffix("族")
    sex = "男" if male else "女"
    return id_card_front(person["name"], number, sex, group, person["residence"])


def _back(form: Registration) -> bytes:
    until = form.operator.get("id_valid_until")
    if not until:
        return id_card_back(_AUTHORITY, "2018.01.01", "长期")
    last = date.fromisoformat(until)
    first = last.replace(year=last.year - _VALID_YEARS)
    return id_card_back(_AUTHORITY, f"{first:%Y.%m.%d}", f"{last:%Y.%m.%d}")


def _lease(form: Registration) -> bytes:
    return _leased(form, form.details.get("premises_commitment") or {}, [form.premises])


def _further_lease(form: Registration) -> bytes:
    """One paper for all further places."""
    further = form.premises.get("further") or [form.premises]
    return _leased(form, further[0], further)


def _leased(form: Registration, commitment: Mapping[str, Any], places: Iterable[Mapping[str, Any]]) -> bytes:
    county = divisions.get(form.application["county_code"]).full_name
    address = "、".join(f"{county}{place.get('street_name', '')}{place['detail']}" for place in places)
    first, last = (_written(commitment.get(key) or day) for key, day in _SPAN.items())
    return lease(commitment.get("owner") or "刘某某", form.operator["name"], address, first, last)


_SPAN = {"use_from": "2026-11-01", "use_to": "2029-10-31"}


def _household(form: Registration) -> bytes:
    family = form.operator.get("family_members") or ()
    members = tuple((member["name"], member.get("relation") or "家庭成员", member["id_number"]) for member in family)
    return household_book(((form.operator["name"], "户主", form.operator["id_number"]), *members))


def _marriage(form: Registration) -> bytes:
    spouse = next(iter(form.operator.get("family_members") or ()), form.operator)
    one, other = ((person["name"], person["id_number"]) for person in (form.operator, spouse))
    return marriage_certificate(one, other, "2015年5月20日")


_DRAWERS: Mapping[str, Callable[[Registration], bytes]] = {
    "photo": _photo,
    "id_card_front": _front,
    "id_card_back": _back,
    "premises_proof": _lease,
    "further_premises_proof": _further_lease,
    "household_book": _household,
    "marriage_certificate": _marriage,
}


def _written(day: str) -> str:
    there = date.fromisoformat(day)
    return f"{there.year}年{there.month}月{there.day}日"
