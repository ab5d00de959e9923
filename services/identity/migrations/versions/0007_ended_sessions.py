"""Sessions that ended lately are found without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ended_sessions",
        "login_session",
        ["revoked_at"],
        schema="identity",
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ended_sessions", "login_session", schema="identity")
