"""An application may name several premises, and what the premises registry says of them is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in (("application", "further_premises_hashes"), ("submission", "premises_checks")):
        op.add_column(table, sa.Column(column, JSONB, nullable=False, server_default="[]"), schema="filing")
    op.create_index(
        "ix_application_further_premises",
        "application",
        ["further_premises_hashes"],
        schema="filing",
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("ix_application_further_premises", "application", schema="filing")
    op.drop_column("submission", "premises_checks", schema="filing")
    op.drop_column("application", "further_premises_hashes", schema="filing")
