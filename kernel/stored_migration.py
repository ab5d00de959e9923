"""The table of how far checking of what is stored (`kernel.stored`) has come, for a service's migrations."""

from __future__ import annotations


def create_pass(schema: str) -> None:
    # Needed once in the life of a process, or never.
    import sqlalchemy as sa
    from alembic import op

    op.create_table(
        "stored_pass",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("checked", "broken")),
        *(sa.Column(f"last_{name}", sa.BigInteger, nullable=False) for name in ("checked", "broken")),
        schema=schema,
    )


def drop_pass(schema: str) -> None:
    from alembic import op

    op.drop_table("stored_pass", schema=schema)
