"""Which keys a name is found by, names that newer keys would call another's, and holds by their end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTIVE = "status IN ('held', 'registered')"


def upgrade() -> None:
    # Names written by the code before have no version: they are given the new keys.
    op.add_column(
        "registered_name", sa.Column("keys_version", sa.Text(), nullable=False, server_default=""), schema="naming"
    )
    op.add_column(
        "registered_name",
        sa.Column("grandfathered", sa.Boolean(), nullable=False, server_default=sa.false()),
        schema="naming",
    )
    op.drop_index("one_trade_name_per_industry", "registered_name", schema="naming")
    op.create_index(
        "one_trade_name_per_industry",
        "registered_name",
        ["authority_code", "trade_key", "meaning"],
        unique=True,
        schema="naming",
        postgresql_where=sa.text(ACTIVE + " AND origin = 'declared' AND NOT grandfathered"),
    )
    op.create_index("names_by_keys_version", "registered_name", ["keys_version", "id"], schema="naming")
    op.create_index(
        "holds_by_end", "registered_name", ["held_until"], schema="naming", postgresql_where=sa.text("status = 'held'")
    )


def downgrade() -> None:
    op.drop_index("holds_by_end", "registered_name", schema="naming")
    op.drop_index("names_by_keys_version", "registered_name", schema="naming")
    op.drop_index("one_trade_name_per_industry", "registered_name", schema="naming")
    op.create_index(
        "one_trade_name_per_industry",
        "registered_name",
        ["authority_code", "trade_key", "meaning"],
        unique=True,
        schema="naming",
        postgresql_where=sa.text(ACTIVE + " AND origin = 'declared'"),
    )
    op.drop_column("registered_name", "grandfathered", schema="naming")
    op.drop_column("registered_name", "keys_version", schema="naming")
