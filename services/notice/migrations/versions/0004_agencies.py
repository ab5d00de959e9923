"""Agencies enrolled besides the two that every registration is told to, and test events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "notice"
TIME = sa.DateTime(timezone=True)

FIXED = {
    "agency": "name number title kinds basis enrolled_at enrolled_by",
    "test_event": "event_id agency event_type ordered_by sent_at",
}


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("enrolled_at", TIME, nullable=False),
        sa.Column("enrolled_by", sa.Text, nullable=False),
        sa.Column("removed_at", TIME),
        sa.Column("removed_by", sa.Text),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_by_somebody"),
        schema=SCHEMA,
    )
    op.create_index(
        "one_enrolment_of_an_agency",
        "agency",
        ["name"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "test_event",
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("ordered_by", sa.Text, nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("receipt_at", TIME),
        sa.CheckConstraint("(outcome IS NULL) = (receipt_at IS NULL)", name="test_receipt_has_time"),
        schema=SCHEMA,
    )
    op.create_index("test_events_of_agency", "test_event", ["agency", "sent_at"], schema=SCHEMA)
    op.create_unique_constraint(
        "one_event_of_a_type_for_an_agency",
        "outgoing_event",
        ["application_no", "event_type", "receiver"],
        schema=SCHEMA,
    )
    op.drop_constraint("one_event_of_a_type", "outgoing_event", schema=SCHEMA)
    for table, columns in FIXED.items():
        op.execute(
            f"CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON notice.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION notice.never_deleted()"
        )
        old, new = (", ".join(f"{row}.{column}" for column in columns.split()) for row in ("OLD", "NEW"))
        op.execute(
            f"CREATE TRIGGER never_rewritten BEFORE UPDATE ON notice.{table} FOR EACH ROW "
            f"WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION notice.never_deleted()"
        )


def downgrade() -> None:
    op.create_unique_constraint(
        "one_event_of_a_type", "outgoing_event", ["application_no", "event_type"], schema=SCHEMA
    )
    op.drop_constraint("one_event_of_a_type_for_an_agency", "outgoing_event", schema=SCHEMA)
    op.drop_table("test_event", schema=SCHEMA)
    op.drop_table("agency", schema=SCHEMA)
