"""What must always hold of applications, as read-only checks that answer with what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from kernel.errors import Defect
from kernel.exchange import DocumentRef, Exchange
from services.filing.store import applications, documents, timeline


def locked_operators_are_unaltered(session: Session) -> list[str]:
    return [f"{number}: the operator changed after confirmation" for number in applications.altered_operators(session)]


def timelines_are_contiguous(session: Session) -> list[str]:
    return [f"{number}: the timeline has a gap" for number in timeline.broken_timelines(session)]


def stages_are_the_last_of_their_timelines(session: Session) -> list[str]:
    return [f"{number}: its stage is not the last one" for number in timeline.misplaced_applications(session)]


def confirmed_documents_are_unaltered(session: Session) -> list[str]:
    return [f"{number}: documents of revision {n} changed" for number, n in documents.altered_revisions(session)]


def confirmed_documents_are_stored(exchange: Exchange) -> Callable[[Session], list[str]]:
    """Reads every confirmed document from the object store and compares its digest."""

    def check(session: Session) -> list[str]:
        wrong = []
        for row in documents.confirmed_documents(session):
            reference = DocumentRef(kind=row.kind, key=row.object_key, sha256=row.sha256, sm3=row.sm3, pages=row.pages)
            try:
                exchange.collect_documents([reference], as_stored=True)
            except Defect as defect:
                wrong.append(f"{row.application_no}: {row.kind} of revision {row.revision}: {defect.code}")
        return wrong

    return check


INVARIANTS = (
    locked_operators_are_unaltered,
    timelines_are_contiguous,
    stages_are_the_last_of_their_timelines,
    confirmed_documents_are_unaltered,
)
