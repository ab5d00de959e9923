"""Takes the next organisation code of an authority's blocks, each once and for good."""

from __future__ import annotations

import structlog
from prometheus_client import Gauge
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from uuid_utils import uuid7

from catalogues import authorities
from catalogues.filing_types.words import EntityKind
from kernel.database import lock_key, violated_constraint
from kernel.errors import Defect
from kernel.numbers import is_uscc
from services.register.domain import codes
from services.register.operations.resources import Resources
from services.register.store import codes as stored
from services.register.store.codes import BlockStatus, CodeBlock, UsedCode

log = structlog.get_logger()

LOW = 0.1
"""Below this share of unused codes somebody must ask for a new block."""

REMAINING = Gauge(
    "kaiye_register_codes_remaining_ratio", "Unused share of the organisation codes an authority has", ["authority"]
)


def allocate_code(
    resources: Resources, session: Session, application_no: str, authority_code: str, kind: EntityKind
) -> str:
    """A unified social credit code nobody had, for an entity of this authority; part of the caller's transaction.

    Raises Defect `register.code_block_exhausted`, and `register.code_invalid` (AR-41).
    """
    # Whoever else wants a code of this authority waits here, also while there is no block to lock yet.
    lock_codes(session, authority_code)
    available = stored.open_blocks(_ensured_blocks(resources, session, authority_code))
    for block in available:
        position = stored.first_unused(session, block)
        block.next_position = block.last_position + 1 if position is None else position + 1
        session.add(block)
        if position is None:
            continue
        uscc = codes.uscc_at(position, authority_code, kind)
        if not is_uscc(uscc) or uscc[2:8] != authority_code[:6]:
            raise Defect("register.code_invalid", application_no)
        session.add(
            UsedCode(
                position=position,
                block_id=block.id,
                uscc=uscc,
                application_no=application_no,
                used_at=resources.clock.now(),
            )
        )
        with session.no_autoflush:  # block and code go with what the caller writes
            _watch(session, application_no, authority_code, available)
        return uscc
    REMAINING.labels(authority_code).set(0)
    raise Defect("register.code_block_exhausted", authority_code)


def lock_codes(session: Session, authority_code: str) -> None:
    """Whoever changes what codes an authority has left waits for the one before."""
    lock_key(session, f"register/codes/{authority_code}")


def remaining_share(session: Session, blocks: list[CodeBlock]) -> float:
    """The unused share of blocks that are not used up; 0 when there is none."""
    capacity = sum(block.last_position - block.first_position + 1 for block in blocks)
    ahead = sum(block.last_position - block.next_position + 1 for block in blocks)
    return (ahead - stored.used_ahead(session, blocks)) / capacity if capacity else 0.0


def _watch(session: Session, application_no: str, authority_code: str, blocks: list[CodeBlock]) -> None:
    share = remaining_share(session, blocks)
    REMAINING.labels(authority_code).set(share)
    if share < LOW:
        # The number begins with the authority's division.
        log.warning("code_block_ran_low", error_code="register.code_block_low", application_no=application_no)


def _ensured_blocks(resources: Resources, session: Session, authority_code: str) -> list[CodeBlock]:
    """Every block of the authority, locked until the transaction ends. Blocks the settings name, or in a demonstration
    the derived one, exist from their first use on."""
    blocks = stored.blocks(session, authority_code, lock=True)
    known = {(block.first_position, block.last_position) for block in blocks}
    configured = [
        (codes.position_of(first), codes.position_of(last))
        for first, last in resources.code_blocks.get(authority_code, ())
    ]
    for wanted in configured:
        if wanted not in known:
            blocks.append(keep_block(session, new_block(resources, authority_code, wanted, "configured")))
    if not configured and not known and resources.derives_blocks:
        registering = [authority.code for authority in authorities.all() if authority.registers_sole_traders]
        if authority_code in registering:
            derived = codes.derived_block(authority_code, registering)
            blocks.append(keep_block(session, new_block(resources, authority_code, derived, "derived")))
    return blocks


def keep_block(session: Session, block: CodeBlock) -> CodeBlock:
    """Raises Defect `register.code_blocks_overlap`."""
    try:
        session.add(block)
        session.flush()
        return block
    except IntegrityError as error:
        if violated_constraint(error) == "code_blocks_do_not_overlap":
            raise Defect("register.code_blocks_overlap", block.authority_code) from None
        raise


def new_block(resources: Resources, authority_code: str, positions: tuple[int, int], origin: str) -> CodeBlock:
    first, last = positions
    return CodeBlock(
        id=str(uuid7()),
        authority_code=authority_code,
        prefix=codes.PREFIX,
        first_position=first,
        last_position=last,
        next_position=first,
        status=BlockStatus.OPEN,
        origin=origin,
        created_at=resources.clock.now(),
    )
