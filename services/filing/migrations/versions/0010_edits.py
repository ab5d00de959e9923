"""Which open page saved a section last; unknown of those saved before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("section", sa.Column("edit", sa.Text), schema="filing")


def downgrade() -> None:
    op.drop_column("section", "edit", schema="filing")
