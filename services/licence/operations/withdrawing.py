"""Ends the licence in force because of what became of its entity: withdrawn as a penalty, or its registration
revoked."""

from __future__ import annotations

from typing import Literal

import structlog

from catalogues.filing_types.words import PartKind
from kernel.database import lock_key
from kernel.errors import not_found
from kernel.exchange import Reference
from kernel.messages import Message
from services.licence.domain.copies import DUPLICATE, ORIGINAL
from services.licence.domain.states import LicenceState
from services.licence.operations.ending import end
from services.licence.operations.resources import Resources
from services.licence.operations.voiding import void_papers
from services.licence.store import licences

log = structlog.get_logger()


class EndWithEntity(Message):
    """Idempotency key: uscc + state: what has ended stays as it ended. `application_no` made the version in force;
    `reason` says who decided so and by which document."""

    application_no: str
    uscc: str
    state: Literal[LicenceState.VOID, LicenceState.REVOKED]
    reason: str


class EndedWithEntity(Message):
    """`ended`: there was a licence in force."""

    ended: bool


class _Shown(Message):
    """What the register left of the entity."""

    model_config = Message.model_config | {"extra": "ignore"}

    uscc: str
    application_no: str


def end_with_entity(resources: Resources, request: EndWithEntity, entity: Reference) -> EndedWithEntity:
    """Electronic licence and papers are void from this second on, and the QR code says so (实施细则 Art. 64). Raises
    Refusal `licence.not_found` where the part is of another entity."""
    shown = resources.exchange.collect(entity, _Shown, PartKind.ENTITY)
    if shown.uscc != request.uscc:
        raise not_found("licence", "没有找到该执照", "There is no such licence")
    with resources.database.transaction() as session:
        lock_key(session, f"licence/entity/{request.uscc}")
        of_entity = licences.of_entity(session, request.uscc, lock=True)
        row = next((each for each in of_entity if each.state == LicenceState.VALID), None)
        if row is None:
            return EndedWithEntity(ended=False)
        now = resources.clock.now()
        by = request.application_no
        end(resources, session, row, request.state, at=now, by=by, reason=request.reason)
        void_papers(resources, session, row, (ORIGINAL, DUPLICATE), now, by, request.reason)
    log.info("licence_ended", application_no=by, state=request.state)
    return EndedWithEntity(ended=True)
