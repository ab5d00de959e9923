"""Whether what was handed in was signed electronically, or on paper and scanned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SCHEMA, TABLE = "archive", "archive_volume"


def upgrade() -> None:
    medium = sa.Column("medium", sa.Text, nullable=False, server_default="电子")
    op.add_column(TABLE, medium, schema=SCHEMA)
    op.create_check_constraint("medium_known", TABLE, "medium IN ('电子', '扫描')", schema=SCHEMA)


def downgrade() -> None:
    op.drop_constraint("medium_known", TABLE, schema=SCHEMA)
    op.drop_column(TABLE, "medium", schema=SCHEMA)
