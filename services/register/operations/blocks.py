"""Code blocks as operations staff add and see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues import authorities
from catalogues.errors import UnknownCode
from kernel.database import violated_constraint
from kernel.errors import Refusal, not_found
from services.register.domain import codes
from services.register.operations.allocation import LOW, lock_codes, new_block, remaining_share
from services.register.operations.resources import Resources
from services.register.store import codes as stored
from services.register.store.codes import BlockStatus, CodeBlock

MOST_USED_BODIES = 100_000


class CodeBlockView(BaseModel):
    """`remaining` counts codes nobody used; `low` asks for a new block. Both ends of the range are included."""

    id: str
    authority_code: str
    prefix: str
    first: str
    last: str
    status: str
    origin: str
    size: int
    remaining: int
    low: bool
    created_at: datetime


def add_block(
    resources: Resources, authority_code: str, first: str, last: str, used: Sequence[str] = ()
) -> CodeBlockView:
    """Give an authority the bodies from `first` to `last`; those in `used` were given away by an earlier system.

    Idempotency key: authority and range; a repeated call adds what is new in `used` as long as it lies ahead.
    Raises Refusal `register.authority_unknown`, `register.code_block_backwards`, `register.used_code_outside_block`,
    `register.code_block_overlaps`.
    """
    _check_authority(authority_code)
    begin, end = codes.position_of(first), codes.position_of(last)
    if begin > end:
        raise Refusal(
            "register.code_block_backwards",
            "码段的止码不能小于起码",
            "A block must not end before it begins",
            pointer="/to",
            remedy_zh="请核对码段起止",
            remedy_en="Check both ends of the block",
        )
    positions = []
    for index, body in enumerate(used):
        position = codes.position_of(body)
        if not begin <= position <= end:
            raise Refusal(
                "register.used_code_outside_block",
                "已用代码不在该码段内",
                "A used code lies outside the block",
                pointer=f"/used/{index}",
            )
        positions.append(position)
    try:
        with resources.database.transaction() as session:
            lock_codes(session, authority_code)
            existing = [
                block
                for block in stored.blocks(session, authority_code)
                if (block.first_position, block.last_position) == (begin, end)
            ]
            block = existing[0] if existing else new_block(resources, authority_code, (begin, end), "added")
            session.add(block)
            session.flush()
            stored.mark_used(session, block, positions, resources.clock.now())
            return _shown(session, block)
    except IntegrityError as error:
        if violated_constraint(error) != "code_blocks_do_not_overlap":
            raise
    raise Refusal(
        "register.code_block_overlaps",
        "码段与已有码段重叠",
        "The block overlaps with one that exists",
        pointer="/from",
        article="GB 32100-2015",
        status=409,
        remedy_zh="请向省级代码管理机构核对码段",
        remedy_en="Check the range with the province's code centre",
    )


def list_blocks(resources: Resources, authority_code: str | None) -> tuple[CodeBlockView, ...]:
    with resources.database.reading() as session:
        return tuple(_shown(session, block) for block in stored.blocks(session, authority_code))


def close_block(resources: Resources, block_id: str) -> CodeBlockView:
    """Take no further code from a block. Idempotent. Raises Refusal `register.code_block.not_found`."""
    with resources.database.transaction() as session:
        block = session.get(CodeBlock, block_id, with_for_update=True)
        if block is None:
            raise not_found("register.code_block", "没有该码段", "There is no such block")
        block.status = BlockStatus.CLOSED
        session.add(block)
        session.flush()
        return _shown(session, block)


def _check_authority(code: str) -> None:
    try:
        registers = authorities.get(code).registers_sole_traders
    except UnknownCode:
        registers = False
    if not registers:
        raise Refusal(
            "register.authority_unknown",
            "该登记机关不存在或不办理个体工商户登记",
            "There is no such authority, or it registers no sole traders",
            pointer="/authority_code",
        )


def _shown(session: Session, block: CodeBlock) -> CodeBlockView:
    share = remaining_share(session, [block])
    size = block.last_position - block.first_position + 1
    return CodeBlockView(
        id=block.id,
        authority_code=block.authority_code,
        prefix=block.prefix,
        first=codes.body_at(block.first_position),
        last=codes.body_at(block.last_position),
        status=block.status,
        origin=block.origin,
        size=size,
        remaining=round(share * size),
        low=share < LOW,
        created_at=block.created_at,
    )
