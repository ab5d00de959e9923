"""What this service keeps in the object store, to be compared with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlmodel import Session, col, func, select

from kernel.stored import Keeping, Stored
from services.signing.operations.documents import reference
from services.signing.operations.resources import Resources
from services.signing.store.acts import DocumentSignature
from services.signing.store.sessions import SigningSession


def keepings(resources: Resources) -> tuple[Keeping, ...]:
    """Signed documents, as every signer left them, of one session after the other."""
    return (Keeping("stored_signed_documents", partial(_signed, resources), _count),)


def _count(session: Session) -> int:
    return int(session.exec(select(func.count()).select_from(SigningSession)).one())


def _signed(resources: Resources, session: Session, place: str, most: int) -> Sequence[Stored]:
    number = col(DocumentSignature.session_no)
    numbers = session.exec(select(number).where(number > place).distinct().order_by(number).limit(most)).all()
    rows = session.exec(select(DocumentSignature).where(number.in_(numbers))).all()

    def examine(of: str) -> None:
        resources.exchange.collect_documents([reference(r) for r in rows if r.session_no == of], as_stored=True)

    return [Stored(each, each, partial(examine, each)) for each in numbers]
