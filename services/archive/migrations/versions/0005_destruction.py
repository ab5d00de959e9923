"""Volumes whose time is over are destroyed by two persons; the list of what was destroyed stays for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "archive"
TABLES = ("destruction", "destruction_volume", "destruction_decision", "destruction_done")
TIME = sa.DateTime(timezone=True)
_EDITED = "ARRAY['reason','institution','archivist','place','information_filed_at','revision']"
_BLANKED = "ARRAY['status','operator_sealed','operator_hash','account_subject','shop_name']"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION archive.filed_volumes_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a volume is never deleted'; END IF; "
    "{destroyed}"
    "IF OLD.status = 'FILED' AND (to_jsonb(OLD) - " + _EDITED + ") <> (to_jsonb(NEW) - " + _EDITED + ") "
    "THEN RAISE EXCEPTION 'only the filing information of a filed volume can be edited'; END IF; "
    "RETURN NEW; END $$"
)
# Only what two persons decided is destroyed, and nothing but the person goes from the row.
_DESTROYED = (
    "IF OLD.status = 'DESTROYED' THEN RAISE EXCEPTION 'what was destroyed stays so'; END IF; "
    "IF NEW.status = 'DESTROYED' THEN "
    "IF (to_jsonb(OLD) - " + _BLANKED + ") <> (to_jsonb(NEW) - " + _BLANKED + ") OR NOT EXISTS (SELECT FROM "
    "archive.destruction_volume JOIN archive.destruction_decision d USING (destruction_no) "
    "WHERE volume_name = OLD.volume_name AND d.outcome = 'CONFIRMED') "
    "THEN RAISE EXCEPTION 'a volume is destroyed by two persons'; END IF; RETURN NEW; END IF; "
)


def upgrade() -> None:
    op.create_table(
        "destruction",
        sa.Column("destruction_no", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("authority_code", "proposed_by", "request_id")),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("list_sha256", sa.Text, nullable=False),
        sa.UniqueConstraint("destruction_no", "proposed_by", name="who_proposed"),
        schema=SCHEMA,
    )
    op.create_table(
        "destruction_volume",
        sa.Column("destruction_no", sa.Text, sa.ForeignKey("archive.destruction.destruction_no"), primary_key=True),
        sa.Column("volume_name", sa.Text, sa.ForeignKey("archive.archive_volume.volume_name"), primary_key=True),
        sa.Column("line", JSONB, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("destructions_of_volume", "destruction_volume", ["volume_name"], schema=SCHEMA)
    op.create_table(
        "destruction_decision",
        sa.Column("destruction_no", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("proposed_by", "decided_by", "outcome", "remark")),
        sa.Column("decided_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_no", "proposed_by"],
            ["archive.destruction.destruction_no", "archive.destruction.proposed_by"],
            name="of_a_proposal",
        ),
        sa.CheckConstraint("outcome IN ('CONFIRMED', 'DECLINED')", name="outcome_known"),
        sa.CheckConstraint("outcome = 'DECLINED' OR decided_by <> proposed_by", name="confirmed_by_another"),
        schema=SCHEMA,
    )
    op.create_table(
        "destruction_done",
        sa.Column("volume_name", sa.Text, sa.ForeignKey("archive.archive_volume.volume_name"), primary_key=True),
        sa.Column("destruction_no", sa.Text, sa.ForeignKey("archive.destruction.destruction_no"), nullable=False),
        sa.Column("destroyed_at", TIME, nullable=False),
        sa.Column("objects", sa.Integer, nullable=False),
        schema=SCHEMA,
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER rows_are_only_added BEFORE UPDATE OR DELETE ON archive.{table} "
            "FOR EACH ROW EXECUTE FUNCTION archive.rows_are_only_added()"
        )
    op.drop_constraint("status_known", "archive_volume", schema=SCHEMA)
    op.create_check_constraint(
        "status_known", "archive_volume", "status IN ('NUMBERED', 'FILED', 'DESTROYED')", schema=SCHEMA
    )
    op.execute(_FUNCTION.format(destroyed=_DESTROYED))


def downgrade() -> None:
    op.execute(_FUNCTION.format(destroyed=""))
    op.drop_constraint("status_known", "archive_volume", schema=SCHEMA)
    op.create_check_constraint("status_known", "archive_volume", "status IN ('NUMBERED', 'FILED')", schema=SCHEMA)
    for table in reversed(TABLES):
        op.drop_table(table, schema=SCHEMA)
