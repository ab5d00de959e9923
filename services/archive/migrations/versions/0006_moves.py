"""Files that move to another authority; both sides have a volume of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = "archive"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "file_move",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("uscc", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("from_authority", "to_authority", "way")),
        sa.Column("from_archive_no", sa.Text, sa.ForeignKey("archive.entity_file.archive_no"), nullable=False),
        sa.Column("to_archive_no", sa.Text, sa.ForeignKey("archive.entity_file.archive_no")),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("alarms", sa.Integer, nullable=False),
        sa.Column("handed_over_at", TIME),
        sa.Column("handed_over_by", sa.Text),
        sa.Column("received_at", TIME),
        sa.Column("received_by", sa.Text),
        sa.Column("ended_at", TIME),
        sa.Column("volumes", JSONB, nullable=False),
        sa.Column("papers", JSONB, nullable=False),
        sa.Column("package_key", sa.Text),
        sa.Column("package_sha256", sa.Text),
        sa.Column("package_sm3", sa.Text),
        sa.Column("package_size", sa.BigInteger),
        sa.Column("locked_until", TIME),
        sa.CheckConstraint("from_authority <> to_authority", name="moves_elsewhere"),
        sa.CheckConstraint(
            "status IN ('REQUESTED', 'HANDED_OVER', 'RECEIVED', 'OVERDUE', 'ENDED', 'MOVED')", name="move_status_known"
        ),
        sa.CheckConstraint(
            "status NOT IN ('HANDED_OVER', 'RECEIVED', 'MOVED') OR (package_key IS NOT NULL AND handed_over_at IS NOT NULL)",
            name="handed_over_has_package",
        ),
        schema=SCHEMA,
    )
    op.create_index("moves_out", "file_move", ["from_authority", "asked_at"], schema=SCHEMA)
    op.create_index("moves_in", "file_move", ["to_authority", "asked_at"], schema=SCHEMA)
    op.add_column(
        "archive_volume",
        sa.Column("moved_out", sa.Boolean, nullable=False, server_default=sa.false()),
        schema=SCHEMA,
    )
    op.drop_constraint("one_volume_per_application", "archive_volume", schema=SCHEMA)
    op.create_unique_constraint(
        "one_volume_per_application", "archive_volume", ["application_no", "moved_out"], schema=SCHEMA
    )


def downgrade() -> None:
    op.drop_constraint("one_volume_per_application", "archive_volume", schema=SCHEMA)
    op.drop_column("archive_volume", "moved_out", schema=SCHEMA)
    op.create_unique_constraint("one_volume_per_application", "archive_volume", ["application_no"], schema=SCHEMA)
    op.drop_table("file_move", schema=SCHEMA)
