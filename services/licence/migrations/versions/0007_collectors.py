"""Who collected a paper, with document and signature; and when its owner was told that it was posted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("paper_licence", sa.Column("collector_sealed", sa.Text, nullable=True), schema="licence")
    op.add_column("paper_licence", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True), schema="licence")


def downgrade() -> None:
    for name in ("told_at", "collector_sealed"):
        op.drop_column("paper_licence", name, schema="licence")
