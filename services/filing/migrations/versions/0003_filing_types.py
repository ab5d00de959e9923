"""Each application names the kind of filing it is, in the edition it was opened with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The code before this one names neither; what it opens follows the first edition.
KIND, FIRST_EDITION = "sole_trader.establishment", "2022-05-01"


def upgrade() -> None:
    for name, value in (("filing_type", KIND), ("filing_type_edition", FIRST_EDITION)):
        op.add_column("application", sa.Column(name, sa.Text, nullable=False, server_default=value), schema="filing")


def downgrade() -> None:
    op.drop_column("application", "filing_type_edition", schema="filing")
    op.drop_column("application", "filing_type", schema="filing")
