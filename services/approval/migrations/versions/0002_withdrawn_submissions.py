"""Submissions taken back while they were examined, and tasks that end with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "approval"
STATE_KNOWN = "review_task_state_known"


def upgrade() -> None:
    op.create_table(
        "withdrawn_submission",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        schema=SCHEMA,
    )
    op.drop_constraint(STATE_KNOWN, "review_task", schema=SCHEMA)
    op.create_check_constraint(STATE_KNOWN, "review_task", "state IN ('open', 'decided', 'withdrawn')", schema=SCHEMA)


def downgrade() -> None:
    """Fails while a task is withdrawn: the earlier schema has no word for it."""
    op.drop_constraint(STATE_KNOWN, "review_task", schema=SCHEMA)
    op.create_check_constraint(STATE_KNOWN, "review_task", "state IN ('open', 'decided')", schema=SCHEMA)
    op.drop_table("withdrawn_submission", schema=SCHEMA)
