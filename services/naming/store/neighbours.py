"""Finds the names of an area that are the same as, or similar to, one or many others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, TextClause, text
from sqlmodel import Session

from kernel.clock import local_date
from services.naming.domain.comparison import Neighbour
from services.naming.domain.keys import NameKeys, restored
from services.naming.store.register import NameStatus


@dataclass(frozen=True, slots=True)
class Own:
    """Names that do not count: those of the application, and the registered ones of its `owner`, an account, where the
    business takes its name along (企业名称登记管理规定 Art. 17: 有投资关系的除外)."""

    application_no: str | None = None
    owner: str = ""


NOBODYS = Own()

_COOLING = timedelta(days=367)
"""No shorter than a year; the domain decides by the calendar."""

_COUNTS = (
    "n.application_no IS DISTINCT FROM :own AND (n.account_subject IS DISTINCT FROM :owner OR n.status <> 'registered')"
    " AND (n.status = 'registered'"
    " OR (n.status = 'held' AND n.held_until > :now)"
    " OR (n.status IN ('deregistered', 'changed', 'revoked') AND n.ended_on > :cooling))"
)

_BRANCHES = """
  SELECT x.id, k.place FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.area_code = :area AND n.full_key = k.full_key AND <counts> LIMIT :most) x
  UNION ALL
  SELECT x.id, k.place FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.area_code = :area AND n.order_key = k.order_key AND <counts> LIMIT :most) x
  UNION ALL
  SELECT x.id, k.place FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.area_code = :area AND n.trade_key = k.trade AND n.family IN (k.family, '')
      AND n.meaning IN (k.meaning, '') AND <counts> LIMIT :most) x
  UNION ALL
  SELECT x.id, k.place FROM same k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.area_code = :area AND n.trade_key = k.trade AND (k.family = '' OR n.family = k.family)
      AND n.meaning <> k.meaning AND <counts> LIMIT :most) x
  UNION ALL
  SELECT x.id, k.place FROM clue k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.name_clue c JOIN naming.registered_name n ON n.id = c.name_id
    WHERE c.area_code = :area AND c.kind = k.kind AND c.value = k.value AND c.family = k.family
      AND <counts> LIMIT :most) x
  UNION ALL
  SELECT x.id, k.place FROM piece k CROSS JOIN LATERAL (
    SELECT n.id FROM naming.registered_name n
    WHERE n.area_code = :area AND n.trade_key = k.value AND n.family = k.family
      AND <counts> LIMIT :most) x
""".replace("<counts>", _COUNTS)
"""Every branch reads a few rows of one index, however many names there are; `:most` bounds each probe."""

_WANTED = """
WITH same AS (
  SELECT * FROM unnest(CAST(:places AS int[]), CAST(:fulls AS text[]), CAST(:orders AS text[]),
                       CAST(:trades AS text[]), CAST(:meanings AS text[]), CAST(:families AS text[]))
    AS k(place, full_key, order_key, trade, meaning, family)
), clue AS (
  SELECT * FROM unnest(CAST(:clue_places AS int[]), CAST(:clue_kinds AS text[]), CAST(:clues AS text[]),
                       CAST(:clue_families AS text[])) AS k(place, kind, value, family)
), piece AS (
  SELECT * FROM unnest(CAST(:piece_places AS int[]), CAST(:pieces AS text[]), CAST(:piece_families AS text[]))
    AS k(place, value, family)
)
"""

_ONE_PLAN = text("SET LOCAL plan_cache_mode = force_generic_plan")
_COLUMNS = "full_name, full_key, order_key, trade_key, industry_key, meaning, family, status, ended_on"
_NEIGHBOURS = text(
    f"{_WANTED} SELECT {_COLUMNS} FROM naming.registered_name"  # noqa: S608 - texts of this file
    f" WHERE id = ANY (ARRAY(SELECT DISTINCT id FROM ({_BRANCHES}) found)) ORDER BY id"
)
_TAKEN = text(f"{_WANTED} SELECT DISTINCT place FROM ({_BRANCHES}) found")  # noqa: S608 - texts of this file


def _ask(session: Session, statement: TextClause, parameters: dict[str, Any]) -> Sequence[Row[Any]]:
    # One plan serves every name; making it anew would take several times as long as carrying it out, and the server
    # would do so each time, since it cannot know how short the lists are.
    session.connection().execute(_ONE_PLAN)
    return session.connection().execute(statement, parameters).all()


def _parameters(area_code: str, wanted: Sequence[NameKeys], now: datetime, own: Own, most: int) -> dict[str, Any]:
    clues = [
        (place, kind, value, keys.family)
        for place, keys in enumerate(wanted)
        if keys.trade_name
        for kind, value in (
            *(("s", reading) for reading in keys.readings),
            ("f", keys.trade_name),
            ("v", keys.shape),
        )
    ]
    pieces = [
        (place, value, keys.family)
        for place, keys in enumerate(wanted)
        for value in (*keys.fragments, *([keys.shape] if keys.shape != keys.trade_name else []))
    ]
    return {
        "area": area_code,
        # Never NULL: names from before have no application, and NULL is not distinct from NULL.
        "own": own.application_no or "",
        "owner": own.owner,
        "now": now,
        "cooling": local_date(now - _COOLING),
        "most": most,
        "places": list(range(len(wanted))),
        "fulls": [k.full for k in wanted],
        "orders": [k.order_key for k in wanted],
        "trades": [k.trade_name for k in wanted],
        "meanings": [k.meaning for k in wanted],
        "families": [k.family for k in wanted],
        "clue_places": [clue[0] for clue in clues],
        "clue_kinds": [clue[1] for clue in clues],
        "clues": [clue[2] for clue in clues],
        "clue_families": [clue[3] for clue in clues],
        "piece_places": [piece[0] for piece in pieces],
        "pieces": [piece[1] for piece in pieces],
        "piece_families": [piece[2] for piece in pieces],
    }


def neighbours(
    session: Session,
    area_code: str,
    wanted: NameKeys,
    now: datetime,
    *,
    own: Own = NOBODYS,
    most: int = 50,
) -> tuple[Neighbour, ...]:
    """The names of an area that share a key with the wanted one: those that make it the same, and those that
    make it similar, at most `most` for each key and reason."""
    parameters = _parameters(area_code, [wanted], now, own, most)
    rows = _ask(session, _NEIGHBOURS, parameters)
    return tuple(
        Neighbour(
            row.full_name,
            restored(row.full_key, row.order_key, row.trade_key, row.industry_key, row.meaning, row.family),
            _state(row.status),
            row.ended_on,
        )
        for row in rows
    )


def free_places(
    session: Session,
    area_code: str,
    wanted: Sequence[NameKeys],
    now: datetime,
    *,
    own: Own = NOBODYS,
) -> tuple[int, ...]:
    """The places of those names with which no name of an area shares a key, in one query. An ended name in its
    year counts like one in use."""
    parameters = _parameters(area_code, wanted, now, own, 1)
    taken = {row.place for row in _ask(session, _TAKEN, parameters)}
    return tuple(place for place in range(len(wanted)) if place not in taken)


def _state(status: str) -> Literal["in_use", "ended"]:
    return "in_use" if status in {NameStatus.HELD, NameStatus.REGISTERED} else "ended"
