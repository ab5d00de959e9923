"""Events that no agency has accepted yet are counted without the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "events_not_over",
        "outgoing_event",
        ["receipt_state", "receiver", "published_at"],
        schema="notice",
        postgresql_where=sa.text("receipt_state IN ('NONE', 'REJECTED')"),
    )


def downgrade() -> None:
    op.drop_index("events_not_over", "outgoing_event", schema="notice")
