"""What agencies are written to and held to: their public keys, and everything they signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _time(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def upgrade() -> None:
    op.create_table(
        "agency_key",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("agency", "key_id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("use", "jwk", "added_by")),
        _time("added_at"),
        _time("ended_at", optional=True),
        schema="notice",
    )
    op.create_table(
        "agency_statement",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("agency", "digest")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("message_id", "content_sealed")),
        _time("stored_at"),
        schema="notice",
    )


def downgrade() -> None:
    for table in ("agency_statement", "agency_key"):
        op.drop_table(table, schema="notice")
