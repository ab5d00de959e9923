"""Blocks of organisation codes from before the register gave them, and the codes used of them: read for its take-over,
and then of no more use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

_TIME: Any = DateTime(timezone=True)


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


def blocks(session: Session) -> list[CodeBlock]:
    """Every block, in the order in which they were used up."""
    return list(session.exec(select(CodeBlock).order_by(col(CodeBlock.first_position))))


def used_before(session: Session) -> list[tuple[str, int]]:
    """Block and position of codes that an earlier system gave away."""
    statement = select(UsedCode.block_id, UsedCode.position).where(col(UsedCode.uscc).is_(None))
    return list(session.exec(statement.order_by(col(UsedCode.position))))
