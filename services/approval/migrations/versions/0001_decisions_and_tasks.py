"""Decisions, their documents, tasks of examiners, proposals and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("decision_no", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("proposal_id", sa.Text),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("account_subject", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("review_due", TIME),
        sa.Column("rule_set_version", sa.Text, nullable=False),
        sa.Column("catalogue_edition", sa.Text, nullable=False),
        sa.Column("inputs_digest", sa.Text, nullable=False),
        sa.Column("inputs", JSONB, nullable=False),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("record_digest", sa.Text, nullable=False),
        sa.Column("part_key", sa.Text),
        sa.Column("part_digest", sa.Text),
        sa.CheckConstraint("outcome IN ('APPROVE', 'CORRECT', 'REFER', 'REJECT')", name="decision_outcome_known"),
        sa.CheckConstraint("automatic = (proposal_id IS NULL)", name="decision_automatic_or_proposed"),
        sa.CheckConstraint("(outcome = 'CORRECT') = (return_to IS NOT NULL)", name="decision_correct_returns"),
        sa.CheckConstraint("(outcome = 'REFER') = (review_due IS NOT NULL)", name="decision_refer_is_due"),
        schema=SCHEMA,
    )
    for name, where in (("decision_one_automatic", "automatic"), ("decision_one_examined", "NOT automatic")):
        op.create_index(
            name,
            "decision",
            ["application_no", "submission"],
            unique=True,
            schema=SCHEMA,
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "decision_document",
        sa.Column("decision_no", sa.Text, sa.ForeignKey("approval.decision.decision_no"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "decision_sequence",
        sa.Column("authority_code", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "review_task",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("account_subject", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("review_due", TIME, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", TIME),
        sa.Column("decided_at", TIME),
        sa.CheckConstraint("state IN ('open', 'decided')", name="review_task_state_known"),
        sa.CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name="review_task_decided_has_time"),
        sa.CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="review_task_claim_has_end"),
        schema=SCHEMA,
    )
    op.create_index(
        "review_task_open",
        "review_task",
        ["authority_code", "review_due", "application_no"],
        schema=SCHEMA,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "proposal",
        sa.Column("proposal_id", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("submission", sa.Integer, nullable=False),
        sa.Column("examiner", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("content_sealed", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("countersigned_by", sa.Text),
        sa.Column("countersigned_at", TIME),
        sa.ForeignKeyConstraint(
            ["application_no", "submission"],
            ["approval.review_task.application_no", "approval.review_task.submission"],
            name="proposal_has_task",
        ),
        sa.UniqueConstraint("application_no", "submission", "examiner", "content_hash", name="proposal_said_once"),
        sa.CheckConstraint("countersigned_by IS DISTINCT FROM examiner", name="proposal_two_persons"),
        sa.CheckConstraint("outcome IN ('APPROVE', 'CORRECT', 'REJECT')", name="proposal_outcome_known"),
        schema=SCHEMA,
    )
    op.create_table(
        "audit_entry",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("actor_ref", sa.Text, nullable=False),
        sa.Column("object_ref", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        schema=SCHEMA,
    )
    op.execute(
        """
        CREATE FUNCTION approval.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON approval.audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION approval.audit_is_append_only()
        """
    )


def downgrade() -> None:
    for table in (
        "audit_entry",
        "proposal",
        "review_task",
        "decision_sequence",
        "decision_document",
        "decision",
    ):
        op.drop_table(table, schema=SCHEMA)
    op.execute("DROP FUNCTION approval.audit_is_append_only()")
