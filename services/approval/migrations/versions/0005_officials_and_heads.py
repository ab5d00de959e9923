"""Who signs with which name and number, whose order carries a proposal out, and the head's word on extensions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "approval"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "official",
        sa.Column("account_ref", sa.Text, primary_key=True),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("name_sealed", sa.Text, nullable=False),
        sa.Column("staff_no", sa.Text, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        schema=SCHEMA,
    )
    op.add_column("decision", sa.Column("countersigner", sa.Text), schema=SCHEMA)
    op.add_column(
        "proposal", sa.Column("needs_second", sa.Boolean, nullable=False, server_default=sa.false()), schema=SCHEMA
    )
    op.execute("UPDATE approval.proposal SET needs_second = true WHERE outcome = 'REJECT'")
    op.add_column("proposal", sa.Column("carried_out_by", sa.Text), schema=SCHEMA)
    op.add_column("proposal", sa.Column("carried_out_at", TIME), schema=SCHEMA)
    op.drop_constraint("proposal_declined_by_another", "proposal", schema=SCHEMA)
    op.create_check_constraint(
        "proposal_declined_by_another",
        "proposal",
        "declined_by IS NULL OR ((needs_second OR outcome = 'REJECT') AND declined_by <> examiner)",
        schema=SCHEMA,
    )
    op.add_column("review_extension", sa.Column("requested_at", TIME, server_default=sa.func.now()), schema=SCHEMA)
    op.execute("UPDATE approval.review_extension SET requested_at = extended_at")
    op.alter_column("review_extension", "requested_at", nullable=False, schema=SCHEMA)
    op.alter_column("review_extension", "extended_at", nullable=True, schema=SCHEMA)
    op.add_column("review_extension", sa.Column("approved_by", sa.Text), schema=SCHEMA)
    op.add_column("review_extension", sa.Column("declined_by", sa.Text), schema=SCHEMA)
    op.add_column("review_extension", sa.Column("declined_at", TIME), schema=SCHEMA)
    op.add_column("review_extension", sa.Column("decline_reason_sealed", sa.Text), schema=SCHEMA)
    op.drop_constraint("review_extension_once", "review_extension", schema=SCHEMA)
    op.create_index(
        "review_extension_once",
        "review_extension",
        ["application_no", "submission"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("declined_at IS NULL"),
    )
    op.create_check_constraint(
        "review_extension_by_another",
        "review_extension",
        "coalesce(approved_by, declined_by, '') <> examiner AND (extended_at IS NULL OR declined_at IS NULL)",
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_constraint("review_extension_by_another", "review_extension", schema=SCHEMA)
    op.execute("DELETE FROM approval.review_extension WHERE extended_at IS NULL")
    op.drop_index("review_extension_once", "review_extension", schema=SCHEMA)
    op.create_unique_constraint(
        "review_extension_once", "review_extension", ["application_no", "submission"], schema=SCHEMA
    )
    for column in ("decline_reason_sealed", "declined_at", "declined_by", "approved_by", "requested_at"):
        op.drop_column("review_extension", column, schema=SCHEMA)
    op.alter_column("review_extension", "extended_at", nullable=False, schema=SCHEMA)
    op.drop_constraint("proposal_declined_by_another", "proposal", schema=SCHEMA)
    op.create_check_constraint(
        "proposal_declined_by_another",
        "proposal",
        "declined_by IS NULL OR (outcome = 'REJECT' AND declined_by <> examiner)",
        schema=SCHEMA,
    )
    for column in ("carried_out_at", "carried_out_by", "needs_second"):
        op.drop_column("proposal", column, schema=SCHEMA)
    op.drop_column("decision", "countersigner", schema=SCHEMA)
    op.drop_table("official", schema=SCHEMA)
