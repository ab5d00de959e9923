"""An agency may be enrolled to put marks on businesses, under a key of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agency", sa.Column("marks", sa.Text, nullable=False, server_default=""), schema="notice")
    op.add_column("agency", sa.Column("marks_key", sa.Text, nullable=True), schema="notice")


def downgrade() -> None:
    for name in ("marks_key", "marks"):
        op.drop_column("agency", name, schema="notice")
