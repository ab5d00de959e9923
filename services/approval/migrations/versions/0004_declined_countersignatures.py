"""Who declined to countersign a refusal, when, and why (sealed)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "approval"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("declined_by", sa.Text), schema=SCHEMA)
    op.add_column("proposal", sa.Column("declined_at", sa.DateTime(timezone=True)), schema=SCHEMA)
    op.add_column("proposal", sa.Column("decline_reason_sealed", sa.Text), schema=SCHEMA)
    op.create_check_constraint(
        "proposal_declined_as_a_whole",
        "proposal",
        "(declined_by IS NULL) = (declined_at IS NULL) AND (declined_by IS NULL) = (decline_reason_sealed IS NULL)",
        schema=SCHEMA,
    )
    op.create_check_constraint(
        "proposal_countersigned_or_declined",
        "proposal",
        "countersigned_by IS NULL OR declined_by IS NULL",
        schema=SCHEMA,
    )
    op.create_check_constraint(
        "proposal_declined_by_another",
        "proposal",
        "declined_by IS NULL OR (outcome = 'REJECT' AND declined_by <> examiner)",
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_constraint("proposal_declined_by_another", "proposal", schema=SCHEMA)
    op.drop_constraint("proposal_countersigned_or_declined", "proposal", schema=SCHEMA)
    op.drop_constraint("proposal_declined_as_a_whole", "proposal", schema=SCHEMA)
    for column in ("decline_reason_sealed", "declined_at", "declined_by"):
        op.drop_column("proposal", column, schema=SCHEMA)
