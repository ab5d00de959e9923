"""Random samples of what rules decided, and what persons found in them (notes sealed)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "quality_sample",
        sa.Column("sample_id", sa.Text, primary_key=True),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("population", sa.Integer, nullable=False),
        sa.Column("population_digest", sa.Text, nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("drawn_by", sa.Text, nullable=False),
        sa.Column("drawn_at", TIME, nullable=False),
        sa.UniqueConstraint("authority_code", "since", name="quality_sample_since_unique"),
        sa.CheckConstraint("since < until AND until <= drawn_at", name="quality_sample_of_what_was_decided"),
        sa.CheckConstraint("population > 0", name="quality_sample_of_something"),
        schema=SCHEMA,
    )
    op.create_table(
        "sampled_decision",
        sa.Column("sample_id", sa.Text, sa.ForeignKey("approval.quality_sample.sample_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("decision_no", sa.Text, sa.ForeignKey("approval.decision.decision_no"), nullable=False),
        schema=SCHEMA,
    )
    op.create_index("sampled_by_decision", "sampled_decision", ["decision_no"], unique=True, schema=SCHEMA)
    op.create_table(
        "sample_finding",
        sa.Column("sample_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("note_sealed", sa.Text, nullable=False),
        sa.Column("found_by", sa.Text, nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id", "position"], ["approval.sampled_decision.sample_id", "approval.sampled_decision.position"]
        ),
        sa.CheckConstraint("verdict IN ('SOUND', 'FAULT')", name="sample_finding_verdict_known"),
        schema=SCHEMA,
    )


def downgrade() -> None:
    for table in ("sample_finding", "sampled_decision", "quality_sample"):
        op.drop_table(table, schema=SCHEMA)
