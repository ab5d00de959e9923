"""Receivers of papers, capital, and who asked for, got and voided a paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("licence", sa.Column("capital_amount", sa.Numeric), schema="licence")
    for name in ("request_id", "recipient_hash", "void_by"):
        op.add_column("paper_licence", sa.Column(name, sa.Text), schema="licence")
    op.create_unique_constraint("one_paper_per_request", "paper_licence", ["request_id"], schema="licence")
    op.create_index("papers_by_recipient", "paper_licence", ["authority_code", "recipient_hash"], schema="licence")
    op.create_table(
        "receiver",
        sa.Column("application_no", sa.Text, sa.ForeignKey("licence.licence.application_no"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("manner", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.CheckConstraint("manner IN ('OPERATOR', 'AGENT', 'POST')", name="manner_known"),
        schema="licence",
    )


def downgrade() -> None:
    op.drop_table("receiver", schema="licence")
    op.drop_index("papers_by_recipient", "paper_licence", schema="licence")
    op.drop_constraint("one_paper_per_request", "paper_licence", schema="licence")
    for name in ("request_id", "recipient_hash", "void_by"):
        op.drop_column("paper_licence", name, schema="licence")
    op.drop_column("licence", "capital_amount", schema="licence")
