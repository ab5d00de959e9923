"""Takes over what was licensed before there was a register: blocks of codes first, then every business."""

from __future__ import annotations

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import EntityKind, PartKind
from kernel.errors import Defect
from services.register.contract.messages import CodesTakenOver, TakenOver, TakeOver, TakeOverCodes, TakeOverEnded
from services.register.domain import codes
from services.register.domain.parts import CodeBlockGiven, Codes, Licence
from services.register.operations.allocation import keep_block, lock_codes
from services.register.operations.applying import lock_application
from services.register.operations.collecting import ApprovedFiling, application_of, approved
from services.register.operations.facts import operator_of
from services.register.operations.resources import Resources
from services.register.operations.versions import Effect, write_version
from services.register.store import codes as stored
from services.register.store import entities, filings
from services.register.store.codes import CodeBlock, UsedCode
from services.register.store.entities import Entity
from services.register.store.filings import TakeOverEnd

log = structlog.get_logger()


def take_over_codes(resources: Resources, request: TakeOverCodes) -> CodesTakenOver:
    """Go on with blocks where the licence service stopped. Idempotent: a block is only ever moved forward. Raises
    Defect `register.code_blocks_overlap`."""
    given = resources.exchange.collect(request.codes, Codes, PartKind.CODES).blocks
    with resources.database.transaction() as session:
        ended = filings.take_over_end(session) is not None
        for block in given:
            lock_codes(session, block.authority_code)
            _take_block(resources, session, block)
    return CodesTakenOver(blocks=len(given), ended=ended)


def take_over(resources: Resources, request: TakeOver) -> TakenOver:
    """A business with the facts that were confirmed and approved then, established on the day it was registered.

    Idempotency key: application_no. Raises Defect `register.wrong_case`, `register.no_approval`,
    `register.licence_differs`, `register.code_taken`.
    """
    number = request.application_no
    with resources.database.reading() as session:
        earlier = entities.version_of_application(session, number)
    if earlier is not None and earlier[0].uscc == request.uscc:
        return TakenOver(new=False)
    application = application_of(resources, request.application, number)
    filing = approved(resources, application, application.full_name, request.decision, EntityKind.SOLE_TRADER)
    if request.licence is not None:
        _check_licence(request, resources.exchange.collect(request.licence, Licence, PartKind.LICENCE), filing)
    with resources.database.transaction() as session:
        lock_application(session, number)
        # Only now: without the lock, what another try has just written would look like somebody else's.
        earlier = entities.version_of_application(session, number)
        if earlier is not None and earlier[0].uscc == request.uscc:
            return TakenOver(new=False)
        if earlier is not None or entities.entity(session, request.uscc) is not None:
            raise Defect("register.code_taken", number)
        now = resources.clock.now()
        _use_code(resources, session, request, filing)
        entity = Entity(
            uscc=request.uscc,
            kind=EntityKind.SOLE_TRADER,
            status=EntityStatus.ACTIVE,
            authority_code=filing.authority_code,
            established_on=request.registered_on,
            version=1,
            recorded_at=now,
        )
        write_version(resources, session, entity, filing, Effect(request.registered_on, now))
    log.info("business_taken_over", application_no=number)
    return TakenOver(new=True)


def end_take_over(resources: Resources) -> TakeOverEnded:
    """From here on new entities get their codes. Idempotent: the first end stands."""
    with resources.database.transaction() as session:
        values = {"id": 1, "entities": entities.count_all(session), "ended_at": resources.clock.now()}
        session.connection().execute(insert(TakeOverEnd).values(values).on_conflict_do_nothing())
        end = filings.take_over_end(session)
        assert end is not None  # written above, or before
        return TakeOverEnded(entities=end.entities)


def _check_licence(request: TakeOver, licence: Licence, filing: ApprovedFiling) -> None:
    """What was printed is what goes into the register."""
    facts = filing.facts
    printed = (
        licence.application_no,
        licence.uscc,
        licence.registered_on,
        licence.name,
        licence.operator_name,
        licence.composition_form,
        licence.scope_text,
        licence.premises,
    )
    registered = (
        request.application_no,
        request.uscc,
        request.registered_on,
        facts.name,
        operator_of(facts.parties).name,
        facts.composition_form,
        facts.scope_text,
        facts.premises.on_licence,
    )
    if printed != registered:
        raise Defect("register.licence_differs", request.application_no)


def _take_block(resources: Resources, session: Session, given: CodeBlockGiven) -> None:
    known = [
        block
        for block in stored.blocks(session, given.authority_code)
        if (block.first_position, block.last_position) == (given.first_position, given.last_position)
    ]
    block = known[0] if known else CodeBlock(**given.model_dump(exclude={"used"}))
    block.next_position = max(block.next_position, given.next_position)
    keep_block(session, block)
    stored.mark_used(session, block, given.used, resources.clock.now())


def _use_code(resources: Resources, session: Session, request: TakeOver, filing: ApprovedFiling) -> None:
    """The code is never given again: its position is used, and the block it lies in goes on after it."""
    position = codes.position_in(request.uscc)
    if position is None:
        return
    lock_codes(session, filing.authority_code)
    block = stored.block_around(session, position)
    if block is not None and block.next_position <= position:
        block.next_position = position + 1
        session.add(block)
    used = session.get(UsedCode, position)
    if used is not None and used.uscc not in {None, request.uscc}:
        raise Defect("register.code_taken", request.application_no)
    used = used or UsedCode(position=position, block_id=block.id if block else None, used_at=resources.clock.now())
    used.uscc, used.application_no = request.uscc, request.application_no
    session.add(used)
    session.flush()
