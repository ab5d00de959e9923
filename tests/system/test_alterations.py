"""No column of what is kept can be altered unseen, whoever does it."""

from __future__ import annotations

from deploy.local.environment import WRITERS
from kernel.privileges import Rows
from tests.system.alterations import altered
from tests.system.conftest import Ended
from tests.system.stack import ROOT, RunningStack


def test_every_alteration_is_refused_or_found(stack: RunningStack, reviewed: Ended, examined: Ended) -> None:
    """Each column of each table, changed behind the services by somebody with every right, and a row
    deleted: refused by the database, or seen by the checks of the log."""
    outcomes = altered(stack)
    assert {each.book: each.unnoticed for each in outcomes if each.unnoticed} == {}
    described = [Rows.read(ROOT / "services" / schema / "migrations" / "rows.toml") for schema in WRITERS]
    assert len(outcomes) == sum(len(rows.tables - rows.unlogged) for rows in described)
    assert sum(each.tried for each in outcomes) >= 600
    assert sum(each.found for each in outcomes) > 0
