"""What became of an entity: its versions side by side, and the filings that were made about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel import Session

from catalogues import registered_items
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from services.register.contract.parts import EntityFacts
from services.register.operations.resources import Resources
from services.register.operations.versions import facts_in
from services.register.store import entities, filings
from services.register.store.entities import EntityVersion


class RegisteredItem(BaseModel):
    """An item in the words of the law as a version has it, `after` what was `before`; `changed`: by this version."""

    item: str
    changed: bool
    before: str | None = None
    after: str | None


class VersionView(BaseModel):
    """One version, in force from `effective_on` until the next one; `filing_title` names the filing that made it."""

    version: int
    effective_on: date
    application_no: str
    decision_no: str
    filing_title: str
    status: EntityStatus
    authority_name: str
    items: tuple[RegisteredItem, ...]


class FilingLine(BaseModel):
    """A filing about the entity. `version` is the one it made, None where it made none; `closed_at` is absent while it
    keeps the entity for itself, and for the filing that established it, which kept nothing."""

    application_no: str
    title: str
    opened_at: datetime | None
    closed_at: datetime | None
    under_way: bool
    version: int | None


def versions(resources: Resources, session: Session, uscc: str) -> tuple[VersionView, ...]:
    """The latest one first."""
    shown: list[VersionView] = []
    before: tuple[EntityVersion, EntityFacts] | None = None
    for row in entities.versions(session, uscc):
        facts = facts_in(resources, row)
        shown.append(_version(row, facts, before))
        before = row, facts
    return tuple(reversed(shown))


def filings_about(session: Session, uscc: str, made: Sequence[VersionView]) -> tuple[FilingLine, ...]:
    """Every filing of which the register knows, the latest one first; `made` are the versions there are."""
    by_number = {version.application_no: version for version in made}
    kept = filings.about(session, uscc)
    lines = [
        FilingLine(
            application_no=row.application_no,
            title=editions.get(row.filing_type, row.filing_type_edition).title,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            under_way=row.closed_at is None,
            version=by_number[row.application_no].version if row.application_no in by_number else None,
        )
        for row in kept
    ]
    known = {row.application_no for row in kept}
    first = [
        FilingLine(
            application_no=version.application_no,
            title=version.filing_title,
            opened_at=None,
            closed_at=None,
            under_way=False,
            version=version.version,
        )
        for version in made
        if version.application_no not in known
    ]
    return (*reversed(lines), *first)


def _version(row: EntityVersion, facts: EntityFacts, before: tuple[EntityVersion, EntityFacts] | None) -> VersionView:
    then: dict[str, str | None] = {}
    if before is not None:
        was, had = before
        names = was.authority_name, row.authority_name
        then = {item: value for item, value, _ in registered_items.differing(had, facts, names)}
    moved = then.get(registered_items.AUTHORITY)
    return VersionView(
        version=row.version,
        effective_on=row.effective_on,
        application_no=row.application_no,
        decision_no=row.decision_no,
        filing_title=editions.of_case(row.filing_type, row.filing_type_edition).title,
        status=EntityStatus(row.status),
        authority_name=row.authority_name,
        items=(
            *(
                [RegisteredItem(item=registered_items.AUTHORITY, changed=True, before=moved, after=row.authority_name)]
                if moved
                else ()
            ),
            *_items(facts, then),
        ),
    )


def _items(facts: EntityFacts, then: Mapping[str, str | None]) -> tuple[RegisteredItem, ...]:
    return tuple(
        RegisteredItem(item=item, changed=item in then, before=then.get(item), after=value)
        for item, value in registered_items.of(facts)
    )
