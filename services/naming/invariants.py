"""What must always hold about names; each check reads only and says what it found without naming names."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session

from services.naming.domain import keys
from services.naming.domain.keys import BRANCHES

Invariant = Callable[[Session], list[str]]


def _found(session: Session, statement: str, message: str) -> list[str]:
    return [f"{message}: {row[0]}" for row in session.connection().execute(text(statement))]


def no_name_in_use_twice(session: Session) -> list[str]:
    """One full name at one authority has one holder."""
    return _found(
        session,
        "SELECT min(id) FROM naming.registered_name WHERE status IN ('held', 'registered')"
        " GROUP BY authority_code, full_key HAVING count(*) > 1",
        "full name in use twice",
    )


def no_trade_name_twice_in_an_industry(session: Session) -> list[str]:
    """Of names declared here, one trade name has one holder in an area for what an industry means."""
    return _found(
        session,
        "SELECT min(id) FROM naming.registered_name WHERE status IN ('held', 'registered') AND origin = 'declared'"
        " AND NOT grandfathered GROUP BY area_code, trade_key, meaning HAVING count(*) > 1",
        "trade name in use twice in one industry",
    )


def no_registered_name_without_code(session: Session) -> list[str]:
    """A registered name belongs to an entity with a code."""
    return _found(
        session,
        "SELECT id FROM naming.registered_name WHERE status = 'registered' AND coalesce(uscc, '') = ''",
        "registered name without code",
    )


def no_hold_without_end(session: Session) -> list[str]:
    """A hold says when it ends and which application it is for."""
    return _found(
        session,
        "SELECT id FROM naming.registered_name"
        " WHERE status = 'held' AND (held_until IS NULL OR held_until <= since OR application_no IS NULL)",
        "hold without end",
    )


def one_name_for_an_application(session: Session) -> list[str]:
    """An application has one name in use at most (市场主体登记管理条例 Art. 10)."""
    return _found(
        session,
        "SELECT application_no FROM naming.registered_name WHERE status IN ('held', 'registered')"
        " AND application_no IS NOT NULL GROUP BY application_no HAVING count(*) > 1",
        "application with two names",
    )


def no_hold_without_declaration(session: Session) -> list[str]:
    """A hold made here rests on a declaration of the same application and text."""
    return _found(
        session,
        "SELECT n.id FROM naming.registered_name n LEFT JOIN naming.name_declaration d ON d.id = n.declaration_id"
        " WHERE n.origin = 'declared' AND (d.id IS NULL OR d.application_no <> n.application_no"
        " OR d.full_name <> n.full_name)",
        "hold without declaration",
    )


def clues_belong_to_names_in_use(session: Session) -> list[str]:
    """Only names in use are found by sound and fragment, and all of them are but those of branches."""
    return _found(
        session,
        "SELECT n.id FROM naming.registered_name n WHERE (n.status IN ('held', 'registered') AND n.trade_key <> ''"  # noqa: S608 - a constant
        f" AND n.family <> '{BRANCHES}')"
        " <> EXISTS (SELECT FROM naming.name_clue c WHERE c.name_id = n.id)",
        "name and clues disagree",
    )


def keys_are_current(session: Session) -> list[str]:
    """Every name is found by the keys that the present catalogues give it."""
    found = session.connection().execute(
        text(
            "SELECT count(*) FROM naming.registered_name WHERE keys_version < :version OR keys_version > :version"
            " HAVING count(*) > 0"
        ),
        {"version": keys.version()},
    )
    return [f"names with keys of another version: {row[0]}" for row in found]


def no_hold_long_overdue(session: Session) -> list[str]:
    """A hold is cleared away in the second month after its end."""
    return _found(
        session,
        "SELECT id FROM naming.registered_name WHERE status = 'held' AND held_until < now() - interval '62 days'",
        "hold long overdue",
    )


INVARIANTS: tuple[Invariant, ...] = (
    no_name_in_use_twice,
    no_trade_name_twice_in_an_industry,
    no_registered_name_without_code,
    no_hold_without_end,
    one_name_for_an_application,
    no_hold_without_declaration,
    clues_belong_to_names_in_use,
    keys_are_current,
    no_hold_long_overdue,
)
