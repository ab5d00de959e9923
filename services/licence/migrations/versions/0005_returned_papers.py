"""How a paper came back once its licence had ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("paper_licence", sa.Column("return_manner", sa.Text, nullable=True), schema="licence")
    op.create_check_constraint(
        "returned_paper_is_void", "paper_licence", "return_manner IS NULL OR status = 'VOID'", schema="licence"
    )


def downgrade() -> None:
    op.drop_constraint("returned_paper_is_void", "paper_licence", schema="licence")
    op.drop_column("paper_licence", "return_manner", schema="licence")
