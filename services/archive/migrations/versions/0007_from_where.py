"""From where somebody acted or looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = ("origin",)


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("access_log", sa.Column(name, sa.Text, nullable=True), schema="archive")


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("access_log", name, schema="archive")
