"""What the owner's functions ask of a table, whatever its columns are called."""

from __future__ import annotations

import pytest

from kernel.tlog.rows import Logged, _of_table


@pytest.mark.parametrize(
    ("columns", "named"), [(("id", "at"), "after"), (("id", "after"), "log_after")], ids=["usual", "a column `after`"]
)
def test_a_column_is_not_taken_for_the_place(columns: tuple[str, ...], named: str) -> None:
    """Where a table has a column of that name the place is called otherwise, or PostgreSQL would not know which one is
    meant; elsewhere the text stays, since the log knows it."""
    script = _of_table("archive", "archive", Logged("edit", (("id", "text"),), columns), str)
    assert f"DECLARE {named} jsonb := since;" in script and f"IF {named} IS NULL THEN" in script
    assert f"AS {named} FROM unnest(keys)" in script and f"({named} ->> 0)::text" in script
