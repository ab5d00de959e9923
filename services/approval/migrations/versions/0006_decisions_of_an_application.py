"""Finds the decisions of an application, whoever made them: the two indexes there are hold one kind each."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "approval"


def upgrade() -> None:
    op.create_index("decisions_of_application", "decision", ["application_no", "submission"], schema=SCHEMA)


def downgrade() -> None:
    op.drop_index("decisions_of_application", "decision", schema=SCHEMA)
