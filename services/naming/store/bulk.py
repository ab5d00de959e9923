"""Many names in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from services.naming.domain.keys import NameKeys
from services.naming.store.register import NameClue, NameStatus, RegisteredName, clue_rows

Row = dict[str, Any]

_CLUES = 5000


def insert_names(session: Session, rows: Sequence[Row]) -> frozenset[str]:
    """Add names nobody else has in use; returns the ids of those that were added."""
    if not rows:
        return frozenset()
    statement = insert(RegisteredName).on_conflict_do_nothing().returning(col(RegisteredName.id))
    return frozenset(session.connection().execute(statement, list(rows)).scalars())


def insert_clues(session: Session, names: Sequence[tuple[Row, NameKeys]]) -> None:
    """Add the clues of names in use."""
    clues = [
        clue
        for row, keys in names
        if row["status"] == NameStatus.REGISTERED
        for clue in clue_rows(row["id"], row["area_code"], keys)
    ]
    for start in range(0, len(clues), _CLUES):
        session.connection().execute(insert(NameClue), clues[start : start + _CLUES])


def known(session: Session, rows: Sequence[Row]) -> frozenset[tuple[str, str, str]]:
    """Which of these are there already, as code, full key and status."""
    if not rows:
        return frozenset()
    key = tuple_(col(RegisteredName.uscc), col(RegisteredName.full_key), col(RegisteredName.status))
    found = session.exec(
        select(RegisteredName.uscc, RegisteredName.full_key, RegisteredName.status).where(
            key.in_([(row["uscc"], row["full_key"], row["status"]) for row in rows])
        )
    )
    return frozenset((uscc or "", full_key, status) for uscc, full_key, status in found)
