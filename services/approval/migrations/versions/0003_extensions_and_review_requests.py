"""Extensions of a review, requests for a person's review, and since when a decision's time is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("decision", sa.Column("submitted_at", TIME), schema=SCHEMA)
    op.execute("UPDATE approval.decision SET submitted_at = (inputs -> 'request' ->> 'submitted_at')::timestamptz")
    op.alter_column("decision", "submitted_at", nullable=False, schema=SCHEMA)
    op.add_column("decision", sa.Column("review_request_until", TIME), schema=SCHEMA)
    op.create_check_constraint(
        "decision_review_of_automatic_refusal",
        "decision",
        "review_request_until IS NULL OR (automatic AND outcome = 'REJECT')",
        schema=SCHEMA,
    )
    op.create_index("decision_of_authority", "decision", ["authority_code", "decided_at"], schema=SCHEMA)
    op.add_column("review_task", sa.Column("extended_until", TIME), schema=SCHEMA)
    op.add_column("review_task", sa.Column("origin", sa.Text, nullable=False, server_default="referred"), schema=SCHEMA)
    op.create_check_constraint(
        "review_task_origin_known", "review_task", "origin IN ('referred', 'requested')", schema=SCHEMA
    )
    op.create_check_constraint(
        "review_task_extension_is_due",
        "review_task",
        "extended_until IS NULL OR extended_until = review_due",
        schema=SCHEMA,
    )
    op.create_table(
        "review_extension",
        sa.Column("extension_id", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        sa.Column("examiner", sa.Text, nullable=False),
        sa.Column("reason_sealed", sa.Text, nullable=False),
        sa.Column("reason_hash", sa.Text, nullable=False),
        sa.Column("extended_at", TIME, nullable=False),
        sa.Column("extended_until", TIME, nullable=False),
        sa.UniqueConstraint("application_no", "submission", name="review_extension_once"),
        sa.ForeignKeyConstraint(
            ["application_no", "submission"],
            ["approval.review_task.application_no", "approval.review_task.submission"],
            name="review_extension_has_task",
        ),
        schema=SCHEMA,
    )
    op.create_table(
        "review_request",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("decision_no", sa.Text, sa.ForeignKey("approval.decision.decision_no"), nullable=False),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        sa.Column("statement_sealed", sa.Text, nullable=False),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("opened_at", TIME),
        sa.UniqueConstraint("decision_no", name="review_request_once"),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("review_request", schema=SCHEMA)
    op.drop_table("review_extension", schema=SCHEMA)
    op.drop_constraint("review_task_origin_known", "review_task", schema=SCHEMA)
    op.drop_column("review_task", "origin", schema=SCHEMA)
    op.drop_constraint("review_task_extension_is_due", "review_task", schema=SCHEMA)
    op.drop_column("review_task", "extended_until", schema=SCHEMA)
    op.drop_index("decision_of_authority", "decision", schema=SCHEMA)
    op.drop_constraint("decision_review_of_automatic_refusal", "decision", schema=SCHEMA)
    op.drop_column("decision", "review_request_until", schema=SCHEMA)
    op.drop_column("decision", "submitted_at", schema=SCHEMA)
