"""The names that are held, registered or ended, and the keys under which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import CheckConstraint, DateTime, Index, delete, or_, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, func, select
from uuid_utils import uuid7

from kernel.clock import local_date
from services.naming.domain import sounds
from services.naming.domain.comparison import Neighbour
from services.naming.domain.keys import NameKeys, fragments

_TIME: Any = DateTime(timezone=True)
_ACTIVE = "status IN ('held', 'registered')"
_COOLING = timedelta(days=367)
"""No shorter than a year; the domain decides by the calendar."""


class NameStatus(StrEnum):
    HELD = "held"
    REGISTERED = "registered"
    RELEASED = "released"
    DEREGISTERED = "deregistered"
    CHANGED = "changed"
    REVOKED = "revoked"


class RegisteredName(SQLModel, table=True):
    """One name of one holder at one authority, from the hold to the end.

    Of names declared here only one may be in use with a trade name and an industry's meaning; what the register
    already held before is kept as it is. `part` is what was handed to other services for a hold.
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
            "authority_code",
            "trade_key",
            "meaning",
            unique=True,
            postgresql_where=text(_ACTIVE + " AND origin = 'declared'"),
        ),
        Index("one_name_per_application", "application_no", unique=True, postgresql_where=text(_ACTIVE)),
        Index("one_hold_per_declaration", "declaration_id", unique=True),
        Index("one_reservation_no", "reservation_no", unique=True),
        Index("one_row_per_entity_and_name", "uscc", "full_key", "status", unique=True),
        Index("names_by_full_key", "authority_code", "full_key"),
        Index("names_by_order_key", "authority_code", "order_key"),
        Index("names_by_trade_key", "authority_code", "trade_key", "family", "meaning"),
        {"schema": "naming"},
    )

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    authority_code: str
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
        """The comparable forms, from what is stored; only sounds and fragments are worked out again."""
        return NameKeys(
            full=self.full_key,
            order_key=self.order_key,
            trade_name=self.trade_key,
            industry=self.industry_key,
            meaning=self.meaning,
            family=self.family,
            readings=sounds.readings(self.trade_key),
            fragments=fragments(self.trade_key),
        )


class NameClue(SQLModel, table=True):
    """A sound (`s`) or a fragment (`f`) of the trade name of a name in use; can be rebuilt from the names."""

    __tablename__ = "name_clue"
    __table_args__ = (Index("clues_by_name", "name_id"), {"schema": "naming"})

    authority_code: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    family: str = Field(primary_key=True)
    name_id: str = Field(primary_key=True, foreign_key="naming.registered_name.id", ondelete="CASCADE")


def clue_rows(name_id: str, authority_code: str, keys: NameKeys) -> list[dict[str, str]]:
    """What the side table holds for a name in use."""
    values = [("s", reading) for reading in keys.readings] + [("f", fragment) for fragment in keys.fragments]
    return [
        {"authority_code": authority_code, "kind": kind, "value": value, "family": keys.family, "name_id": name_id}
        for kind, value in values
    ]


def add(session: Session, name: RegisteredName) -> None:
    """Add a name in use with its clues. Raises IntegrityError where somebody else has it."""
    session.add(name)
    session.flush()
    session.add_all(NameClue(**row) for row in clue_rows(name.id, name.authority_code, name.keys))
    session.flush()


def forget_clues(session: Session, name_id: str) -> None:
    """A name that is no longer in use is nobody's neighbour by sound or fragment."""
    session.connection().execute(delete(NameClue).where(col(NameClue.name_id) == name_id))


_NEIGHBOURS = """
WITH same AS (
  SELECT * FROM unnest(CAST(:fulls AS text[]), CAST(:orders AS text[]), CAST(:trades AS text[]),
                       CAST(:meanings AS text[]), CAST(:families AS text[]))
    AS k(full_key, order_key, trade, meaning, family)
), sounding AS (
  SELECT * FROM unnest(CAST(:sounds AS text[]), CAST(:sound_families AS text[])) AS k(value, family)
), piece AS (
  SELECT * FROM unnest(CAST(:pieces AS text[]), CAST(:piece_families AS text[])) AS k(value, family)
), found AS (
  SELECT x.id FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.authority_code = :authority AND n.full_key = k.full_key AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.authority_code = :authority AND n.order_key = k.order_key AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.authority_code = :authority AND n.trade_key = k.trade AND n.family IN (k.family, '')
      AND n.meaning IN (k.meaning, '') AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.authority_code = :authority AND n.trade_key = k.trade AND (k.family = '' OR n.family = k.family)
      AND n.meaning <> k.meaning AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM sounding k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.name_clue c JOIN naming.registered_name n ON n.id = c.name_id
    WHERE c.authority_code = :authority AND c.kind = 's' AND c.value = k.value AND c.family = k.family
      AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.name_clue c JOIN naming.registered_name n ON n.id = c.name_id
    WHERE c.authority_code = :authority AND c.kind = 'f' AND c.value = k.trade AND c.family = k.family
      AND <counts> LIMIT :most) x
  UNION
  SELECT x.id FROM piece k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.authority_code = :authority AND n.trade_key = k.value AND n.family = k.family
      AND <counts> LIMIT :most) x
)
SELECT id FROM found
""".replace(
    "<counts>",
    "n.application_no IS DISTINCT FROM :own AND (n.status = 'registered'"
    " OR (n.status = 'held' AND n.held_until > :now)"
    " OR (n.status IN ('deregistered', 'changed', 'revoked') AND n.ended_on > :cooling))",
)
"""Every branch reads a few rows of one index, however many names there are; `:most` bounds each branch."""


def neighbours(
    session: Session,
    authority_code: str,
    wanted: Sequence[NameKeys],
    now: datetime,
    *,
    except_application: str | None = None,
    most: int = 20,
) -> tuple[Neighbour, ...]:
    """The names at an authority that share a key with one of `wanted`: at least those that make it the same, and
    those that make it similar, at most `most` for each key and reason."""
    statement = text(_NEIGHBOURS)
    parameters = {
        "authority": authority_code,
        # Never NULL: names from before have no application, and NULL is not distinct from NULL.
        "own": except_application or "",
        "now": now,
        "cooling": local_date(now - _COOLING),
        "most": most,
        "fulls": [k.full for k in wanted],
        "orders": [k.order_key for k in wanted],
        "trades": [k.trade_name for k in wanted],
        "meanings": [k.meaning for k in wanted],
        "families": [k.family for k in wanted],
        "sounds": [reading for k in wanted for reading in k.readings],
        "sound_families": [k.family for k in wanted for _ in k.readings],
        "pieces": [fragment for k in wanted for fragment in k.fragments],
        "piece_families": [k.family for k in wanted for _ in k.fragments],
    }
    ids = session.connection().execute(statement, parameters).scalars().all()
    if not ids:
        return ()
    rows = session.exec(select(RegisteredName).where(col(RegisteredName.id).in_(ids)).order_by(col(RegisteredName.id)))
    return tuple(Neighbour(row.full_name, row.keys, _state(row), row.ended_on) for row in rows)


def _state(row: RegisteredName) -> Literal["in_use", "ended"]:
    return "in_use" if row.status in {NameStatus.HELD, NameStatus.REGISTERED} else "ended"


def release_expired(session: Session, authority_code: str, keys: NameKeys, now: datetime) -> None:
    """End holds whose time is over and which stand in the way of a name."""
    overdue = select(RegisteredName).where(
        RegisteredName.authority_code == authority_code,
        RegisteredName.status == NameStatus.HELD,
        col(RegisteredName.held_until) <= now,
        or_(col(RegisteredName.trade_key) == keys.trade_name, col(RegisteredName.full_key) == keys.full),
    )
    for row in session.exec(overdue).all():
        end_hold(session, row, "expired", now)


def end_hold(session: Session, row: RegisteredName, reason: str, now: datetime) -> None:
    """Give a held name back."""
    row.status = NameStatus.RELEASED
    row.end_reason = reason
    row.ended_on = local_date(now)
    session.add(row)
    forget_clues(session, row.id)
    session.flush()


def of_declaration(session: Session, declaration_id: str) -> RegisteredName | None:
    """The hold that a declaration led to."""
    return session.exec(select(RegisteredName).where(RegisteredName.declaration_id == declaration_id)).one_or_none()


def of_application(session: Session, application_no: str) -> RegisteredName | None:
    """The latest hold of an application, whatever became of it."""
    found = select(RegisteredName).where(RegisteredName.application_no == application_no)
    return session.exec(found.order_by(col(RegisteredName.id).desc()).limit(1)).one_or_none()


def count_of_application(session: Session, application_no: str) -> int:
    return session.exec(
        select(func.count()).select_from(RegisteredName).where(RegisteredName.application_no == application_no)
    ).one()


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
