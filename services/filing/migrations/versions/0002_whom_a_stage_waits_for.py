"""Whom each stage of the timeline waits for, and until when; unknown of lines written before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stage_entry", sa.Column("waits_for", sa.Text), schema="filing")
    op.add_column("stage_entry", sa.Column("deadline", sa.DateTime(timezone=True)), schema="filing")


def downgrade() -> None:
    op.drop_column("stage_entry", "deadline", schema="filing")
    op.drop_column("stage_entry", "waits_for", schema="filing")
