"""Departments put marks on entities and lift them; there are more kinds of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = "'abnormal', 'serious', 'freeze', 'licence_withdrawn', 'last_annual_report', 'separate_list'"
KINDS = (
    f"{BEFORE}, 'unreachable', 'case_filed', 'coercive_measure', 'unpaid_fine', 'encumbered', 'proceedings',"
    " 'under_revocation'"
)


def upgrade() -> None:
    op.drop_constraint("mark_kind_known", "mark", schema="register")
    op.create_check_constraint("mark_kind_known", "mark", f"kind IN ({KINDS})", schema="register")
    for name in ("agency", "mark_no", "message"):
        op.add_column("mark", sa.Column(name, sa.Text, nullable=True), schema="register")
    op.create_check_constraint(
        "mark_with_its_message", "mark", "(agency IS NULL) = (message IS NULL)", schema="register"
    )
    op.create_index(
        "one_mark_of_a_number",
        "mark",
        ["agency", "mark_no"],
        unique=True,
        schema="register",
        postgresql_where=sa.text("agency IS NOT NULL"),
    )
    op.create_table(
        "mark_lifted",
        sa.Column("mark_id", sa.Text, sa.ForeignKey("register.mark.id"), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("lifted_on", sa.Date, nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        schema="register",
    )


def downgrade() -> None:
    op.drop_table("mark_lifted", schema="register")
    op.drop_index("one_mark_of_a_number", "mark", schema="register")
    for name in ("message", "mark_no", "agency"):
        op.drop_column("mark", name, schema="register")
    op.drop_constraint("mark_kind_known", "mark", schema="register")
    op.create_check_constraint("mark_kind_known", "mark", f"kind IN ({BEFORE})", schema="register")
