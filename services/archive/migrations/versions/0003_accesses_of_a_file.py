"""Who looked at a file is found by the file."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("accesses_of_file", "access_log", ["archive_no", "id"], schema="archive")


def downgrade() -> None:
    op.drop_index("accesses_of_file", "access_log", schema="archive")
