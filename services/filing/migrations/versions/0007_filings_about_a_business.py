"""Which application a filing is about: the one that registered the business, or changed it last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("about", sa.CHAR(23)), schema="filing")


def downgrade() -> None:
    op.drop_column("application", "about", schema="filing")
