"""What this service keeps in the object store, to be compared with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session, col, func, select

from kernel.stored import Keeping, Stored
from services.licence.domain.states import LicenceState
from services.licence.operations.documents import document_of
from services.licence.operations.resources import Resources
from services.licence.store.licences import Licence


def keepings(resources: Resources) -> tuple[Keeping, ...]:
    """Every licence that was issued, of one entity after the other."""
    return (Keeping("stored_licences", partial(_licences, resources), _count),)


def _count(session: Session) -> int:
    return int(session.exec(select(func.count()).select_from(Licence)).one())


def _licences(resources: Resources, session: Session, place: str, most: int) -> Sequence[Stored]:
    code = col(Licence.uscc)
    codes = session.exec(select(code).where(code > place).distinct().order_by(code).limit(most)).all()
    issued = select(Licence).where(code.in_(codes), col(Licence.state) != LicenceState.PREPARED)
    rows = session.exec(issued).all()

    def examine(of: str) -> None:
        resources.exchange.collect_documents([document_of(r) for r in rows if r.uscc == of], as_stored=True)

    return [Stored(each, each, partial(examine, each)) for each in codes]
