"""Where a document was signed whose signature stands after a correction."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "document_to_sign",
        sa.Column("signed_in", sa.Text, sa.ForeignKey("signing.signing_session.session_no")),
        schema="signing",
    )


def downgrade() -> None:
    op.drop_column("document_to_sign", "signed_in", schema="signing")
