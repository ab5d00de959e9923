"""What one registration costs in work, counted on a running stack; `python -m tests.system.costs` records it anew."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from cli.bench.counts import when_quiet
from cli.bench.full import Load
from cli.bench.histories import longest
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from kernel.settings import SharedSettings
from kernel.temporal import connect
from tests.system.stack import RunningStack, started
from workflows.contract import case_id

RECORDED = Path(__file__).with_name("costs.json")
ALLOWED = 1.10
_WARM, _COUNTED = 2, 3
_SEED = 345
"""The same people with the same papers every time: what is read of them is the same, too."""


def of_one_registration(stack: RunningStack) -> dict[str, int]:
    """The least of three registrations, one after the other: what else goes on is not theirs."""
    people = list(applicants(RegistrationForm.read(EXAMPLE), _WARM + _COUNTED, seed=_SEED))
    forms = [form for form, _ in people]
    load = Load(dict(stack.addresses), stack.captcha)
    load.settle(people)
    load.alone(forms[:_WARM])
    cases, counts = [], []
    for form in forms[_WARM:]:
        before = when_quiet(stack.addresses)
        cases += [case_id(carried.application_no) for carried in load.alone([form])]
        counts.append(when_quiet(stack.addresses) - before)
    events, history = asyncio.run(_histories(stack, cases))
    least = {kind: min(count[kind] for count in counts) for kind in sorted(set().union(*counts))}
    return least | {"history events": events, "history bytes": history}


def recorded() -> dict[str, int]:
    figures: dict[str, int] = json.loads(RECORDED.read_text())
    return figures


def dearer(costs: Mapping[str, int]) -> list[str]:
    """What costs a tenth more than recorded and more than one more, or was never recorded: a page may ask once more."""
    known = recorded()
    return [
        f"{kind}: {cost}, recorded {known.get(kind)}"
        for kind, cost in costs.items()
        if kind not in known or cost > max(known[kind] * ALLOWED, known[kind] + 1)
    ]


async def _histories(stack: RunningStack, cases: list[str]) -> tuple[int, int]:
    os.environ |= stack.environment.shared
    return await longest(await connect(SharedSettings()), cases)


def main() -> None:
    with started() as stack:
        costs = of_one_registration(stack)
    RECORDED.write_text(json.dumps(costs, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(RECORDED.read_text())


if __name__ == "__main__":
    main()
