"""The kinds of filing there are, each in every edition that was ever in force.

Read when first imported and never again: workflows may ask here, and a case finds its own edition as long as it lives.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.description import FilingType

ESTABLISHMENT: Final = "sole_trader.establishment"
"""设立登记 of a sole trader."""

COMPANY_ESTABLISHMENT: Final = "limited_company.establishment"
"""设立登记 of a limited company (有限责任公司)."""

CHANGE: Final = "sole_trader.change"
"""变更登记 of a sole trader: name, premises within the county, scope."""

COMPANY_CHANGE: Final = "limited_company.change"
"""变更登记 of a limited company: name, premises within the county, scope, capital, shareholders."""

MOVE: Final = "sole_trader.move"
"""迁移登记 of a sole trader: to another authority, which asks the present one for the file."""

OPERATOR_CHANGE: Final = "sole_trader.operator_change"
"""变更经营者登记 of a sole trader: filed by whoever takes it over, signed by whoever leaves it too."""

REPLACEMENT: Final = "sole_trader.replacement"
"""补领、换发营业执照 of a sole trader."""

DEREGISTRATION: Final = "sole_trader.deregistration"
"""注销登记 of a sole trader, with 清税."""

SIMPLE_DEREGISTRATION: Final = "sole_trader.simple_deregistration"
"""简易注销登记 of a sole trader: pushed to the tax authority and others, without 清税."""

RECORD: Final = "sole_trader.record"
"""备案 of a sole trader: family members, liaison person."""

SUSPENSION: Final = "sole_trader.suspension"
"""歇业备案 of a sole trader; of one that rests already, its extension."""

RESUMPTION: Final = "sole_trader.resumption"
"""恢复营业备案 of a sole trader that rests."""

REVOCATION: Final = "sole_trader.revocation"
"""撤销登记 of a sole trader: begun by an authority or applied for by the person whose identity was used."""

REVOCATION_SINCE: Final = date(2026, 11, 29)
"""From this day on a revocation is described."""

FIRST_EDITION: Final = "2022-05-01"
"""What held for applications opened before an application named its edition."""


def _described(name: str) -> dict[str, Any]:
    """What a file says. One that is `like` another edition says only what differs: its documents that somebody signs
    are its own, and of the authority's those that it names; the others follow as they are there."""
    said: dict[str, Any] = reading.document(name)
    if "like" not in said:
        return said
    model = _described(f"filing_types/{said.pop('like')}.json")
    if "documents" in said:
        own = {document["kind"] for document in said["documents"]}
        rest = (each for each in model["documents"] if not each.get("signers") and each["kind"] not in own)
        said["documents"] += list(rest)
    return model | said


_ALL: Final = tuple(FilingType.model_validate(_described(name)) for name in reading.file_names("filing_types/"))
_BY_EDITION: Final = {(found.key, found.edition): found for found in _ALL}


def all() -> tuple[FilingType, ...]:
    """Every edition of every kind, by key and then by its first day."""
    return _ALL


def get(key: str, edition: str) -> FilingType:
    """The edition a case was opened with. Raises UnknownCode."""
    try:
        return _BY_EDITION[key, edition]
    except KeyError:
        raise UnknownCode("filing types", f"{key} {edition}") from None


def in_force(key: str, on: date) -> FilingType:
    """The edition that a case opened on a day follows. Raises UnknownCode where there is none."""
    begun = [found for found in _ALL if found.key == key and found.in_force_from <= on]
    if not begun:
        raise UnknownCode("filing types", key)
    return max(begun, key=lambda found: found.in_force_from)


def in_force_on(day: date) -> tuple[FilingType, ...]:
    """Every kind of filing that can be opened on a day, each in the edition that it then follows."""
    keys = dict.fromkeys(found.key for found in _ALL if found.in_force_from <= day)
    return tuple(in_force(key, day) for key in keys)


def of_case(key: str | None, edition: str | None) -> FilingType:
    """As `get`; a case that names neither was opened before there were any. Raises UnknownCode."""
    return get(key or ESTABLISHMENT, edition or FIRST_EDITION)


def of_number(application_no: str) -> FilingType:
    """The kind of filing that an application's number names by its digits 7 and 8. Raises UnknownCode."""
    return of_business_type(application_no[6:8])


def of_business_type(business_type: str) -> FilingType:
    """The latest edition of the kind whose numbers hold these digits. Raises UnknownCode."""
    found = [kind for kind in _ALL if kind.business_type == business_type]
    if not found:
        raise UnknownCode("business types", business_type)
    return max(found, key=lambda kind: kind.in_force_from)
