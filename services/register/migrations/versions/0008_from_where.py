"""From where somebody acted or looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_COLUMNS = ("origin",)


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("access_log", sa.Column(name, sa.Text, nullable=True), schema="register")


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("access_log", name, schema="register")
