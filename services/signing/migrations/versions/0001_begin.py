"""Sessions, documents to sign, links, codes, acts of signing and signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SCHEMA = "signing"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signing_session",
        sa.Column("session_no", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False),
        sa.Column("window", sa.Integer, nullable=False),
        sa.Column("account_subject", sa.Text, nullable=False),
        sa.Column("authority_code", sa.Text, nullable=False),
        sa.Column("person_ref", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("name_sealed", sa.Text, nullable=False),
        sa.Column("id_document_type", sa.Text, nullable=False),
        sa.Column("id_number_sealed", sa.Text, nullable=False),
        sa.Column("mobile_sealed", sa.Text, nullable=False),
        sa.Column("deadline", TIME, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("completed_at", TIME),
        sa.Column("voided_at", TIME),
        sa.Column("void_reason", sa.Text),
        sa.UniqueConstraint("application_no", "window", name="signing_session_window_unique"),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="signing_session_void_has_reason"),
        schema=SCHEMA,
    )
    op.create_table(
        "document_to_sign",
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_session.session_no"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "signing_link",
        sa.Column("link_id", sa.Text, primary_key=True),
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_session.session_no"), nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("redeemed_at", TIME),
        sa.Column("bearer_hash", sa.Text, unique=True),
        sa.Column("bearer_expires_at", TIME),
        sa.Column("ended_at", TIME),
        schema=SCHEMA,
    )
    op.create_index(
        "signing_link_one_alive",
        "signing_link",
        ["session_no"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "signing_code",
        sa.Column("code_id", sa.Text, primary_key=True),
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_session.session_no"), nullable=False),
        sa.Column("link_id", sa.Text, sa.ForeignKey("signing.signing_link.link_id"), nullable=False, index=True),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("spent", sa.Boolean, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("signing_code_by_session", "signing_code", ["session_no", "sent_at"], schema=SCHEMA)
    op.create_table(
        "signing_act",
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_session.session_no"), nullable=False),
        sa.Column("link_id", sa.Text, sa.ForeignKey("signing.signing_link.link_id"), nullable=False),
        sa.Column("code_id", sa.Text, sa.ForeignKey("signing.signing_code.code_id"), nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("strokes_sealed", sa.Text, nullable=False),
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("user_agent_hash", sa.Text, nullable=False),
        sa.Column("certificate_serial", sa.Text, nullable=False),
        sa.Column("certificate_issuer", sa.Text, nullable=False),
        sa.Column("signed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("session_no", name="signing_act_pkey"),
        schema=SCHEMA,
    )
    op.create_table(
        "document_signature",
        sa.Column("session_no", sa.Text, sa.ForeignKey("signing.signing_act.session_no"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("sm3", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("timestamped_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_no", "kind"], ["signing.document_to_sign.session_no", "signing.document_to_sign.kind"]
        ),
        schema=SCHEMA,
    )
