"""Codes are given by the register: their blocks and what was taken of them go from here."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("used_code", schema="licence")
    op.drop_table("code_block", schema="licence")
