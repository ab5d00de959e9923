"""Applications, sealed sections, attachments, documents by revision, timeline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _number(*, primary: bool = True) -> sa.Column[str]:
    return sa.Column(
        "application_no",
        sa.CHAR(23),
        sa.ForeignKey("filing.application.application_no"),
        primary_key=primary,
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("application_no", sa.CHAR(23), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("county_code", sa.Text, nullable=False),
        sa.Column("type_code", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("content_version", sa.Integer, nullable=False),
        sa.Column("name_locked", sa.Boolean, nullable=False),
        sa.Column("operator_locked_at", MOMENT),
        sa.Column("operator_seal", sa.Text),
        sa.Column("details_locked", sa.Boolean, nullable=False),
        sa.Column("operator_hash", sa.Text),
        sa.Column("premises_hash", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.UniqueConstraint("subject", "request_id", name="uq_application_request"),
        schema="filing",
    )
    op.create_index("ix_application_subject", "application", ["subject", "created_at"], schema="filing")
    op.create_index("ix_application_operator", "application", ["operator_hash"], schema="filing")
    op.create_index("ix_application_premises", "application", ["premises_hash"], schema="filing")
    op.create_table(
        "section",
        _number(),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        schema="filing",
    )
    op.create_table(
        "application_sequence",
        sa.Column("division", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
        schema="filing",
    )
    op.create_table(
        "attachment",
        _number(),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("sealed_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        schema="filing",
    )
    op.create_table(
        "revision",
        _number(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("content_version", sa.Integer, nullable=False),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("manifest", sa.Text),
        sa.Column("signing_deadline", MOMENT),
        sa.Column("last_signing_day", sa.Date),
        sa.Column("part_key", sa.Text),
        sa.Column("part_digest", sa.Text),
        schema="filing",
    )
    op.create_table(
        "document",
        sa.Column("application_no", sa.CHAR(23), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_no", "revision"],
            ["filing.revision.application_no", "filing.revision.number"],
            name="fk_document_revision",
        ),
        schema="filing",
    )
    op.create_table(
        "signing_window",
        _number(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("signing_deadline", MOMENT, nullable=False),
        sa.Column("last_signing_day", sa.Date, nullable=False),
        schema="filing",
    )
    op.create_table(
        "stage_entry",
        _number(primary=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("application_no", "number", name="uq_stage_entry_number"),
        schema="filing",
    )
    op.create_table(
        "submission",
        _number(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("entities_at_premises", sa.Integer, nullable=False),
        sa.Column("recent_days", sa.Integer, nullable=False),
        sa.Column("recent_applications_of_operator", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("authority_registers", sa.Boolean, nullable=False),
        schema="filing",
    )


def downgrade() -> None:
    for table in (
        "submission",
        "stage_entry",
        "signing_window",
        "document",
        "revision",
        "attachment",
        "application_sequence",
        "section",
        "application",
    ):
        op.drop_table(table, schema="filing")
