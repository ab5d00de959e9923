"""Copies that were given out, each with its reader, its code and its digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "archive"


def upgrade() -> None:
    op.create_table(
        "archive_copy",
        sa.Column("copy_no", sa.Text, primary_key=True),
        sa.Column("volume_name", sa.Text, sa.ForeignKey("archive.archive_volume.volume_name"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("code", "reader", "asked_by", "request_id")),
        sa.Column("asked_sealed", sa.Text, nullable=False),
        sa.Column("documents", JSONB, nullable=False),
        sa.Column("left_out", JSONB, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("copy_key", sa.Text, nullable=False),
        sa.Column("copy_size", sa.BigInteger, nullable=False),
        sa.Column("copy_sha256", sa.Text, nullable=False),
        sa.UniqueConstraint("code", name="one_copy_per_code"),
        sa.UniqueConstraint("asked_by", "request_id", name="one_copy_per_request"),
        sa.CheckConstraint("reader IN ('holder', 'organ', 'lawyer')", name="reader_known"),
        schema=SCHEMA,
    )
    op.create_index("copies_by_digest", "archive_copy", ["copy_sha256"], schema=SCHEMA)
    op.execute(
        "CREATE TRIGGER rows_are_only_added BEFORE UPDATE OR DELETE ON archive.archive_copy "
        "FOR EACH ROW EXECUTE FUNCTION archive.rows_are_only_added()"
    )


def downgrade() -> None:
    op.drop_table("archive_copy", schema=SCHEMA)
