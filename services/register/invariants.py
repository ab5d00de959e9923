"""What must always hold of entities and codes; each check reads only and says what it found by numbers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session, select

from kernel.numbers import is_uscc
from services.register.store.entities import Entity

Invariant = Callable[[Session], list[str]]


def _found(session: Session, statement: str, message: str) -> list[str]:
    return [f"{row[0]}: {message}" for row in session.connection().execute(text(statement))]


def codes_are_well_formed(session: Session) -> list[str]:
    """Every code satisfies GB 32100-2015 and GB 11714."""
    return [f"{uscc}: not well formed" for uscc in session.exec(select(Entity.uscc)) if not is_uscc(uscc)]


def no_code_used_twice(session: Session) -> list[str]:
    """Each entity's code was taken once, for the filing that made it (GB 32100-2015: 一个主体只有一个代码)."""
    return _found(
        session,
        "SELECT v.application_no FROM register.entity_version v LEFT JOIN register.used_code u ON u.uscc = v.uscc"
        " WHERE v.version = 1 AND u.application_no IS DISTINCT FROM v.application_no"
        " AND substr(v.uscc, 9, 2) = 'MA'",
        "its code was taken for another application, or for none",
    )


def no_code_lost(session: Session) -> list[str]:
    """A code is taken in the same transaction as its entity is written."""
    return _found(
        session,
        "SELECT u.application_no FROM register.used_code u LEFT JOIN register.entity e ON e.uscc = u.uscc"
        " WHERE u.uscc IS NOT NULL AND e.uscc IS NULL",
        "a code without an entity",
    )


def codes_come_from_their_blocks(session: Session) -> list[str]:
    """A code lies in the block it was taken from, before the position that comes next."""
    return _found(
        session,
        "SELECT u.application_no FROM register.used_code u JOIN register.code_block b ON b.id = u.block_id"
        " WHERE u.uscc IS NOT NULL AND (u.position < b.first_position OR u.position >= b.next_position"
        " OR substr(u.uscc, 3, 6) <> left(b.authority_code, 6))",
        "a code from outside its block",
    )


def blocks_do_not_overlap(session: Session) -> list[str]:
    return _found(
        session,
        "SELECT a.id FROM register.code_block a JOIN register.code_block b ON a.id < b.id"
        " AND a.first_position <= b.last_position AND b.first_position <= a.last_position",
        "the block overlaps with another",
    )


def versions_follow_one_another(session: Session) -> list[str]:
    """An entity has every version up to the one in force, none of them in force before the one it follows."""
    return _found(
        session,
        "SELECT e.uscc FROM register.entity e LEFT JOIN register.entity_version v ON v.uscc = e.uscc"
        " GROUP BY e.uscc, e.version HAVING count(v.version) <> e.version OR min(v.version) <> 1"
        " OR max(v.version) <> e.version OR array_agg(v.effective_on ORDER BY v.version)"
        " <> array_agg(v.effective_on ORDER BY v.effective_on, v.version)",
        "a version is missing, or they are out of order",
    )


def entities_are_as_their_versions_say(session: Session) -> list[str]:
    """Authority of an entity and day of its beginning are those of its versions."""
    return _found(
        session,
        "SELECT e.uscc FROM register.entity e"
        " JOIN register.entity_version v ON v.uscc = e.uscc AND v.version = e.version"
        " JOIN register.entity_version f ON f.uscc = e.uscc AND f.version = 1"
        " WHERE e.authority_code <> v.authority_code OR e.established_on <> f.effective_on",
        "the entity and its versions disagree",
    )


def facts_are_those_written(session: Session) -> list[str]:
    """The encrypted facts of a version are what was encrypted then."""
    return _found(
        session,
        "SELECT application_no FROM register.entity_version"
        " WHERE facts_digest <> encode(sha256(convert_to(facts_sealed, 'UTF8')), 'hex')",
        "the facts were altered",
    )


def every_entity_has_one_operator(session: Session) -> list[str]:
    """A sole trader is run by one person (民法典 Art. 54)."""
    return _found(
        session,
        "SELECT e.uscc FROM register.entity e LEFT JOIN register.party p ON p.uscc = e.uscc"
        " AND p.to_version IS NULL AND p.roles ? 'operator' WHERE e.kind = 'sole_trader'"
        " GROUP BY e.uscc HAVING count(p.ref) <> 1",
        "not exactly one operator",
    )


def nothing_is_under_way_of_an_ended_entity(session: Session) -> list[str]:
    return _found(
        session,
        "SELECT f.application_no FROM register.open_filing f JOIN register.entity e ON e.uscc = f.uscc"
        " WHERE f.closed_at IS NULL AND e.status IN ('已注销', '已撤销', '吊销已注销', '迁出')",
        "a filing about an entity that has ended",
    )


INVARIANTS: tuple[Invariant, ...] = (
    codes_are_well_formed,
    no_code_used_twice,
    no_code_lost,
    codes_come_from_their_blocks,
    blocks_do_not_overlap,
    versions_follow_one_another,
    entities_are_as_their_versions_say,
    facts_are_those_written,
    every_entity_has_one_operator,
    nothing_is_under_way_of_an_ended_entity,
)
