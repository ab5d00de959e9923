"""Requests for a person's review that came after its period, and their answers (sealed)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "late_review",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("decision_no", sa.Text, sa.ForeignKey("approval.decision.decision_no"), nullable=False),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("account_subject", sa.Text, nullable=False),
        sa.Column("statement_sealed", sa.Text, nullable=False),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("answer_sealed", sa.Text),
        sa.Column("answered_by", sa.Text),
        sa.Column("answered_at", TIME),
        sa.Column("told_at", TIME),
        sa.UniqueConstraint("decision_no", name="late_review_once"),
        sa.CheckConstraint("outcome IN ('STANDS', 'WRONG')", name="late_review_outcome_known"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answered_by IS NULL)"
            " AND (outcome IS NULL) = (answer_sealed IS NULL)",
            name="late_review_answered_as_a_whole",
        ),
        sa.CheckConstraint("told_at IS NULL OR answered_at IS NOT NULL", name="late_review_told_once_answered"),
        sa.CheckConstraint("answered_by IS DISTINCT FROM account_subject", name="late_review_of_another"),
        schema=SCHEMA,
    )
    op.create_index("late_reviews_of_authority", "late_review", ["authority_code", "requested_at"], schema=SCHEMA)
    op.create_index("late_reviews_of_application", "late_review", ["application_no"], schema=SCHEMA)


def downgrade() -> None:
    op.drop_table("late_review", schema=SCHEMA)
