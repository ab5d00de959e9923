"""From where somebody acted or looked, and in which role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_COLUMNS = ("role", "origin")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("audit_entry", sa.Column(name, sa.Text, nullable=True), schema="identity")


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("audit_entry", name, schema="identity")
