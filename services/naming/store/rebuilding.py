"""Gives names the keys of the present catalogues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from services.naming.domain.keys import NameKeys
from services.naming.store.register import NameClue, NameStatus, RegisteredName, clue_rows

_IN_USE = frozenset({NameStatus.HELD.value, NameStatus.REGISTERED.value})


def stale(session: Session, version: str, most: int) -> Sequence[RegisteredName]:
    """Names with keys of another version, locked; names that somebody else is at work on are left out."""
    # Two ranges of the index, where "not equal" would read every name to find that none is left.
    other = or_(col(RegisteredName.keys_version) < version, col(RegisteredName.keys_version) > version)
    found = select(RegisteredName).where(other).order_by(col(RegisteredName.keys_version), col(RegisteredName.id))
    return session.exec(found.limit(most).with_for_update(skip_locked=True)).all()


def give_keys(session: Session, row: RegisteredName, keys: NameKeys, area_code: str, version: str) -> None:
    """Replace the area, the keys and the clues of a name. Of two names declared here that are one by the new keys, the
    one that comes second is grandfathered: both were lawful when they were held (企业名称登记管理规定 Art. 4)."""
    row_id, in_use = row.id, row.status in _IN_USE
    values = {
        "area_code": area_code,
        "full_key": keys.full,
        "order_key": keys.order_key,
        "trade_key": keys.trade_name,
        "industry_key": keys.industry,
        "meaning": keys.meaning,
        "family": keys.family,
        "keys_version": version,
        "grandfathered": in_use and row.origin == "declared" and _contested(session, row, area_code, keys),
    }
    session.connection().execute(update(RegisteredName).where(col(RegisteredName.id) == row_id).values(**values))
    session.connection().execute(delete(NameClue).where(col(NameClue.name_id) == row_id))
    clues = clue_rows(row_id, area_code, keys) if in_use else []
    if clues:
        session.connection().execute(insert(NameClue), clues)


def _contested(session: Session, row: RegisteredName, area_code: str, keys: NameKeys) -> bool:
    other = select(RegisteredName.id).where(
        RegisteredName.id != row.id,
        RegisteredName.area_code == area_code,
        RegisteredName.trade_key == keys.trade_name,
        RegisteredName.meaning == keys.meaning,
        RegisteredName.origin == "declared",
        col(RegisteredName.grandfathered).is_(False),
        col(RegisteredName.status).in_(_IN_USE),
    )
    return session.exec(other.limit(1)).first() is not None
