"""Blocks of organisation codes, and every code of them that was ever used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import insert
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
        {"schema": "register"},
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
    """A position that is taken for good. `uscc` and `application_no` are absent for one an earlier system used,
    `block_id` for one that was taken over from outside every block."""

    __tablename__ = "used_code"
    __table_args__ = (
        UniqueConstraint("uscc", name="one_code_per_uscc"),
        UniqueConstraint("application_no", name="one_code_per_application"),
        CheckConstraint("(uscc IS NULL) = (application_no IS NULL)", name="code_with_its_application"),
        {"schema": "register"},
    )

    position: int = Field(sa_type=BigInteger, primary_key=True)
    block_id: str | None = Field(default=None, foreign_key="register.code_block.id")
    uscc: str | None = None
    application_no: str | None = None
    used_at: datetime = Field(sa_type=_TIME)


def blocks(session: Session, authority_code: str | None = None, *, lock: bool = False) -> list[CodeBlock]:
    """Every block, or those of one authority, in the order in which they are used up; with `lock`, each is locked until
    the transaction ends."""
    statement = select(CodeBlock).order_by(col(CodeBlock.first_position))
    if authority_code is not None:
        statement = statement.where(CodeBlock.authority_code == authority_code)
    return list(session.exec(statement.with_for_update() if lock else statement))


def open_blocks(blocks: Sequence[CodeBlock]) -> list[CodeBlock]:
    """Those of these blocks that codes may be taken from, in the order in which they are used up."""
    open_ = [each for each in blocks if each.status == BlockStatus.OPEN and each.next_position <= each.last_position]
    return sorted(open_, key=lambda block: block.first_position)


def block_around(session: Session, position: int) -> CodeBlock | None:
    """The block a position lies in, locked until the transaction ends."""
    statement = select(CodeBlock).where(CodeBlock.first_position <= position, col(CodeBlock.last_position) >= position)
    return session.exec(statement.with_for_update()).first()


def mark_used(session: Session, block: CodeBlock, positions: Sequence[int], at: datetime) -> None:
    """An earlier system gave these away; those known already stay as they are."""
    rows = [{"position": position, "block_id": block.id, "used_at": at} for position in sorted(set(positions))]
    if rows:
        session.connection().execute(insert(UsedCode).on_conflict_do_nothing(), rows)


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
