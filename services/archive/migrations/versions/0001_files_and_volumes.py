"""Files, volumes, their documents, changes of 归档信息, views, and the counters of archive numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "archive"
APPEND_ONLY = ("information_change", "access_log", "filed_document")


def _texts(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _time(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "archive_counter",
        sa.Column("authority_code", sa.Text(), primary_key=True),
        sa.Column("class_letter", sa.Text(), primary_key=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_index", sa.BigInteger(), nullable=False),
        *_texts("log_root"),
        sa.CheckConstraint("last_number BETWEEN 0 AND 999999", name="numbers_have_six_digits"),
        schema=SCHEMA,
    )
    op.create_table(
        "entity_file",
        sa.Column("archive_no", sa.Text(), primary_key=True),
        *_texts("authority_code", "class_letter"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *_texts("uscc", nullable=True),
        _time("opened_at"),
        sa.UniqueConstraint("authority_code", "class_letter", "sequence", name="one_file_per_number"),
        sa.UniqueConstraint("authority_code", "uscc", name="one_file_per_entity"),
        schema=SCHEMA,
    )
    op.create_table(
        "archive_volume",
        sa.Column("volume_name", sa.Text(), primary_key=True),
        sa.Column("archive_no", sa.Text(), sa.ForeignKey("archive.entity_file.archive_no"), nullable=False),
        *_texts("application_no", "account_subject", "authority_code", "authority_name"),
        *_texts("business_type", "category", "outcome"),
        *_texts("uscc", "full_name", "shop_name", nullable=True),
        *_texts("operator_sealed", "operator_hash"),
        *_texts("type_code", "type_name", nullable=True),
        _time("approved_at", nullable=True),
        *_texts("reviewer", nullable=True),
        *_texts("manifest_sha256", "manifest_sm3", "class_letter"),
        sa.Column("log_index", sa.BigInteger(), nullable=False),
        *_texts("log_previous", "log_root"),
        _time("filed_at"),
        *_texts("status"),
        *_texts("package_key", "package_sha256", nullable=True),
        sa.Column("package_size", sa.BigInteger()),
        _time("stored_at", nullable=True),
        _time("locked_until", nullable=True),
        sa.Column("checks", JSONB(), nullable=False),
        *_texts("reason", "institution", "archivist", "place"),
        _time("information_filed_at"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.UniqueConstraint("application_no", name="one_volume_per_application"),
        sa.UniqueConstraint("authority_code", "class_letter", "log_index", name="one_volume_per_log_index"),
        sa.CheckConstraint("status IN ('NUMBERED', 'FILED')", name="status_known"),
        sa.CheckConstraint(
            "status <> 'FILED' OR (package_key IS NOT NULL AND package_sha256 IS NOT NULL AND package_size IS NOT NULL"
            " AND stored_at IS NOT NULL AND locked_until IS NOT NULL)",
            name="filed_has_package",
        ),
        schema=SCHEMA,
    )
    op.create_index("volumes_of_authority", "archive_volume", ["authority_code", "filed_at"], schema=SCHEMA)
    op.create_index("volumes_of_file", "archive_volume", ["archive_no"], schema=SCHEMA)
    op.create_index("volumes_by_uscc", "archive_volume", ["uscc"], schema=SCHEMA)
    op.create_index("volumes_by_operator", "archive_volume", ["operator_hash"], schema=SCHEMA)
    op.create_table(
        "filed_document",
        sa.Column("volume_name", sa.Text(), sa.ForeignKey("archive.archive_volume.volume_name"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        *_texts("kind"),
        *_texts("group", "subgroup", nullable=True),
        *_texts("title"),
        sa.Column("page_from", sa.Integer(), nullable=False),
        sa.Column("page_to", sa.Integer(), nullable=False),
        *_texts("file_name"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *_texts("sha256", "sm3"),
        _time("made_at"),
        sa.CheckConstraint("1 <= page_from AND page_from <= page_to", name="pages_run_upwards"),
        schema=SCHEMA,
    )
    op.create_table(
        "information_change",
        sa.Column("volume_name", sa.Text(), sa.ForeignKey("archive.archive_volume.volume_name"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        _time("at"),
        *_texts("actor"),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("fields", "before", "after")),
        *_texts("before_digest", "after_digest", "previous", "link"),
        schema=SCHEMA,
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.Text(), primary_key=True),
        _time("at"),
        *_texts("subject", "role", "action"),
        *_texts("archive_no", "volume_name", nullable=True),
        sa.Column("document", sa.Integer()),
        schema=SCHEMA,
    )
    op.create_index("views_of_volume", "access_log", ["volume_name", "at"], schema=SCHEMA)
    op.create_index("views_by_time", "access_log", ["at"], schema=SCHEMA)

    op.execute(
        "CREATE FUNCTION archive.rows_are_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER rows_are_only_added BEFORE UPDATE OR DELETE ON archive.{table} "
            "FOR EACH ROW EXECUTE FUNCTION archive.rows_are_only_added()"
        )
    op.execute(
        "CREATE FUNCTION archive.filed_volumes_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a volume is never deleted'; END IF; "
        "IF OLD.status = 'FILED' AND "
        "(to_jsonb(OLD) - ARRAY['reason','institution','archivist','place','information_filed_at','revision']) <> "
        "(to_jsonb(NEW) - ARRAY['reason','institution','archivist','place','information_filed_at','revision']) "
        "THEN RAISE EXCEPTION 'only the filing information of a filed volume can be edited'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER filed_volumes_stay BEFORE UPDATE OR DELETE ON archive.archive_volume "
        "FOR EACH ROW EXECUTE FUNCTION archive.filed_volumes_stay()"
    )


def downgrade() -> None:
    for table in (
        "access_log",
        "information_change",
        "filed_document",
        "archive_volume",
        "entity_file",
        "archive_counter",
    ):
        op.drop_table(table, schema=SCHEMA)
    for function in ("rows_are_only_added", "filed_volumes_stay"):
        op.execute(f"DROP FUNCTION archive.{function}()")
