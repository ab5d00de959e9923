"""What is kept on an entity is told with what was counted for a filing about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "facts_answered",
        sa.Column("marks", JSONB, nullable=False, server_default="[]"),
        schema="register",
    )


def downgrade() -> None:
    op.drop_column("facts_answered", "marks", schema="register")
