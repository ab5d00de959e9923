"""What must always hold of licences and codes; each check reads only and says what it found by numbers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session, col, select

from kernel.errors import Defect
from kernel.exchange import Exchange
from kernel.numbers import is_uscc
from services.licence.operations.issuing import document_of
from services.licence.store.licences import Licence, LicenceState

Invariant = Callable[[Session], list[str]]


def _found(session: Session, statement: str, message: str) -> list[str]:
    return [f"{row[0]}: {message}" for row in session.connection().execute(text(statement))]


def no_licence_without_decision(session: Session) -> list[str]:
    """Every licence rests on a decision (行政许可 by 条例 Art. 19)."""
    return _found(
        session,
        "SELECT application_no FROM licence.licence WHERE coalesce(decision_key, '') = ''"
        " OR coalesce(decision_digest, '') = '' OR coalesce(decision_no, '') = ''",
        "a licence without a decision",
    )


def one_entity_per_code(session: Session) -> list[str]:
    """No code has two licences (GB 32100-2015: 一个主体只有一个代码)."""
    return _found(
        session,
        "SELECT min(application_no) FROM licence.licence GROUP BY uscc HAVING count(*) > 1",
        "its code has another licence too",
    )


def no_code_used_twice(session: Session) -> list[str]:
    """Each licence's code was taken once, for its own application."""
    return _found(
        session,
        "SELECT l.application_no FROM licence.licence l LEFT JOIN licence.used_code u ON u.uscc = l.uscc"
        " WHERE u.application_no IS DISTINCT FROM l.application_no",
        "its code was taken for another application, or for none",
    )


def no_code_lost(session: Session) -> list[str]:
    """A code is taken in the same transaction as its licence is written."""
    return _found(
        session,
        "SELECT u.application_no FROM licence.used_code u LEFT JOIN licence.licence l ON l.uscc = u.uscc"
        " WHERE u.uscc IS NOT NULL AND l.uscc IS NULL",
        "a code without a licence",
    )


def codes_come_from_their_blocks(session: Session) -> list[str]:
    """A code lies in the block it was taken from, before the position that comes next."""
    return _found(
        session,
        "SELECT u.application_no FROM licence.used_code u JOIN licence.code_block b ON b.id = u.block_id"
        " WHERE u.uscc IS NOT NULL AND (u.position < b.first_position OR u.position >= b.next_position"
        " OR substr(u.uscc, 3, 6) <> left(b.authority_code, 6))",
        "a code from outside its block",
    )


def blocks_do_not_overlap(session: Session) -> list[str]:
    return _found(
        session,
        "SELECT a.id FROM licence.code_block a JOIN licence.code_block b ON a.id < b.id"
        " AND a.first_position <= b.last_position AND b.first_position <= a.last_position",
        "the block overlaps with another",
    )


def codes_are_well_formed(session: Session) -> list[str]:
    """Every code satisfies GB 32100-2015 and GB 11714."""
    rows = session.exec(select(Licence.application_no, Licence.uscc))
    return [f"{number}: its code is not well formed" for number, uscc in rows if not is_uscc(uscc)]


def issued_licences_have_documents(session: Session) -> list[str]:
    """An issued licence names a document, under the key its digest gives."""
    return _found(
        session,
        "SELECT application_no FROM licence.licence WHERE state = 'ISSUED'"
        " AND (document_sha256 IS NULL OR document_key IS DISTINCT FROM"
        " application_no || '/licence/' || left(document_sha256, 32))",
        "an issued licence without its document",
    )


def documents_are_stored(exchange: Exchange) -> Invariant:
    """Reads every issued licence from the object store and compares its digest."""

    def check(session: Session) -> list[str]:
        wrong = []
        rows = session.exec(select(Licence).where(col(Licence.state) == LicenceState.ISSUED))
        for row in rows:
            try:
                exchange.collect_document(document_of(row))
            except Defect as defect:
                wrong.append(f"{row.application_no}: {defect.code}")
        return wrong

    return check


INVARIANTS: tuple[Invariant, ...] = (
    no_licence_without_decision,
    one_entity_per_code,
    no_code_used_twice,
    no_code_lost,
    codes_come_from_their_blocks,
    blocks_do_not_overlap,
    codes_are_well_formed,
    issued_licences_have_documents,
)
