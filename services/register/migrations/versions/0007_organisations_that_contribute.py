"""What was answered about organisations that contribute is kept with the counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("facts_answered", sa.Column("organisations", JSONB, nullable=True), schema="register")


def downgrade() -> None:
    op.drop_column("facts_answered", "organisations", schema="register")
