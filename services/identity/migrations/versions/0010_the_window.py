"""Somebody at the window: who of the staff acts for them, and who saw that they are the person of the card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCHEMA = "identity"


def upgrade() -> None:
    clerk = sa.Column("clerk_id", sa.Text, sa.ForeignKey("identity.account.account_id"))
    op.add_column("login_session", clerk, schema=SCHEMA)
    for name in ("witnessed_by", "witness_no"):
        op.add_column("face_capture", sa.Column(name, sa.Text), schema=SCHEMA)


def downgrade() -> None:
    for name in ("witness_no", "witnessed_by"):
        op.drop_column("face_capture", name, schema=SCHEMA)
    op.drop_column("login_session", "clerk_id", schema=SCHEMA)
