"""Finds by its submission who asked for longer, and who for a person's review."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCHEMA = "approval"


def upgrade() -> None:
    op.create_index("extensions_of_submission", "review_extension", ["application_no", "submission"], schema=SCHEMA)
    op.create_index("review_requests_of_submission", "review_request", ["application_no", "submission"], schema=SCHEMA)


def downgrade() -> None:
    op.drop_index("review_requests_of_submission", "review_request", schema=SCHEMA)
    op.drop_index("extensions_of_submission", "review_extension", schema=SCHEMA)
