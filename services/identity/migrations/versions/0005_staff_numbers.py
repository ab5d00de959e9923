"""The number (工号) that staff sign decisions with beside their name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "identity"


def upgrade() -> None:
    op.add_column("account", sa.Column("staff_no", sa.Text), schema=SCHEMA)
    op.create_unique_constraint("account_staff_no_unique", "account", ["authority", "staff_no"], schema=SCHEMA)


def downgrade() -> None:
    op.drop_constraint("account_staff_no_unique", "account", schema=SCHEMA)
    op.drop_column("account", "staff_no", schema=SCHEMA)
