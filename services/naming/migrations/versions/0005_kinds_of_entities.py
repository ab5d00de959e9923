"""A declaration says what is to bear the name; those of before are of sole traders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("entity_kind", sa.Text(), nullable=False, server_default="sole_trader")
    op.add_column("name_declaration", column, schema="naming")


def downgrade() -> None:
    op.drop_column("name_declaration", "entity_kind", schema="naming")
