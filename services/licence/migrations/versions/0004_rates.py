"""How often an address asked, so that limits hold for all processes; of no worth after a crash, hence unlogged."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        "CREATE UNLOGGED TABLE licence.rate (key text PRIMARY KEY, hits integer NOT NULL, ends_at timestamptz NOT NULL)"
        " WITH (fillfactor = 70)"
    )
    op.execute("CREATE INDEX rates_by_end ON licence.rate (ends_at)")


def downgrade() -> None:
    op.execute("DROP TABLE licence.rate")
