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
from kernel.statements import CLOCK, WORK

STATEMENTS, TRANSACTIONS = "kaiye_sql_statements", "kaiye_sql_transactions"
_WARM, _SETTLED_SECONDS = 2, 3.0

Caused = tuple[str, str, str, str]
"""What was counted, and for whom: one of the two above, service, operation, site."""


def counted(addresses: Mapping[str, str], because: str = WORK) -> Counter[Caused]:
    """Everything since the services started that was asked for because of work, or of the clock. Subtract an earlier
    answer to count what lies between."""
    found: Counter[Caused] = Counter()
    for service in SERVICES:
        text = httpx.get(f"{addresses[service]}/metrics").raise_for_status().text
        for family in text_string_to_metric_families(text):
            if family.name not in {STATEMENTS, TRANSACTIONS}:
                continue
            for sample in family.samples:
                of = sample.labels
                # Services that share a process show each other's figures, too.
                if sample.name == f"{family.name}_total" and (of["service"], of["because"]) == (service, because):
                    found[family.name, service, of["operation"], of.get("site", "")] += int(sample.value)
    return found


def total(found: Mapping[Caused, int], what: str, service: str | None = None) -> int:
    return sum(number for key, number in found.items() if key[0] == what and service in {None, key[1]})


async def _registrations(home: Path, count: int) -> tuple[Counter[Caused], Counter[Caused], float]:
    """What they asked for, what the clock did meanwhile, and how many seconds that was."""
    os.environ["KAIYE_IDENTITY_LOGIN_RATE"] = "100000/minute"
    people = list(applicants(RegistrationForm.read(EXAMPLE), count + _WARM, seed=int(time.time())))
    forms = [wanted for wanted, _ in people]
    async with Stack(home, ports=dict.fromkeys(DEFAULT_PORTS, 0)) as stack:
        load = Load(dict(stack.addresses), captcha_answer(SecretFile(home / "secrets.json")))
        await asyncio.to_thread(load.settle, people)
        await asyncio.to_thread(load.alone, forms[:_WARM])
        await asyncio.sleep(_SETTLED_SECONDS)
        began, before, rounds = time.monotonic(), counted(stack.addresses), counted(stack.addresses, CLOCK)
        await asyncio.to_thread(load.alone, forms[_WARM:])
        await asyncio.sleep(_SETTLED_SECONDS)
        meanwhile = counted(stack.addresses, CLOCK) - rounds
        return counted(stack.addresses) - before, meanwhile, time.monotonic() - began


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kaiye-statements-") as home:
        found, rounds, seconds = asyncio.run(_registrations(Path(home), count))
    for (what, *caused), number in sorted(found.items(), key=lambda each: (each[0][0], -each[1])):
        print(f"{number / count:8.2f}  {what.removeprefix('kaiye_sql_'):12}  {'  '.join(caused)}")
    for service in SERVICES:
        print(service, *(total(found, what, service) / count for what in (STATEMENTS, TRANSACTIONS)))
    print("each registration:", *(total(found, what) / count for what in (STATEMENTS, TRANSACTIONS)))
    asked = {service: total(rounds, STATEMENTS, service) for service in SERVICES}
    print(f"by the clock, in {seconds:.0f} s:", *(f"{service} {number}" for service, number in asked.items() if number))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
