"""When what others had to give for a decision was there: from then on its time counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("decision", sa.Column("complete_at", sa.DateTime(timezone=True), nullable=True), schema="approval")


def downgrade() -> None:
    op.drop_column("decision", "complete_at", schema="approval")
