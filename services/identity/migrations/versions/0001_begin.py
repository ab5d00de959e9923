"""Accounts, proofs, sessions, authentications, restrictions and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SCHEMA = "identity"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("account_name", sa.Text, nullable=False),
        sa.Column("account_name_key", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String), nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("identity_type", sa.Text),
        sa.Column("id_document_type", sa.Text),
        sa.Column("name_sealed", sa.Text),
        sa.Column("id_number_sealed", sa.Text),
        sa.Column("mobile_sealed", sa.Text),
        sa.Column("person_hash", sa.Text),
        sa.Column("mobile_hash", sa.Text),
        sa.Column("totp_sealed", sa.Text),
        sa.Column("totp_last_step", sa.BigInteger),
        sa.Column("registry_reference_no", sa.Text),
        sa.Column("verified_at", TIME),
        sa.Column("agreement_edition", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.UniqueConstraint("account_name_key", name="account_name_key_unique"),
        sa.UniqueConstraint("person_hash", name="account_person_hash_unique"),
        sa.UniqueConstraint("mobile_hash", name="account_mobile_hash_unique"),
        schema=SCHEMA,
    )
    op.create_table(
        "captcha",
        sa.Column("captcha_id", sa.Text, primary_key=True),
        sa.Column("answer_sealed", sa.Text, nullable=False),
        sa.Column("expires_at", TIME, nullable=False, index=True),
        sa.Column("voided", sa.Boolean, nullable=False),
        sa.Column("sms_spent", sa.Boolean, nullable=False),
        sa.Column("registration_spent", sa.Boolean, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "sms_code",
        sa.Column("sms_code_id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("mobile_hash", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("spent", sa.Boolean, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("sms_code_by_mobile", "sms_code", ["mobile_hash", "sent_at"], schema=SCHEMA)
    op.create_table(
        "registry_question",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("mobile_hash", sa.Text, nullable=False, index=True),
        sa.Column("asked_at", TIME, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "login_session",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("identity.account.account_id"), nullable=False, index=True),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False, index=True),
        sa.Column("revoked_at", TIME),
        schema=SCHEMA,
    )
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column(
            "session_id",
            sa.Text,
            sa.ForeignKey("identity.login_session.session_id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("rotated_at", TIME),
        schema=SCHEMA,
    )
    op.create_table(
        "failed_login",
        sa.Column("name_hash", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("locked_until", TIME),
        schema=SCHEMA,
    )
    op.create_table(
        "face_capture",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("person_ref", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("capture_no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("capture_sealed", sa.Text),
        sa.Column("capture_hash", sa.Text, nullable=False),
        sa.Column("consent_edition", sa.Text, nullable=False),
        sa.Column("consented_at", TIME, nullable=False),
        schema=SCHEMA,
    )
    op.create_index(
        "face_capture_unused",
        "face_capture",
        ["consented_at"],
        schema=SCHEMA,
        postgresql_where=sa.text("capture_sealed IS NOT NULL"),
    )
    op.create_table(
        "authentication",
        sa.Column("authentication_id", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("window", sa.Integer, nullable=False),
        sa.Column("person_ref", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("capture_no", sa.Integer, nullable=False),
        sa.Column("person_hash", sa.Text, nullable=False),
        sa.Column("refused_because", sa.Text),
        sa.Column("reference_no", sa.Text, nullable=False),
        sa.Column("face_score", sa.Float),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("valid_until", TIME),
        sa.UniqueConstraint("application_no", "window", "person_ref", "attempt", name="authentication_attempt_unique"),
        schema=SCHEMA,
    )
    op.create_index(
        "authentication_success_unique",
        "authentication",
        ["application_no", "window", "person_ref"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("refused_because IS NULL"),
    )
    op.create_table(
        "authentication_round",
        sa.Column("application_no", sa.Text, primary_key=True),
        sa.Column("window", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part_key", sa.Text, nullable=False),
        sa.Column("part_digest", sa.Text, nullable=False),
        sa.Column("valid_until", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "restriction",
        sa.Column("restriction_id", sa.Text, primary_key=True),
        sa.Column("person_hash", sa.Text, nullable=False),
        sa.Column("id_number_masked_sealed", sa.Text, nullable=False),
        sa.Column("reason_sealed", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False, index=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("imposed_by", sa.Text, nullable=False),
        sa.Column("imposed_at", TIME, nullable=False),
        sa.Column("lifted_by", sa.Text),
        sa.Column("lifted_at", TIME),
        sa.Column("lifting_reason_sealed", sa.Text),
        sa.UniqueConstraint("person_hash", "authority", "evidence", name="restriction_evidence_unique"),
        sa.CheckConstraint("last_day >= first_day", name="restriction_days"),
        schema=SCHEMA,
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("actor_ref", sa.Text, nullable=False),
        sa.Column("object_ref", sa.Text, nullable=False, index=True),
        sa.Column("reason", sa.Text),
        sa.Column("request_id", sa.Text),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        schema=SCHEMA,
    )
    op.execute(
        """
        CREATE FUNCTION identity.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity.audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION identity.audit_is_append_only()
        """
    )


def downgrade() -> None:
    for table in (
        "audit_entry",
        "restriction",
        "authentication_round",
        "authentication",
        "face_capture",
        "failed_login",
        "refresh_token",
        "login_session",
        "registry_question",
        "sms_code",
        "captcha",
        "account",
    ):
        op.drop_table(table, schema=SCHEMA)
    op.execute("DROP FUNCTION identity.audit_is_append_only()")
