"""Names, their clues, declarations and refused reservations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ACTIVE = "status IN ('held', 'registered')"
STATUSES = "'held', 'registered', 'released', 'deregistered', 'changed', 'revoked'"


def upgrade() -> None:
    text, time = sa.Text, lambda: sa.DateTime(timezone=True)
    op.create_table(
        "registered_name",
        sa.Column("id", text(), primary_key=True),
        *(
            sa.Column(name, text(), nullable=False)
            for name in (
                "authority_code",
                "full_name",
                "division",
                "trade_name",
                "industry",
                "organisation_form",
                "full_key",
                "order_key",
                "trade_key",
                "industry_key",
                "meaning",
                "family",
                "status",
                "origin",
            )
        ),
        *(
            sa.Column(name, text())
            for name in ("application_no", "declaration_id", "reservation_no", "account_subject", "uscc")
        ),
        sa.Column("since", time(), nullable=False),
        sa.Column("held_until", time()),
        sa.Column("registered_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("end_reason", text()),
        sa.Column("part", JSONB()),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="status_known"),
        sa.CheckConstraint("origin IN ('declared', 'imported')", name="origin_known"),
        sa.CheckConstraint(f"NOT {ACTIVE} OR status = 'held' OR uscc IS NOT NULL", name="registered_has_uscc"),
        sa.CheckConstraint(
            "status <> 'held' OR (held_until IS NOT NULL AND application_no IS NOT NULL)", name="held_has_end"
        ),
        sa.CheckConstraint(
            "status NOT IN ('deregistered', 'changed', 'revoked') OR ended_on IS NOT NULL", name="ended_has_day"
        ),
        schema="naming",
    )

    def index(name: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
        op.create_index(
            name,
            "registered_name",
            columns,
            unique=unique,
            schema="naming",
            postgresql_where=sa.text(where) if where else None,
        )

    index("one_full_name", ["authority_code", "full_key"], unique=True, where=ACTIVE)
    index(
        "one_trade_name_per_industry",
        ["authority_code", "trade_key", "meaning"],
        unique=True,
        where=ACTIVE + " AND origin = 'declared'",
    )
    index("one_name_per_application", ["application_no"], unique=True, where=ACTIVE)
    index("one_hold_per_declaration", ["declaration_id"], unique=True)
    index("one_reservation_no", ["reservation_no"], unique=True)
    index("one_row_per_entity_and_name", ["uscc", "full_key", "status"], unique=True)
    index("names_by_full_key", ["authority_code", "full_key"])
    index("names_by_order_key", ["authority_code", "order_key"])
    index("names_by_trade_key", ["authority_code", "trade_key", "family", "meaning"])

    op.create_table(
        "name_clue",
        sa.Column("authority_code", text(), primary_key=True),
        sa.Column("kind", text(), primary_key=True),
        sa.Column("value", text(), primary_key=True),
        sa.Column("family", text(), primary_key=True),
        sa.Column("name_id", text(), sa.ForeignKey("naming.registered_name.id", ondelete="CASCADE"), primary_key=True),
        schema="naming",
    )
    op.create_index("clues_by_name", "name_clue", ["name_id"], schema="naming")

    op.create_table(
        "name_declaration",
        sa.Column("id", text(), primary_key=True),
        sa.Column("application_no", text(), nullable=False),
        sa.Column("account_subject", text(), nullable=False),
        sa.Column("request_key", text()),
        *(
            sa.Column(name, text(), nullable=False)
            for name in (
                "authority_code",
                "county_code",
                "type_code",
                "full_name",
                "division",
                "trade_name",
                "industry",
                "organisation_form",
            )
        ),
        sa.Column("typed", JSONB(), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), nullable=False)
            for name in ("uses_own_name", "commitment_accepted", "similar_confirmed")
        ),
        sa.Column("verdict", text(), nullable=False),
        sa.Column("findings", JSONB(), nullable=False),
        sa.Column("alternatives", JSONB(), nullable=False),
        sa.Column("catalogue_edition", text(), nullable=False),
        sa.Column("declared_at", time(), nullable=False),
        schema="naming",
    )
    op.create_index(
        "one_declaration_per_request",
        "name_declaration",
        ["account_subject", "request_key"],
        unique=True,
        schema="naming",
    )
    op.create_index("declarations_by_application", "name_declaration", ["application_no"], schema="naming")

    op.create_table(
        "refused_reservation",
        sa.Column("declaration_id", text(), sa.ForeignKey("naming.name_declaration.id"), primary_key=True),
        sa.Column("verdict", text(), nullable=False),
        sa.Column("findings", JSONB(), nullable=False),
        sa.Column("alternatives", JSONB(), nullable=False),
        sa.Column("judged_at", time(), nullable=False),
        schema="naming",
    )

    op.execute(
        "CREATE FUNCTION naming.declarations_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a declaration never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER declarations_never_change BEFORE UPDATE OR DELETE ON naming.name_declaration "
        "FOR EACH ROW EXECUTE FUNCTION naming.declarations_never_change()"
    )


def downgrade() -> None:
    for table in ("refused_reservation", "name_declaration", "name_clue", "registered_name"):
        op.drop_table(table, schema="naming")
    op.execute("DROP FUNCTION naming.declarations_never_change()")
