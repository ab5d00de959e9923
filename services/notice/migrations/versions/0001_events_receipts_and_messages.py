"""Events with their dispatches and receipts, messages, signing keys; what is written down stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "notice"
TIME = sa.DateTime(timezone=True)

FIXED = {
    "outgoing_event": "event_id application_no event_type receiver subject uscc sequence payload_sealed created_at",
    "event_dispatch": "event_id number message_id requested_by request_key requested_at",
    "applicant_message": "message_no application_no template occasion account_subject request_id to_sealed text_sealed shown_sealed created_at",
    "agency_receipt": "agency receipt_id event_id outcome reason received_at stored_at known",
    "event_signing_key": "key_id public_hex key_sealed created_at",
}
"""Columns that never change once a row is written."""


def upgrade() -> None:
    op.create_table(
        "outgoing_event",
        sa.Column("event_id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("application_no", "event_type", "receiver", "subject", "uscc")
        ),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("payload_sealed", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("published_at", TIME),
        sa.Column("stream_seq", sa.BigInteger),
        sa.Column("receipt_state", sa.Text, nullable=False, server_default="NONE"),
        sa.Column("receipt_reason", sa.Text),
        sa.Column("receipt_at", TIME),
        sa.Column("resends", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_resend_at", TIME),
        sa.UniqueConstraint("application_no", "event_type", name="one_event_of_a_type"),
        sa.UniqueConstraint("uscc", "receiver", "sequence", name="one_event_of_a_sequence"),
        sa.CheckConstraint("receipt_state IN ('NONE', 'ACCEPTED', 'REJECTED')", name="receipt_state_known"),
        sa.CheckConstraint("(published_at IS NULL) = (stream_seq IS NULL)", name="published_event_has_sequence"),
        sa.CheckConstraint("(receipt_state = 'NONE') = (receipt_at IS NULL)", name="receipt_has_time"),
        schema=SCHEMA,
    )
    op.create_index("events_by_creation", "outgoing_event", ["created_at"], schema=SCHEMA)
    op.create_index(
        "events_to_send_again",
        "outgoing_event",
        ["next_resend_at"],
        schema=SCHEMA,
        postgresql_where=sa.text("next_resend_at IS NOT NULL"),
    )
    op.create_table(
        "event_dispatch",
        sa.Column("event_id", sa.Text, sa.ForeignKey("notice.outgoing_event.event_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("request_key", sa.Text),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_attempt_at", TIME),
        sa.Column("published_at", TIME),
        sa.Column("stream_seq", sa.BigInteger),
        sa.UniqueConstraint("message_id", name="one_dispatch_of_a_message_id"),
        sa.UniqueConstraint("event_id", "request_key", name="one_dispatch_of_a_request"),
        sa.CheckConstraint("(published_at IS NULL) = (stream_seq IS NULL)", name="published_dispatch_has_sequence"),
        schema=SCHEMA,
    )
    op.create_index(
        "dispatches_to_carry_out",
        "event_dispatch",
        ["event_id"],
        schema=SCHEMA,
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "agency_receipt",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("receipt_id", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.CheckConstraint("outcome IN ('ACCEPTED', 'REJECTED')", name="outcome_known"),
        schema=SCHEMA,
    )
    op.create_index("receipts_by_event", "agency_receipt", ["event_id"], schema=SCHEMA)
    op.create_table(
        "applicant_message",
        sa.Column("message_no", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("occasion", sa.Integer, nullable=False),
        sa.Column("account_subject", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("to_sealed", sa.Text, nullable=False),
        sa.Column("text_sealed", sa.Text, nullable=False),
        sa.Column("shown_sealed", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("gateway_message_id", sa.Text),
        sa.UniqueConstraint("application_no", "template", "occasion", name="one_message_of_an_occasion"),
        sa.UniqueConstraint("request_id", name="one_message_of_a_request"),
        sa.CheckConstraint("(sent_at IS NULL) = (gateway_message_id IS NULL)", name="sent_message_has_gateway_id"),
        schema=SCHEMA,
    )
    op.create_index("messages_of_account", "applicant_message", ["account_subject", "application_no"], schema=SCHEMA)
    op.create_table(
        "event_signing_key",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("public_hex", sa.Text, nullable=False),
        sa.Column("key_sealed", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        schema=SCHEMA,
    )
    op.execute(
        """
        CREATE FUNCTION notice.never_deleted() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'what the notice service wrote down stays'; END $$
        """
    )
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
    for table in ("event_signing_key", "applicant_message", "agency_receipt", "event_dispatch", "outgoing_event"):
        op.drop_table(table, schema=SCHEMA)
    op.execute("DROP FUNCTION notice.never_deleted()")
