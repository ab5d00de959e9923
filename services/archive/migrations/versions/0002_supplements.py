"""Supplements of filed volumes: packages of what came later, and which document lies in which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "archive"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "supplement",
        sa.Column("supplement_name", sa.Text, primary_key=True),
        sa.Column("volume_name", sa.Text, sa.ForeignKey("archive.archive_volume.volume_name"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("first_document", sa.Integer, nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("previous_sha256", sa.Text, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("package_key", sa.Text),
        sa.Column("package_sha256", sa.Text),
        sa.Column("package_size", sa.BigInteger),
        sa.Column("stored_at", TIME),
        sa.Column("locked_until", TIME),
        sa.UniqueConstraint("volume_name", "number", name="one_supplement_per_number"),
        sa.UniqueConstraint("volume_name", "occasion", name="one_supplement_per_occasion"),
        sa.CheckConstraint(
            "(package_key IS NULL) = (package_sha256 IS NULL) AND (package_key IS NULL) = (package_size IS NULL)"
            " AND (package_key IS NULL) = (stored_at IS NULL) AND (package_key IS NULL) = (locked_until IS NULL)",
            name="supplement_stored_as_a_whole",
        ),
        schema=SCHEMA,
    )
    op.add_column(
        "filed_document",
        sa.Column("supplement_name", sa.Text, sa.ForeignKey("archive.supplement.supplement_name")),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_column("filed_document", "supplement_name", schema=SCHEMA)
    op.drop_table("supplement", schema=SCHEMA)
