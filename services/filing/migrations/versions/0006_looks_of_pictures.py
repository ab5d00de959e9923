"""What a picture looks like in short, so that one uploaded twice is noticed; unknown of those uploaded before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("look", sa.Text), schema="filing")


def downgrade() -> None:
    op.drop_column("attachment", "look", schema="filing")
