"""Revocations of registrations, what was written of each (sealed), and their documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)
STAGES = (
    "'received', 'not_accepted', 'investigated', 'publicised', 'paused', 'proposed', 'refused', 'revoked', 'withdrawn'"
)
_NUMBER = "approval.revocation.revocation_no"


def upgrade() -> None:
    op.create_table(
        "revocation",
        sa.Column("revocation_no", sa.Text, primary_key=True),
        sa.Column("uscc", sa.Text, nullable=False),
        sa.Column("about", sa.Text),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("applicant_subject", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.CheckConstraint(f"stage IN ({STAGES})", name="revocation_stage_known"),
        sa.CheckConstraint(
            "(origin = 'application') = (applicant_subject IS NOT NULL)", name="revocation_applied_for_by_somebody"
        ),
        schema=SCHEMA,
    )
    op.create_index("revocations_of_authority", "revocation", ["authority_code", "opened_at"], schema=SCHEMA)
    op.create_index(
        "one_revocation_of_an_applicant", "revocation", ["uscc", "applicant_subject"], unique=True, schema=SCHEMA
    )
    op.create_table(
        "revocation_entry",
        sa.Column("revocation_no", sa.Text, sa.ForeignKey(_NUMBER), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("content_sealed", sa.Text, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "revocation_paper",
        sa.Column("revocation_no", sa.Text, sa.ForeignKey(_NUMBER), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "key", "sha256", "sm3")),
        sa.Column("pages", sa.Integer, nullable=False),
        schema=SCHEMA,
    )


def downgrade() -> None:
    for table in ("revocation_paper", "revocation_entry", "revocation"):
        op.drop_table(table, schema=SCHEMA)
