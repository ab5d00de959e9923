"""What departments are asked before a business ends, and what they reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _time(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def upgrade() -> None:
    op.create_table(
        "department_question",
        sa.Column("application_no", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("uscc", "event_type")),
        _time("asked_at"),
        _time("until", optional=True),
        schema="notice",
    )
    op.create_table(
        "department_reply",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("agency", "reply_id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("application_no", "kind", "content_sealed")),
        _time("stored_at"),
        schema="notice",
    )
    op.create_index("replies_by_application", "department_reply", ["application_no", "stored_at"], schema="notice")


def downgrade() -> None:
    for table in ("department_reply", "department_question"):
        op.drop_table(table, schema="notice")
