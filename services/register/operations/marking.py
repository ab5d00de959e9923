"""Marks that enrolled departments put on entities and lift: written down once, effective from that second."""

from __future__ import annotations

from datetime import date
from typing import Literal

import structlog
from pydantic import BaseModel
from sqlmodel import Session

from catalogues import entity_states
from catalogues import marks as catalogue
from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect, Refusal, not_found
from kernel.exchange import Reference
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import deposit
from services.register.store import entities, marks
from services.register.store.entities import Entity, EntityVersion
from services.register.store.marks import Mark, MarkLifted

log = structlog.get_logger()

WITHDRAWAL = "/licences/{application_no}/withdrawal"
"""Where the licence service is told that a licence was withdrawn."""


class MarkTold(BaseModel):
    """What the notice service leaves of a department's message, after it checked signature and permission. `mark_no` is
    the department's own number of the mark; `message` is the signed message as it came."""

    agency: str
    act: Literal["put", "lifted"]
    mark_no: str
    document_no: str
    authority: str
    message: str
    on: date
    uscc: str | None = None
    kind: str | None = None
    to_on: date | None = None

    @property
    def source(self) -> str:
        """Who put it there, and by which document."""
        return f"{self.authority}，{self.document_no}"


class MarkRecorded(BaseModel):
    """`new`: it was not in the register before."""

    new: bool


def record_mark(resources: Resources, told: Reference) -> MarkRecorded:
    """Put a mark on an entity, or lift it, as a department ordered; the licence of an entity whose licence was
    withdrawn is void from then on too.

    Idempotency key: agency + mark_no, once for each act. Raises Refusal `register.mark.not_found` for a reference that
    is none, `register.entity_unknown`, `register.entity_ended`, `register.mark_differs` for another mark of that
    number, `register.mark_unknown` for the lifting of one that the department did not put; Outage
    `licence.unavailable`, after which the mark stands and the same asked again tells the licence service.
    """
    try:
        mark = resources.exchange.collect(told, MarkTold, PartKind.MARK)
    except Defect:
        raise not_found("register.mark", "没有找到该标记", "There is no such mark") from None
    with resources.database.transaction() as session:
        lock_key(session, f"register/mark/{mark.agency}/{mark.mark_no}")
        known = marks.of_agency(session, mark.agency, mark.mark_no)
        if mark.act == "lifted":
            return _lift(resources, session, mark, known)
        new = known is None
        entity, version = _put(resources, session, mark) if known is None else _standing(session, known, mark)
    if mark.kind == catalogue.MarkKind.LICENCE_WITHDRAWN:
        _withdraw_licence(resources, entity, version, mark)
    return MarkRecorded(new=new)


def _put(resources: Resources, session: Session, mark: MarkTold) -> tuple[Entity, EntityVersion]:
    assert mark.uscc is not None and mark.kind is not None  # the notice service read them
    if entities.entity(session, mark.uscc, lock=True) is None:
        raise entity_unknown()
    found = entities.in_force(session, mark.uscc)
    assert found is not None  # written together
    entity = found[0]
    if entity_states.get(entity.status).ended:
        raise Refusal(
            "register.entity_ended",
            f"该市场主体{entity.status}",
            "This entity has ended",
            pointer="/data/uscc",
            status=409,
        )
    row = Mark(
        uscc=entity.uscc,
        kind=mark.kind,
        source=mark.source,
        from_on=mark.on,
        to_on=mark.to_on,
        agency=mark.agency,
        mark_no=mark.mark_no,
        message=mark.message,
        recorded_at=resources.clock.now(),
    )
    session.add(row)
    session.flush()
    stand(resources, session, *found)
    log.info("mark_put", agency=mark.agency)
    return found


def _standing(session: Session, known: Mark, mark: MarkTold) -> tuple[Entity, EntityVersion]:
    if (known.uscc, known.kind, known.source, known.from_on, known.to_on) != (
        *(mark.uscc, mark.kind, mark.source),
        *(mark.on, mark.to_on),
    ):
        raise Refusal(
            "register.mark_differs",
            "该编号的标记已有其他内容",
            "A mark of this number says something else",
            pointer="/data/mark_no",
            status=409,
            remedy_zh="新的标记请用新的编号；更改请先解除原标记",
            remedy_en="Give a new mark a number of its own; to alter one lift it first",
        )
    found = entities.in_force(session, known.uscc)
    assert found is not None  # a mark has its entity
    return found


def _lift(resources: Resources, session: Session, mark: MarkTold, known: Mark | None) -> MarkRecorded:
    if known is None:
        raise Refusal(
            "register.mark_unknown",
            "没有您机关设置的这一编号的标记",
            "You put on no mark of this number",
            pointer="/data/mark_no",
            status=404,
        )
    if marks.lifting(session, known.id) is not None:
        return MarkRecorded(new=False)
    entities.entity(session, known.uscc, lock=True)
    found = entities.in_force(session, known.uscc)
    assert found is not None  # a mark has its entity
    now = resources.clock.now()
    lifted = MarkLifted(mark_id=known.id, source=mark.source, lifted_on=mark.on, message=mark.message, recorded_at=now)
    session.add(lifted)
    session.flush()
    stand(resources, session, *found)
    log.info("mark_lifted", agency=mark.agency)
    return MarkRecorded(new=True)


def stand(resources: Resources, session: Session, entity: Entity, version: EntityVersion) -> None:
    """How the entity stands follows from its version and what is kept on it (吊销未注销)."""
    if entity_states.get(entity.status).ended:
        return
    held = marks.in_force(session, entity.uscc, local_date(resources.clock.now()))
    states = [state for mark in held if (state := catalogue.get(mark.kind).state)]
    entity.status = EntityStatus(states[0] if states else version.status)
    session.add(entity)


def _withdraw_licence(resources: Resources, entity: Entity, version: EntityVersion, mark: MarkTold) -> None:
    number = version.application_no
    held = deposit(resources, entity, version, number)
    request = {
        "application_no": number,
        "uscc": entity.uscc,
        "state": "REVOKED",
        "reason": f"被吊销营业执照：{mark.source}",
    }
    resources.licence.hand_on(WITHDRAWAL.format(application_no=number), held, request)
