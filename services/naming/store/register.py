"""The names that are held, registered or ended, and the keys under which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, delete, insert, or_, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, select
from uuid_utils import uuid7

from kernel.clock import local_date
from services.naming.domain.keys import NameKeys, restored

_TIME: Any = DateTime(timezone=True)
_ACTIVE = "status IN ('held', 'registered')"


class NameStatus(StrEnum):
    HELD = "held"
    REGISTERED = "registered"
    RELEASED = "released"
    DEREGISTERED = "deregistered"
    CHANGED = "changed"
    REVOKED = "revoked"


class RegisteredName(SQLModel, table=True):
    """One name of one holder at one authority, from the hold to the end.

    Of names declared here only one may be in use in an area (`catalogues/comparison_areas.py`) with a trade name and an
    industry's meaning; what the register
    already held before is kept as it is, and so is a name that a later catalogue would call another's
    (`grandfathered`). `keys_version` says by which keys a name is found; `part` is what was handed to other services
    for a hold.
    """

    __tablename__ = "registered_name"
    __table_args__ = (
        CheckConstraint(f"NOT {_ACTIVE} OR status = 'held' OR uscc IS NOT NULL", name="registered_has_uscc"),
        CheckConstraint(
            "status <> 'held' OR (held_until IS NOT NULL AND application_no IS NOT NULL)", name="held_has_end"
        ),
        CheckConstraint(
            "status NOT IN ('deregistered', 'changed', 'revoked') OR ended_on IS NOT NULL", name="ended_has_day"
        ),
        Index("one_full_name", "authority_code", "full_key", unique=True, postgresql_where=text(_ACTIVE)),
        Index(
            "one_trade_name_per_industry",
            "area_code",
            "trade_key",
            "meaning",
            unique=True,
            postgresql_where=text(_ACTIVE + " AND origin = 'declared' AND NOT grandfathered"),
        ),
        Index("one_name_per_application", "application_no", unique=True, postgresql_where=text(_ACTIVE)),
        Index("one_hold_per_declaration", "declaration_id", unique=True),
        Index("one_reservation_no", "reservation_no", unique=True),
        Index("one_row_per_entity_and_name", "uscc", "full_key", "status", unique=True),
        Index("names_by_full_key", "area_code", "full_key"),
        Index("names_by_order_key", "area_code", "order_key"),
        Index("names_by_trade_key", "area_code", "trade_key", "family", "meaning"),
        Index("names_by_application", "application_no", "id"),
        Index("names_by_keys_version", "keys_version", "id"),
        Index("holds_by_end", "held_until", postgresql_where=text("status = 'held'")),
        {"schema": "naming"},
    )

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    authority_code: str
    area_code: str
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    full_key: str
    order_key: str
    trade_key: str
    industry_key: str
    meaning: str
    family: str
    keys_version: str
    grandfathered: bool = False
    status: str
    origin: str
    application_no: str | None = None
    declaration_id: str | None = None
    reservation_no: str | None = None
    account_subject: str | None = None
    uscc: str | None = None
    since: datetime = Field(sa_type=_TIME)
    held_until: datetime | None = Field(default=None, sa_type=_TIME)
    registered_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    part: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))

    @property
    def keys(self) -> NameKeys:
        """The comparable forms, from what is stored."""
        return restored(self.full_key, self.order_key, self.trade_key, self.industry_key, self.meaning, self.family)


class NameClue(SQLModel, table=True):
    """A sound (`s`), a fragment (`f`) or, where it differs from the trade name, the shape (`v`) of the trade name of a
    name in use; can be rebuilt from the names."""

    __tablename__ = "name_clue"
    __table_args__ = (Index("clues_by_name", "name_id"), {"schema": "naming"})

    area_code: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    family: str = Field(primary_key=True)
    name_id: str = Field(primary_key=True, foreign_key="naming.registered_name.id", ondelete="CASCADE")


def clue_rows(name_id: str, area_code: str, keys: NameKeys) -> list[dict[str, str]]:
    """What the side table holds for a name in use."""
    values = [("s", reading) for reading in keys.readings] + [("f", fragment) for fragment in keys.fragments]
    if keys.shape != keys.trade_name:
        values.append(("v", keys.shape))
    return [
        {"area_code": area_code, "kind": kind, "value": value, "family": keys.family, "name_id": name_id}
        for kind, value in values
    ]


def add(session: Session, name: RegisteredName) -> None:
    """Add a name in use with its clues. Raises IntegrityError where somebody else has it."""
    written = insert(RegisteredName).values(name.model_dump())
    clues = clue_rows(name.id, name.area_code, name.keys)
    session.connection().execute(insert(NameClue).values(clues).add_cte(written.cte("named")) if clues else written)


def forget_clues(session: Session, name_id: str) -> None:
    """A name that is no longer in use is nobody's neighbour by sound or fragment."""
    session.connection().execute(delete(NameClue).where(col(NameClue.name_id) == name_id))


def release_expired(session: Session, area_code: str, keys: NameKeys, now: datetime) -> None:
    """End holds whose time is over and which stand in the way of a name."""
    overdue = select(RegisteredName).where(
        RegisteredName.area_code == area_code,
        RegisteredName.status == NameStatus.HELD,
        col(RegisteredName.held_until) <= now,
        or_(col(RegisteredName.trade_key) == keys.trade_name, col(RegisteredName.full_key) == keys.full),
    )
    for row in session.exec(overdue).all():
        end_hold(session, row, "expired", now)


def release_overdue(session: Session, overdue_since: datetime, now: datetime, most: int) -> int:
    """End holds whose time was over long ago; returns how many, at most `most`."""
    overdue = (
        select(RegisteredName)
        # Written out: a plan for every status could not go by the index of holds.
        .where(text("status = 'held'"), col(RegisteredName.held_until) <= overdue_since)
        .order_by(col(RegisteredName.held_until))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = session.exec(overdue).all()
    for row in rows:
        end_hold(session, row, "expired", now)
    return len(rows)


def end_hold(session: Session, row: RegisteredName, reason: str, now: datetime) -> None:
    """Give a held name back."""
    row.status = NameStatus.RELEASED
    row.end_reason = reason
    row.ended_on = local_date(now)
    session.add(row)
    forget_clues(session, row.id)
    session.flush()


def of_application(session: Session, application_no: str) -> RegisteredName | None:
    """The latest hold of an application, whatever became of it."""
    found = select(RegisteredName).where(RegisteredName.application_no == application_no)
    return session.exec(found.order_by(col(RegisteredName.id).desc()).limit(1)).one_or_none()


def holds_of(session: Session, application_no: str) -> Sequence[RegisteredName]:
    """Every hold of an application, the latest last."""
    found = select(RegisteredName).where(RegisteredName.application_no == application_no)
    return session.exec(found.order_by(col(RegisteredName.id))).all()


def end_registered(session: Session, uscc: str, full_key: str, status: NameStatus, ended_on: date) -> bool:
    """Mark a registered name of an entity as deregistered, changed or revoked; False where it has none."""
    row = session.exec(
        select(RegisteredName).where(
            RegisteredName.uscc == uscc,
            RegisteredName.full_key == full_key,
            RegisteredName.status == NameStatus.REGISTERED,
        )
    ).one_or_none()
    if row is None:
        return False
    session.connection().execute(
        update(RegisteredName).where(col(RegisteredName.id) == row.id).values(status=status, ended_on=ended_on)
    )
    forget_clues(session, row.id)
    return True


def end_all(session: Session, uscc: str, status: NameStatus, ended_on: date) -> bool:
    """Let the registered names of an entity rest; False where it has none any more."""
    held = select(RegisteredName).where(RegisteredName.uscc == uscc, RegisteredName.status == NameStatus.REGISTERED)
    rows = session.exec(held).all()
    for row in rows:
        row.status, row.ended_on = status, ended_on
        session.add(row)
        forget_clues(session, row.id)
    session.flush()
    return bool(rows)


def hand_on(session: Session, uscc: str, account_subject: str) -> None:
    """The registered names of an entity are those of the account that runs it from here on."""
    session.connection().execute(
        update(RegisteredName)
        .where(
            col(RegisteredName.uscc) == uscc,
            col(RegisteredName.status) == NameStatus.REGISTERED,
            col(RegisteredName.account_subject).is_distinct_from(account_subject),
        )
        .values(account_subject=account_subject)
    )


def end_earlier(session: Session, row: RegisteredName, ended_on: date) -> None:
    """The names an entity had before this one are changed ones."""
    earlier = select(RegisteredName).where(
        RegisteredName.uscc == row.uscc,
        RegisteredName.status == NameStatus.REGISTERED,
        RegisteredName.id != row.id,
    )
    for each in session.exec(earlier).all():
        each.status, each.ended_on = NameStatus.CHANGED, ended_on
        session.add(each)
        forget_clues(session, each.id)
    session.flush()
