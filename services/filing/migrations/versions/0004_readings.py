"""What was read in attached pictures, encrypted, and whether the applicant stands by a doubted one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("sought", sa.Text, primary_key=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("begun_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("encrypted", sa.Text),
        schema="filing",
    )
    op.add_column("attachment", sa.Column("insisted_at", MOMENT), schema="filing")


def downgrade() -> None:
    op.drop_column("attachment", "insisted_at", schema="filing")
    op.drop_table("reading", schema="filing")
