"""From where somebody acted or looked, and in which role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_COLUMNS = ("role", "origin", "request_id")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("audit_entry", sa.Column(name, sa.Text, nullable=True), schema="approval")


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("audit_entry", name, schema="approval")
