"""The table of a service's trail (`kernel.trail_book`), for its migrations."""

from __future__ import annotations


def create_trail(schema: str) -> None:
    """Rows can only be added, by its owner too."""
    # Needed once in the life of a process, or never.
    import sqlalchemy as sa
    from alembic import op

    needed = ("event", "actor", "role", "about", "result")
    told = ("object", "origin", "before_digest", "after_digest", "request_id")
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in needed),
        *(sa.Column(name, sa.Text, nullable=True) for name in told),
        schema=schema,
    )
    for column in ("about", "actor"):
        op.create_index(f"trail_by_{column}", "trail_entry", [column, "id"], schema=schema)
    op.execute(
        f"CREATE FUNCTION {schema}.trail_is_only_added() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{schema}.trail_entry: rows are only added'; END $$;"
        f"CREATE TRIGGER trail_is_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.trail_entry"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {schema}.trail_is_only_added()"
    )


def drop_trail(schema: str) -> None:
    from alembic import op

    op.drop_table("trail_entry", schema=schema)
    op.execute(f"DROP FUNCTION {schema}.trail_is_only_added()")
