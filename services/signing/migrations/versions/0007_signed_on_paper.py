"""Signed on paper at the window: no phone, no handwriting kept as strokes, but who saw it and the scan."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

SCHEMA, TABLE = "signing", "signing_act"
OF_A_PHONE = ("link_id", "code_id", "strokes_sealed")
OF_PAPER = ("attested_by", "attested_no", "scan_key", "scan_sha256", "scan_sm3")


def upgrade() -> None:
    for name in OF_A_PHONE:
        op.alter_column(TABLE, name, nullable=True, schema=SCHEMA)
    for name in OF_PAPER:
        op.add_column(TABLE, sa.Column(name, sa.Text), schema=SCHEMA)
    op.add_column(TABLE, sa.Column("scan_pages", sa.Integer), schema=SCHEMA)
    op.create_check_constraint(
        "signing_act_on_a_phone_or_on_paper",
        TABLE,
        "(scan_key IS NULL AND attested_by IS NULL AND link_id IS NOT NULL AND code_id IS NOT NULL"
        " AND strokes_sealed IS NOT NULL)"
        " OR (scan_key IS NOT NULL AND scan_sha256 IS NOT NULL AND scan_sm3 IS NOT NULL AND scan_pages IS NOT NULL"
        " AND attested_by IS NOT NULL AND attested_no IS NOT NULL AND link_id IS NULL AND strokes_sealed IS NULL)",
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_constraint("signing_act_on_a_phone_or_on_paper", TABLE, schema=SCHEMA)
    op.drop_column(TABLE, "scan_pages", schema=SCHEMA)
    for name in reversed(OF_PAPER):
        op.drop_column(TABLE, name, schema=SCHEMA)
    for name in OF_A_PHONE:
        op.alter_column(TABLE, name, nullable=False, schema=SCHEMA)
