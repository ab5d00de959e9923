"""Invitations of persons who are authenticated and sign without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SCHEMA = "identity"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signer_invitation",
        sa.Column("invitation_id", sa.Text, primary_key=True),
        sa.Column("application_no", sa.Text, nullable=False, index=True),
        sa.Column("window", sa.Integer, nullable=False),
        sa.Column("party_ref", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("filing_type", sa.Text),
        sa.Column("filing_type_edition", sa.Text),
        sa.Column("name_sealed", sa.Text, nullable=False),
        sa.Column("id_document_type", sa.Text, nullable=False),
        sa.Column("id_number_sealed", sa.Text, nullable=False),
        sa.Column("mobile_sealed", sa.Text, nullable=False),
        sa.Column("inviter_sealed", sa.Text, nullable=False),
        sa.Column("shop_sealed", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("token_sealed", sa.Text),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("person_sealed", sa.Text),
        sa.Column("authenticated_at", TIME),
        sa.UniqueConstraint("application_no", "window", "party_ref", name="signer_invitation_party_unique"),
        sa.CheckConstraint(
            "(person_sealed IS NULL) = (authenticated_at IS NULL)", name="signer_invitation_person_has_time"
        ),
        schema=SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("signer_invitation", schema=SCHEMA)
