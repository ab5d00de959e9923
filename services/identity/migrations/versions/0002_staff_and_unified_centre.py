"""Staff's devices and suspensions, log-ins through the unified authentication centre, how a session was opened."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SCHEMA = "identity"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("suspended_at", TIME), schema=SCHEMA)
    op.add_column("account", sa.Column("one_time_until", TIME), schema=SCHEMA)
    op.add_column("account", sa.Column("totp_confirmed_at", TIME), schema=SCHEMA)
    op.execute("UPDATE identity.account SET totp_confirmed_at = created_at WHERE totp_sealed IS NOT NULL")
    op.add_column(
        "login_session",
        sa.Column("opened_by", sa.Text, nullable=False, server_default="password"),
        schema=SCHEMA,
    )
    op.create_table(
        "unified_link",
        sa.Column("subject_hash", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("identity.account.account_id"), nullable=False),
        sa.Column("linked_at", TIME, nullable=False),
        sa.UniqueConstraint("account_id", name="unified_link_account_unique"),
        schema=SCHEMA,
    )
    op.create_table(
        "unified_login",
        sa.Column("login_hash", sa.Text, primary_key=True),
        sa.Column("state_hash", sa.Text, nullable=False),
        sa.Column("proof_sealed", sa.Text, nullable=False),
        sa.Column("expires_at", TIME, nullable=False, index=True),
        sa.Column("answered_at", TIME),
        sa.Column("person_sealed", sa.Text),
        sa.Column("account_id", sa.Text),
        sa.Column("completed_at", TIME),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("unified_login", schema=SCHEMA)
    op.drop_table("unified_link", schema=SCHEMA)
    op.drop_column("login_session", "opened_by", schema=SCHEMA)
    for column in ("totp_confirmed_at", "one_time_until", "suspended_at"):
        op.drop_column("account", column, schema=SCHEMA)
