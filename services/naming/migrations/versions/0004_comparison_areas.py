"""Names are compared among those of their area, which may be a whole city; names of before are of their city."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACTIVE = "status IN ('held', 'registered')"
DECLARED = ACTIVE + " AND origin = 'declared' AND NOT grandfathered"
INDEXES = {
    "names_by_full_key": ["full_key"],
    "names_by_order_key": ["order_key"],
    "names_by_trade_key": ["trade_key", "family", "meaning"],
}


def upgrade() -> None:
    for table in ("registered_name", "name_clue"):
        # The code of before writes none; the keys it writes are of an older version, and made again with the area.
        op.add_column(table, sa.Column("area_code", sa.Text(), nullable=False, server_default=""), schema="naming")
    op.execute("UPDATE naming.registered_name SET area_code = left(authority_code, 4) || '00'")
    op.execute("UPDATE naming.name_clue SET area_code = left(authority_code, 4) || '00'")
    _index("area_code")
    # Two names of two counties were lawful when they were held.
    op.execute(
        "UPDATE naming.registered_name n SET grandfathered = true FROM ("
        " SELECT id, row_number() OVER (PARTITION BY area_code, trade_key, meaning ORDER BY since, id) AS place"
        " FROM naming.registered_name WHERE status IN ('held', 'registered') AND origin = 'declared'"
        " AND NOT grandfathered) held WHERE held.id = n.id AND held.place > 1"
    )
    _one_trade_name("area_code")
    op.execute("ALTER TABLE naming.name_clue DROP CONSTRAINT name_clue_pkey")
    op.create_primary_key(
        "name_clue_pkey", "name_clue", ["area_code", "kind", "value", "family", "name_id"], schema="naming"
    )
    op.alter_column("name_clue", "authority_code", server_default="", schema="naming")


def downgrade() -> None:
    op.execute(
        "UPDATE naming.name_clue c SET authority_code = n.authority_code"
        " FROM naming.registered_name n WHERE n.id = c.name_id"
    )
    op.alter_column("name_clue", "authority_code", server_default=None, schema="naming")
    op.execute("ALTER TABLE naming.name_clue DROP CONSTRAINT name_clue_pkey")
    op.create_primary_key(
        "name_clue_pkey", "name_clue", ["authority_code", "kind", "value", "family", "name_id"], schema="naming"
    )
    _index("authority_code")
    _one_trade_name("authority_code")
    for table in ("registered_name", "name_clue"):
        op.drop_column(table, "area_code", schema="naming")


def _index(first: str) -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, "registered_name", schema="naming")
        op.create_index(name, "registered_name", [first, *columns], schema="naming")


def _one_trade_name(first: str) -> None:
    op.drop_index("one_trade_name_per_industry", "registered_name", schema="naming")
    op.create_index(
        "one_trade_name_per_industry",
        "registered_name",
        [first, "trade_key", "meaning"],
        unique=True,
        schema="naming",
        postgresql_where=sa.text(DECLARED),
    )
