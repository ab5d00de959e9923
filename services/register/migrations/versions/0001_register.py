"""Entities, their versions and parties, marks, open filings, code blocks and used codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "register"
STATUSES = "'存续', '歇业', '迁出中', '另册', '吊销未注销', '已注销', '已撤销'"
MARKS = "'abnormal', 'serious', 'freeze', 'licence_withdrawn', 'last_annual_report'"
_INSERTED_ONLY = ("entity_version", "access_log")


def _text(*names: str, optional: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=optional) for name in names]


def _time(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def upgrade() -> None:
    _codes()
    _entities()
    _filings()
    _rates()
    op.execute(
        """
        CREATE FUNCTION register.rows_are_only_inserted() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of this table are only inserted'; END $$
        """
    )
    for table in _INSERTED_ONLY:
        op.execute(
            f"CREATE TRIGGER rows_are_only_inserted BEFORE UPDATE OR DELETE OR TRUNCATE ON register.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION register.rows_are_only_inserted()"
        )


def _codes() -> None:
    op.create_table(
        "code_block",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("authority_code", "prefix"),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("first_position", "last_position", "next_position")
        ),
        *_text("status", "origin"),
        _time("created_at"),
        sa.UniqueConstraint("authority_code", "first_position", "last_position", name="one_block_per_range"),
        sa.CheckConstraint("prefix = 'MA'", name="prefix_known"),
        sa.CheckConstraint("status IN ('OPEN', 'CLOSED')", name="block_status_known"),
        sa.CheckConstraint("origin IN ('configured', 'derived', 'added')", name="block_origin_known"),
        sa.CheckConstraint(
            "first_position >= 0 AND last_position >= first_position AND last_position < 887503681",
            name="block_has_a_range",
        ),
        sa.CheckConstraint("next_position BETWEEN first_position AND last_position + 1", name="next_position_in_block"),
        schema=SCHEMA,
    )
    op.execute(
        "ALTER TABLE register.code_block ADD CONSTRAINT code_blocks_do_not_overlap"
        " EXCLUDE USING gist (int8range(first_position, last_position, '[]') WITH &&)"
    )
    op.create_index("code_blocks_by_authority", "code_block", ["authority_code", "first_position"], schema=SCHEMA)
    op.create_table(
        "used_code",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("block_id", sa.Text, sa.ForeignKey("register.code_block.id")),
        *_text("uscc", "application_no", optional=True),
        _time("used_at"),
        sa.UniqueConstraint("uscc", name="one_code_per_uscc"),
        sa.UniqueConstraint("application_no", name="one_code_per_application"),
        sa.CheckConstraint("(uscc IS NULL) = (application_no IS NULL)", name="code_with_its_application"),
        schema=SCHEMA,
    )


def _entities() -> None:
    op.create_table(
        "entity",
        sa.Column("uscc", sa.Text, primary_key=True),
        *_text("kind", "status", "authority_code"),
        sa.Column("established_on", sa.Date, nullable=False),
        *_whole("version"),
        _time("recorded_at"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="entity_status_known"),
        sa.CheckConstraint("version >= 1", name="entity_has_a_version"),
        schema=SCHEMA,
    )
    op.create_index("entities_by_authority", "entity", ["authority_code", "established_on", "uscc"], schema=SCHEMA)
    op.create_table(
        "entity_version",
        sa.Column("uscc", sa.Text, sa.ForeignKey("register.entity.uscc"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_text("application_no"),
        *_text("filing_type", "filing_type_edition", optional=True),
        *_text("status", "authority_code", "authority_name"),
        *_text("name", optional=True),
        *_text("type_name", "premises_hash", "facts_sealed", "facts_digest"),
        *_text("decision_key", "decision_digest", "decision_no"),
        sa.Column("effective_on", sa.Date, nullable=False),
        _time("recorded_at"),
        sa.UniqueConstraint("application_no", name="one_version_per_application"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="version_status_known"),
        sa.CheckConstraint(
            "decision_key <> '' AND decision_digest <> '' AND decision_no <> ''", name="version_has_decision"
        ),
        schema=SCHEMA,
    )
    op.create_index("versions_by_premises", "entity_version", ["premises_hash"], schema=SCHEMA)
    op.create_table(
        "party",
        sa.Column("uscc", sa.Text, primary_key=True),
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("from_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("to_version", sa.Integer),
        *_text("kind"),
        sa.Column("roles", JSONB, nullable=False),
        *_text("relation", optional=True),
        *_text("name_sealed", "document_sealed", "person_hash"),
        sa.ForeignKeyConstraint(
            ["uscc", "from_version"],
            ["register.entity_version.uscc", "register.entity_version.version"],
            name="party_comes_with_a_version",
        ),
        sa.CheckConstraint("kind IN ('person', 'organisation')", name="party_kind_known"),
        sa.CheckConstraint("to_version >= from_version", name="party_leaves_after_it_came"),
        schema=SCHEMA,
    )
    op.create_index("parties_by_person", "party", ["person_hash"], schema=SCHEMA)
    op.create_table(
        "mark",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("uscc", sa.Text, sa.ForeignKey("register.entity.uscc"), nullable=False),
        *_text("kind", "source"),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date),
        _time("recorded_at"),
        sa.CheckConstraint(f"kind IN ({MARKS})", name="mark_kind_known"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="mark_ends_after_it_begins"),
        schema=SCHEMA,
    )
    op.create_index("marks_by_entity", "mark", ["uscc", "from_on"], schema=SCHEMA)
    op.create_table(
        "access_log",
        sa.Column("id", sa.Text, primary_key=True),
        _time("at"),
        *_text("subject", "role", "action"),
        *_text("uscc", optional=True),
        schema=SCHEMA,
    )


def _filings() -> None:
    op.create_table(
        "open_filing",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("uscc", sa.Text, sa.ForeignKey("register.entity.uscc"), nullable=False),
        *_whole("submission"),
        *_text("filing_type", "filing_type_edition"),
        _time("opened_at"),
        _time("closed_at", optional=True),
        schema=SCHEMA,
    )
    op.create_index(
        "one_open_filing_per_entity",
        "open_filing",
        ["uscc"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "facts_answered",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False),
        *_whole("entities_at_premises", "entities_of_operator", "duplicates"),
        _time("read_at"),
        schema=SCHEMA,
    )
    op.create_table(
        "take_over_end",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *_whole("entities"),
        _time("ended_at"),
        sa.CheckConstraint("id = 1", name="one_take_over"),
        schema=SCHEMA,
    )


def _rates() -> None:
    op.execute(
        "CREATE UNLOGGED TABLE register.rate (key text PRIMARY KEY, hits integer NOT NULL,"
        " ends_at timestamptz NOT NULL) WITH (fillfactor = 70)"
    )
    op.execute("CREATE INDEX rates_by_end ON register.rate (ends_at)")


def downgrade() -> None:
    for table in (
        "rate",
        "take_over_end", "facts_answered", "open_filing", "access_log", "mark", "party", "entity_version", "entity",
        "used_code", "code_block",
    ):  # fmt: skip
        op.drop_table(table, schema=SCHEMA)
    op.execute("DROP FUNCTION register.rows_are_only_inserted()")
