"""SQL statements and transactions of the services so far, read from their `/metrics`.

`python -m cli.bench.statements` carries some registrations through a stack of its own and prints where they come from.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from cli.bench.full import Load
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from deploy.local.accounts import captcha_answer
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS, SERVICES
from deploy.local.stack import Stack

STATEMENTS, TRANSACTIONS = "kaiye_sql_statements", "kaiye_sql_transactions"
_WARM, _SETTLED_SECONDS = 2, 3.0

Caused = tuple[str, str, str, str]
"""What was counted, and for whom: one of the two above, service, operation, site."""


def counted(addresses: Mapping[str, str]) -> Counter[Caused]:
    """Everything since the services started. Subtract an earlier answer to count what lies between."""
    found: Counter[Caused] = Counter()
    for service in SERVICES:
        text = httpx.get(f"{addresses[service]}/metrics").raise_for_status().text
        for family in text_string_to_metric_families(text):
            if family.name not in {STATEMENTS, TRANSACTIONS}:
                continue
            for sample in family.samples:
                of = sample.labels
                # Services that share a process show each other's figures, too.
                if sample.name == f"{family.name}_total" and of["service"] == service:
                    found[family.name, service, of["operation"], of.get("site", "")] += int(sample.value)
    return found


def total(found: Mapping[Caused, int], what: str, service: str | None = None) -> int:
    return sum(number for key, number in found.items() if key[0] == what and service in {None, key[1]})


async def _registrations(home: Path, count: int) -> Counter[Caused]:
    os.environ["KAIYE_IDENTITY_LOGIN_RATE"] = "100000/minute"
    people = list(applicants(RegistrationForm.read(EXAMPLE), count + _WARM, seed=int(time.time())))
    forms = [wanted for wanted, _ in people]
    async with Stack(home, ports=dict.fromkeys(DEFAULT_PORTS, 0)) as stack:
        load = Load(dict(stack.addresses), captcha_answer(SecretFile(home / "secrets.json")))
        await asyncio.to_thread(load.settle, people)
        await asyncio.to_thread(load.alone, forms[:_WARM])
        await asyncio.sleep(_SETTLED_SECONDS)
        before = counted(stack.addresses)
        await asyncio.to_thread(load.alone, forms[_WARM:])
        await asyncio.sleep(_SETTLED_SECONDS)
        return counted(stack.addresses) - before


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kaiye-statements-") as home:
        found = asyncio.run(_registrations(Path(home), count))
    for (what, *caused), number in sorted(found.items(), key=lambda each: (each[0][0], -each[1])):
        print(f"{number / count:8.2f}  {what.removeprefix('kaiye_sql_'):12}  {'  '.join(caused)}")
    for service in SERVICES:
        print(service, *(total(found, what, service) / count for what in (STATEMENTS, TRANSACTIONS)))
    print("each registration:", *(total(found, what) / count for what in (STATEMENTS, TRANSACTIONS)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
