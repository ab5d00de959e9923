"""Whoever was invited to sign may decline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = "identity"


def upgrade() -> None:
    op.add_column("signer_invitation", sa.Column("declined_at", sa.DateTime(timezone=True)), schema=SCHEMA)
    op.add_column("signer_invitation", sa.Column("declined_because", sa.Text), schema=SCHEMA)
    op.create_check_constraint(
        "signer_invitation_declined_has_reason",
        "signer_invitation",
        "(declined_at IS NULL) = (declined_because IS NULL)",
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_constraint("signer_invitation_declined_has_reason", "signer_invitation", schema=SCHEMA)
    op.drop_column("signer_invitation", "declined_because", schema=SCHEMA)
    op.drop_column("signer_invitation", "declined_at", schema=SCHEMA)
