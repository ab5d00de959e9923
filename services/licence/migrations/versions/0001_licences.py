"""Code blocks, used codes, licences, seal keys and paper licences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(*names: str, optional: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=optional) for name in names]


def _time(*names: str, optional: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=optional) for name in names]


def upgrade() -> None:
    op.create_table(
        "code_block",
        sa.Column("id", sa.Text, primary_key=True),
        *_text("authority_code", "prefix"),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("first_position", "last_position", "next_position")
        ),
        *_text("status", "origin"),
        *_time("created_at"),
        sa.UniqueConstraint("authority_code", "first_position", "last_position", name="one_block_per_range"),
        sa.CheckConstraint("prefix = 'MA'", name="prefix_known"),
        sa.CheckConstraint("status IN ('OPEN', 'CLOSED')", name="block_status_known"),
        sa.CheckConstraint("origin IN ('configured', 'derived', 'added')", name="block_origin_known"),
        sa.CheckConstraint(
            "first_position >= 0 AND last_position >= first_position AND last_position < 887503681",
            name="block_has_a_range",
        ),
        sa.CheckConstraint("next_position BETWEEN first_position AND last_position + 1", name="next_position_in_block"),
        schema="licence",
    )
    op.execute(
        "ALTER TABLE licence.code_block ADD CONSTRAINT code_blocks_do_not_overlap"
        " EXCLUDE USING gist (int8range(first_position, last_position, '[]') WITH &&)"
    )
    op.create_index("code_blocks_by_authority", "code_block", ["authority_code", "first_position"], schema="licence")

    op.create_table(
        "used_code",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("block_id", sa.Text, sa.ForeignKey("licence.code_block.id"), nullable=False),
        *_text("uscc", "application_no", optional=True),
        *_time("used_at"),
        sa.UniqueConstraint("uscc", name="one_code_per_uscc"),
        sa.UniqueConstraint("application_no", name="one_code_per_application"),
        sa.CheckConstraint("(uscc IS NULL) = (application_no IS NULL)", name="code_with_its_application"),
        schema="licence",
    )

    op.create_table(
        "licence",
        sa.Column("application_no", sa.Text, primary_key=True),
        *_text("state", "uscc", "licence_no"),
        sa.Column("version", sa.Integer, nullable=False),
        *_text("account_subject", "authority_code", "authority_name", "county_code", "street_name", "type_name"),
        *_text("name", optional=True),
        *_text("entity_type", "operator_sealed", "operator_hash", "composition_form", "scope_text", "premises_sealed"),
        *(
            sa.Column(name, sa.Date, nullable=False)
            for name in ("applied_on", "registered_on", "approved_on", "issued_on")
        ),
        *_time("issued_at"),
        *_text("face_digest", "decision_key", "decision_digest", "decision_no"),
        *_text("paper_status", "document_key", "document_sha256", "document_sm3", optional=True),
        sa.Column("document_pages", sa.Integer),
        *_text("part_key", "part_digest", optional=True),
        sa.UniqueConstraint("uscc", name="one_licence_per_uscc"),
        sa.UniqueConstraint("licence_no", name="one_licence_per_number"),
        sa.UniqueConstraint("document_sha256", name="one_licence_per_document"),
        sa.ForeignKeyConstraint(["uscc"], ["licence.used_code.uscc"], name="licence_has_used_code"),
        sa.CheckConstraint("state IN ('PREPARED', 'ISSUED')", name="licence_state_known"),
        sa.CheckConstraint("decision_key <> '' AND decision_digest <> ''", name="licence_has_decision"),
        sa.CheckConstraint(
            "state = 'PREPARED' OR (document_key IS NOT NULL AND document_sha256 IS NOT NULL"
            " AND document_sm3 IS NOT NULL AND document_pages IS NOT NULL"
            " AND part_key IS NOT NULL AND part_digest IS NOT NULL)",
            name="issued_licence_has_document",
        ),
        sa.CheckConstraint(
            "registered_on = issued_on AND approved_on = issued_on", name="issued_on_day_of_registration"
        ),
        schema="licence",
    )
    op.create_index("licences_by_authority", "licence", ["authority_code", "issued_on"], schema="licence")
    op.create_index("licences_by_operator", "licence", ["authority_code", "operator_hash"], schema="licence")

    op.create_table(
        "licence_sequence",
        sa.Column("authority_code", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
        schema="licence",
    )

    op.create_table(
        "seal_key",
        sa.Column("authority_code", sa.Text, primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        *_text("key_sealed", "request_id", "csr_pem"),
        *_text("certificate_pem", "chain_pem", "certificate_serial", optional=True),
        *_time("not_after", optional=True),
        *_time("created_at"),
        sa.UniqueConstraint("certificate_serial", name="one_seal_per_certificate"),
        schema="licence",
    )

    op.create_table(
        "paper_licence",
        sa.Column("print_no", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, sa.ForeignKey("licence.licence.application_no"), nullable=False),
        *_text("authority_code", "copy_kind", "copy_no", "reason", "delivery", "status"),
        *_text("serial_no", optional=True),
        *_time("requested_at"),
        *_time("printed_at", optional=True),
        *_text("printed_by", optional=True),
        *_time("handed_at", optional=True),
        *_text("handed_by", "recipient_sealed", "tracking_no", optional=True),
        *_time("received_at", "void_at", optional=True),
        *_text("void_reason", optional=True),
        sa.UniqueConstraint("authority_code", "serial_no", name="one_paper_per_serial_no"),
        sa.CheckConstraint("copy_kind IN ('正本', '副本')", name="copy_known"),
        sa.CheckConstraint(
            "status IN ('UNPRINTED', 'VOID') OR serial_no IS NOT NULL", name="printed_paper_has_serial_no"
        ),
        schema="licence",
    )
    op.create_index("papers_by_application", "paper_licence", ["application_no"], schema="licence")
    op.create_index("papers_by_authority", "paper_licence", ["authority_code", "status"], schema="licence")


def downgrade() -> None:
    for table in ("paper_licence", "seal_key", "licence_sequence", "licence", "used_code", "code_block"):
        op.drop_table(table, schema="licence")
