"""A version may have several premises; its neighbours are found at each of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "entity_version",
        sa.Column("further_premises_hashes", JSONB, nullable=False, server_default="[]"),
        schema="register",
    )
    op.create_index(
        "versions_by_further_premises",
        "entity_version",
        ["further_premises_hashes"],
        schema="register",
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("versions_by_further_premises", "entity_version", schema="register")
    op.drop_column("entity_version", "further_premises_hashes", schema="register")
