"""What must always hold of licences; each check reads only and says what it found by numbers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session, col, select

from kernel.errors import Defect
from kernel.exchange import Exchange
from kernel.numbers import is_uscc
from services.licence.domain.states import LicenceState
from services.licence.operations.documents import document_of
from services.licence.store.licences import Licence

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


def newest_licence_is_in_force(session: Session) -> list[str]:
    """A valid licence is its entity's newest one (条例 Art. 28: the earlier one comes back)."""
    return _found(
        session,
        "SELECT l.application_no FROM licence.licence l JOIN licence.licence newer USING (uscc)"
        " WHERE l.state = 'VALID' AND newer.state <> 'PREPARED'"
        " AND (newer.version, newer.issue) > (l.version, l.issue)",
        "still valid beside a newer one",
    )


def prints_have_no_gap(session: Session) -> list[str]:
    """The licences of one version count 1, 2, 3."""
    return _found(
        session,
        "SELECT min(application_no) FROM licence.licence GROUP BY uscc, version"
        " HAVING min(issue) <> 1 OR max(issue) <> count(*)",
        "a licence of its version is missing",
    )


def first_licence_has_one_day(session: Session) -> list[str]:
    """The day of issue of the first licence is the day of establishment (条例 Art. 21; AR-42)."""
    return _found(
        session,
        "SELECT application_no FROM licence.licence WHERE version = 1 AND issue = 1"
        " AND (registered_on <> issued_on OR approved_on <> issued_on)",
        "a first licence of another day",
    )


def codes_are_well_formed(session: Session) -> list[str]:
    """Every code satisfies GB 32100-2015 and GB 11714."""
    rows = session.exec(select(Licence.application_no, Licence.uscc))
    return [f"{number}: its code is not well formed" for number, uscc in rows if not is_uscc(uscc)]


def issued_licences_have_documents(session: Session) -> list[str]:
    """An issued licence names a document, under the key its digest gives; of earlier releases in no folder."""
    return _found(
        session,
        "SELECT application_no FROM licence.licence WHERE state <> 'PREPARED'"
        " AND (document_sha256 IS NULL OR regexp_replace(split_part(document_key, '#', 1), '^licence/', '')"
        " IS DISTINCT FROM application_no || '/licence/' || left(document_sha256, 32))",
        "an issued licence without its document",
    )


def documents_are_stored(exchange: Exchange) -> Invariant:
    """Reads every issued licence from the object store and compares its digest."""

    def check(session: Session) -> list[str]:
        wrong = []
        rows = session.exec(select(Licence).where(col(Licence.state) != LicenceState.PREPARED))
        for row in rows:
            try:
                exchange.collect_documents([document_of(row)], as_stored=True)
            except Defect as defect:
                wrong.append(f"{row.application_no}: {defect.code}")
        return wrong

    return check


def no_form_is_spoiled_and_used(session: Session) -> list[str]:
    """A form that was recorded as spoiled has nothing printed on it."""
    return _found(
        session,
        "SELECT print_no FROM licence.paper_licence JOIN licence.spoiled_blank USING (authority_code, serial_no)",
        "printed on a form that was recorded as spoiled",
    )


INVARIANTS: tuple[Invariant, ...] = (
    no_licence_without_decision,
    newest_licence_is_in_force,
    prints_have_no_gap,
    first_licence_has_one_day,
    codes_are_well_formed,
    issued_licences_have_documents,
    no_form_is_spoiled_and_used,
)
