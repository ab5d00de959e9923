"""A correction as a list (补正): each reason, the field in which it is put right, and whether that was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogues.filing_types.words import Section, Stage
from services.portal.domain import pages

FORMS = (Section.NAME, Section.OPERATOR, Section.PARTIES, Section.DETAILS, Section.MATTER)
"""The pages on which something is filled in, in their order."""

BEING_CORRECTED = frozenset({Stage.DRAFT, Stage.NAME_RESERVED, Stage.OPERATOR_LOCKED, Stage.INFO_READY})
"""Where a returned case is changed: until its documents are confirmed again."""

KEPT_AS: Mapping[str, str] = {
    Section.NAME: "premises",
    Section.OPERATOR: "operator",
    Section.PARTIES: "parties",
    Section.DETAILS: "details",
    Section.MATTER: "matter",
}
"""What the filing service keeps of a page."""

_LOCKED_WITH: Mapping[str, str] = {Section.MATTER: "details"}
"""What is locked together with something else; founders with the page on which their step is taken."""

_ROOMS: tuple[tuple[str, Section], ...] = (
    ("/name", Section.NAME),
    ("/premises", Section.NAME),
    ("/operator", Section.OPERATOR),
    ("/parties", Section.PARTIES),
    ("/attachments/premises_proof", Section.DETAILS),
    ("/attachments/further_premises_proof", Section.DETAILS),
    ("/attachments", Section.OPERATOR),
    ("/details", Section.DETAILS),
    ("/matter", Section.MATTER),
)
_FIRST_FIELD: Mapping[str, str] = {
    "/name": "/name/trade_name",
    "/premises": "/premises/detail",
    "/premises/county_code": "/premises/detail",
    "/operator": "/operator/name",
    "/operator/birth_date": "/operator/id_number",
    "/operator/sex": "/operator/id_number",
    "/attachments": "/attachments/photo",
    "/details": "/details/shop_name",
    "/details/premises_commitment": "/details/premises_commitment/owner",
}
"""Where one begins to change what is more than one field, or what follows from another."""


@dataclass(frozen=True, slots=True)
class Item:
    """One reason. `page` is where it is put right, None where no page says it; `pointer` the field there, None for the
    page as a whole."""

    reason: Mapping[str, Any]
    page: str | None
    pointer: str | None
    changed: bool


def items(reasons: Iterable[Mapping[str, Any]], changes: Collection[str]) -> tuple[Item, ...]:
    """A decision's reasons beside `changes`, JSON pointers to what was changed since it."""
    return tuple(_item(reason, changes) for reason in reasons)


def _item(reason: Mapping[str, Any], changes: Collection[str]) -> Item:
    pointer = reason["pointer"]
    page = page_of(pointer) or reason["section"]
    if pointer is None or page_of(pointer) is None:
        return Item(reason, page, None, any(page_of(each) == page for each in changes))
    return Item(reason, page, _FIRST_FIELD.get(pointer, pointer), any(_within(each, pointer) for each in changes))


def page_of(pointer: str | None) -> str | None:
    """The page on which a field stands; None for what nobody fills in."""
    return next((page for head, page in _ROOMS if pointer and f"{pointer}/".startswith(f"{head}/")), None)


def open_forms(
    found: Sequence[Item],
    stage: str,
    missing: Iterable[Mapping[str, Any]],
    locks: Mapping[str, bool],
    number: str,
) -> frozenset[str]:
    """The pages that a correction opens: those of its reasons, and those where what was changed leaves something
    missing. A name that is no longer held is declared anew."""
    wanted = {item.page for item in found} | {page_of(each["pointer"]) for each in missing}
    if stage == Stage.DRAFT:
        wanted.add(Section.NAME)
    return frozenset(page for page in FORMS if page in wanted and not locks[_locked_with(page, number)])


def _locked_with(page: str, number: str) -> str:
    """What closes a page: its own step, or that of the page it is confirmed with."""
    taken_on = pages.taken_on(page, number)
    return _LOCKED_WITH.get(taken_on, KEPT_AS[taken_on])


def _within(pointer: str, other: str) -> bool:
    """Whether one of two pointers leads into the other, or both to the same."""
    long, short = (pointer, other) if len(pointer) >= len(other) else (other, pointer)
    return long == short or long.startswith(f"{short}/")
