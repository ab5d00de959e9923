"""No statement of a registration costs more because the register is large."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from cli.bench.full import Load
from cli.bench.growth.captured import captured, texts
from cli.bench.growth.filling import fill
from cli.bench.growth.plans import growing, sizes, whole_reads
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from deploy.local.postgres import Postgres
from deploy.local.stack import servers_of
from tests.servers import RunningPostgres
from tests.system.stack import RunningStack

_ROWS = 100_000


@pytest.fixture(scope="module")
def statements(stack: RunningStack) -> dict[str, set[str]]:
    """What the services send while somebody registers."""
    people = list(applicants(RegistrationForm.read(EXAMPLE), 1, seed=int(time.time())))
    load = Load(dict(stack.addresses), stack.captcha)
    load.settle(people)
    (server,) = (each for each in servers_of(stack.home, stack.run.ports) if isinstance(each, Postgres))
    with captured(server, stack.home / "logs" / "postgres.log") as found:
        load.alone([form for form, _ in people])
    return texts(found)


def test_no_statement_reads_a_whole_table(statements: dict[str, set[str]], postgres: RunningPostgres) -> None:
    """Each goes by an index, with a hundred thousand rows in every table it names and whatever its values are."""
    assert {"identity", "naming", "filing", "signing", "approval", "licence", "archive", "notice", "register"} | {
        "transparency"
    } == set(statements)
    urls = {service: postgres.database(service) for service in statements}
    for service, url in urls.items():
        postgres.migrate(service, url)
    wholly = partial(_wholly, postgres)
    with ThreadPoolExecutor(2) as pool:
        found = [line for lines in pool.map(wholly, urls.items(), statements.values()) for line in lines]
    assert not found, "\n".join(found)


def _wholly(postgres: RunningPostgres, of: tuple[str, str], sent: set[str]) -> list[str]:
    service, url = of
    found = []
    with postgres.server.connect(url.rpartition("/")[2]) as connection:
        connection.execute(f"SET search_path = {service}, extensions".encode())
        fill(connection, service, growing(sent, service), _ROWS)
        rows = sizes(connection, service)
        for statement in sorted(sent):
            if wholly := whole_reads(connection, statement, rows):
                found.append(f"{service}: {', '.join(wholly)}: {' '.join(statement.split())}")
    return found
