"""A version knows with whose account it was filed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entity_version", sa.Column("account_subject", sa.Text, nullable=True), schema="register")
    op.create_index("versions_by_account", "entity_version", ["account_subject"], schema="register")


def downgrade() -> None:
    op.drop_index("versions_by_account", "entity_version", schema="register")
    op.drop_column("entity_version", "account_subject", schema="register")
