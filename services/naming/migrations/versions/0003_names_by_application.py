"""Names are found by their application, whatever became of them."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("names_by_application", "registered_name", ["application_no", "id"], schema="naming")


def downgrade() -> None:
    op.drop_index("names_by_application", "registered_name", schema="naming")
