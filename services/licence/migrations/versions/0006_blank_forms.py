"""Blank forms received and spoiled, and of which batch the form of a paper was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "blank_batch",
        sa.Column("batch_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("authority_code", "copy_kind", "head")),
        sa.Column("width", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("first_number", "last_number")),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text, nullable=False),
        sa.UniqueConstraint("authority_code", "head", "width", "first_number", name="one_batch_per_first_number"),
        sa.CheckConstraint("copy_kind IN ('正本', '副本')", name="blank_kind_known"),
        sa.CheckConstraint("first_number >= 0 AND last_number >= first_number", name="blank_batch_has_a_range"),
        schema="licence",
    )
    op.create_index("blank_batches_by_authority", "blank_batch", ["authority_code", "received_at"], schema="licence")
    op.create_table(
        "spoiled_blank",
        sa.Column("authority_code", sa.Text, primary_key=True),
        sa.Column("serial_no", sa.Text, primary_key=True),
        sa.Column("batch_id", sa.Text, sa.ForeignKey("licence.blank_batch.batch_id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("spoiled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spoiled_by", sa.Text, nullable=False),
        schema="licence",
    )
    op.create_index("spoiled_blanks_of_batch", "spoiled_blank", ["batch_id"], schema="licence")
    op.add_column("paper_licence", sa.Column("blank_batch_id", sa.Text, nullable=True), schema="licence")
    op.create_foreign_key(
        "paper_on_form_of_batch",
        "paper_licence",
        "blank_batch",
        ["blank_batch_id"],
        ["batch_id"],
        source_schema="licence",
        referent_schema="licence",
    )
    op.create_index("papers_of_batch", "paper_licence", ["blank_batch_id"], schema="licence")


def downgrade() -> None:
    op.drop_index("papers_of_batch", "paper_licence", schema="licence")
    op.drop_constraint("paper_on_form_of_batch", "paper_licence", schema="licence", type_="foreignkey")
    op.drop_column("paper_licence", "blank_batch_id", schema="licence")
    op.drop_table("spoiled_blank", schema="licence")
    op.drop_table("blank_batch", schema="licence")
