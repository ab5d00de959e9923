"""Mobiles of liaison persons that a code reached, each for the account that named it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "identity"


def upgrade() -> None:
    op.create_table(
        "liaison_mobile",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("mobile_hash", sa.Text, primary_key=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("liaison_mobile", schema=SCHEMA)
