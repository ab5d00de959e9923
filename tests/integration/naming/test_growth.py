"""No statement of the naming service costs more because its register is large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from cli.bench.growth.filling import fill
from cli.bench.growth.plans import growing, sizes, whole_reads
from services.naming.contract import ConfirmName, ReleaseName, Verdict
from services.naming.operations import holds, imports, upkeep
from tests.integration.naming.conftest import USCC, Naming
from tests.servers import RunningPostgres

_ROWS = 10_000
_PLACE = re.compile(r"%\((\w+)\)s")


@contextmanager
def _sent(naming: Naming) -> Iterator[set[str]]:
    """Filled with what the service sends meanwhile, with $1, $2 … where values stand."""
    found: set[str] = set()

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        places = list(dict.fromkeys(_PLACE.findall(statement)))
        found.add(_PLACE.sub(lambda place: f"${places.index(place[1]) + 1}", statement))

    event.listen(naming.resources.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(naming.resources.database.engine, "before_cursor_execute", note)


def _everything(naming: Naming) -> None:
    """Names that are free, taken, held, registered, given back and ended."""
    line = '{"authority_code": "14021300", "full_name": "大同市平城区宏远饺子馆", "uscc": "%s", "since": "2025-01-01"}'
    imports.import_names(naming.resources, (line % USCC).encode())
    imports.import_names(
        naming.resources,
        (line % USCC).replace("}", ', "status": "deregistered", "ended_on": "2026-01-05"}').encode(),
    )
    held = naming.declare("穆静")
    naming.reserve(held)
    assert naming.declare("穆静").verdict == Verdict.SAME
    holds.confirm_name(
        naming.resources,
        ConfirmName(application_no=held.application_no, uscc=USCC, registered_on=date(2026, 11, 20)),
    )
    given_back = naming.declare("未来香")
    naming.reserve(given_back)
    holds.release_name(naming.resources, ReleaseName(application_no=given_back.application_no, reason="withdrawn"))
    naming.hold("由园春")


def _upkeep(naming: Naming) -> None:
    assert upkeep.rebuild_keys(naming.resources).rebuilt == 4
    naming.clock.advance(timedelta(days=100))
    assert upkeep.release_overdue_holds(naming.resources).released == 1


def test_no_statement_reads_a_whole_table(naming: Naming, postgres: RunningPostgres) -> None:
    """Each goes by an index, with ten thousand rows in every table and whatever its values are."""
    with _sent(naming) as sent:
        _everything(naming)
    naming.rows("UPDATE naming.registered_name SET keys_version = 'old' RETURNING id")
    with _sent(naming) as sent_later:
        _upkeep(naming)
    of_names = {each for each in sent | sent_later if growing([each], "naming")}
    assert any("SELECT DISTINCT place" in each for each in of_names), "alternatives were looked up"
    url = postgres.database("naming")
    postgres.migrate("naming", url)
    found = []
    with postgres.server.connect(url.rpartition("/")[2]) as connection:
        fill(connection, "naming", growing(of_names, "naming"), _ROWS)
        rows = sizes(connection, "naming")
        for statement in sorted(of_names):
            if wholly := whole_reads(connection, statement, rows):
                found.append(f"{', '.join(wholly)}: {' '.join(statement.split())}")
    assert not found, "\n".join(found)
