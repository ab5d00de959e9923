"""A message is kept as it was sent, and no longer with its addressee's name masked beside it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was deployed before still writes the masked text; a later migration can drop the column.
    op.alter_column("applicant_message", "shown_sealed", nullable=True, schema="notice")


def downgrade() -> None:
    op.execute("UPDATE notice.applicant_message SET shown_sealed = '' WHERE shown_sealed IS NULL")
    op.alter_column("applicant_message", "shown_sealed", nullable=False, schema="notice")
