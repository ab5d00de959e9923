"""Messages the gateway has not taken yet are found quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "messages_to_send",
        "applicant_message",
        ["message_no"],
        schema="notice",
        postgresql_where=sa.text("sent_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("messages_to_send", "applicant_message", schema="notice")
