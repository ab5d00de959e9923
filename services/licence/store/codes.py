"""Blocks of organisation codes, and every code of them that was ever used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

_TIME: Any = DateTime(timezone=True)
_WINDOW = 1_000


class BlockStatus(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class CodeBlock(SQLModel, table=True):
    """The bodies from `first_position` to `last_position`, both included; `next_position` has not been looked at.

    No two blocks of the country overlap (constraint `code_blocks_do_not_overlap`).
    """

    __tablename__ = "code_block"
    __table_args__ = (
        UniqueConstraint("authority_code", "first_position", "last_position", name="one_block_per_range"),
        CheckConstraint("prefix = 'MA'", name="prefix_known"),
        CheckConstraint(
            "first_position >= 0 AND last_position >= first_position AND last_position < 887503681",
            name="block_has_a_range",
        ),
        CheckConstraint("next_position BETWEEN first_position AND last_position + 1", name="next_position_in_block"),
        Index("code_blocks_by_authority", "authority_code", "first_position"),
        {"schema": "licence"},
    )

    id: str = Field(primary_key=True)
    authority_code: str
    prefix: str
    first_position: int = Field(sa_type=BigInteger)
    last_position: int = Field(sa_type=BigInteger)
    next_position: int = Field(sa_type=BigInteger)
    status: str
    origin: str
    created_at: datetime = Field(sa_type=_TIME)


class UsedCode(SQLModel, table=True):
    """A position that is taken for good. `uscc` and `application_no` are absent for one an earlier system used."""

    __tablename__ = "used_code"
    __table_args__ = (
        UniqueConstraint("uscc", name="one_code_per_uscc"),
        UniqueConstraint("application_no", name="one_code_per_application"),
        CheckConstraint("(uscc IS NULL) = (application_no IS NULL)", name="code_with_its_application"),
        {"schema": "licence"},
    )

    position: int = Field(sa_type=BigInteger, primary_key=True)
    block_id: str = Field(foreign_key="licence.code_block.id")
    uscc: str | None = None
    application_no: str | None = None
    used_at: datetime = Field(sa_type=_TIME)


def blocks(session: Session, authority_code: str | None = None) -> list[CodeBlock]:
    """Every block, or those of one authority, in the order in which they are used up."""
    statement = select(CodeBlock).order_by(col(CodeBlock.first_position))
    if authority_code is not None:
        statement = statement.where(CodeBlock.authority_code == authority_code)
    return list(session.exec(statement))


def used_before(session: Session) -> list[tuple[str, int]]:
    """Block and position of codes that an earlier system gave away."""
    statement = select(UsedCode.block_id, UsedCode.position).where(col(UsedCode.uscc).is_(None))
    return list(session.exec(statement.order_by(col(UsedCode.position))))


def open_blocks(session: Session, authority_code: str) -> list[CodeBlock]:
    """The blocks codes may be taken from; each is locked until the transaction ends."""
    statement = (
        select(CodeBlock)
        .where(
            CodeBlock.authority_code == authority_code,
            CodeBlock.status == BlockStatus.OPEN,
            CodeBlock.next_position <= CodeBlock.last_position,
        )
        .order_by(col(CodeBlock.first_position))
        .with_for_update()
    )
    return list(session.exec(statement))


def first_unused(session: Session, block: CodeBlock) -> int | None:
    """The first position of a locked block, from its next one on, that nobody used."""
    start = block.next_position
    while start <= block.last_position:
        end = min(start + _WINDOW - 1, block.last_position)
        used = set(session.exec(select(UsedCode.position).where(col(UsedCode.position).between(start, end))))
        for position in range(start, end + 1):
            if position not in used:
                return position
        start = end + 1
    return None


def used_ahead(session: Session, open_: Sequence[CodeBlock]) -> int:
    """How many codes ahead in these blocks are used already."""
    return sum(
        int(
            session.exec(
                select(func.count())
                .select_from(UsedCode)
                .where(col(UsedCode.position).between(block.next_position, block.last_position))
            ).one()
        )
        for block in open_
    )
