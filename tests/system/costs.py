"""What one registration costs in work, counted on a running stack; `python -m tests.system.costs` records it anew."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from cli.bench.counts import work_done
from cli.bench.full import Load
from cli.bench.histories import longest
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from kernel.settings import SharedSettings
from kernel.temporal import connect
from tests.system.stack import RunningStack, started
from workflows.contract import establishment_id

RECORDED = Path(__file__).with_name("costs.json")
ALLOWED = 1.10
_WARM, _COUNTED = 2, 3
_QUIET_SECONDS, _PATIENCE_SECONDS = 1.0, 60.0


def of_one_registration(stack: RunningStack) -> dict[str, int]:
    """The least of three registrations, one after the other: what else goes on is not theirs."""
    people = list(applicants(RegistrationForm.read(EXAMPLE), _WARM + _COUNTED, seed=int(time.time())))
    forms = [form for form, _ in people]
    load = Load(dict(stack.addresses), stack.captcha)
    load.settle(people)
    load.alone(forms[:_WARM])
    cases, counts = [], []
    for form in forms[_WARM:]:
        before = _when_quiet(stack)
        cases += [establishment_id(carried.application_no) for carried in load.alone([form])]
        counts.append(_when_quiet(stack) - before)
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


def _when_quiet(stack: RunningStack) -> Counter[str]:
    """Once nobody is answered and nothing is made any more; the statements of those who look for work go on."""
    until, before = time.monotonic() + _PATIENCE_SECONDS, Counter[str]()
    while time.monotonic() < until:
        now = work_done(stack.addresses)
        if _without_statements(now) == _without_statements(before):
            return now
        before = now
        time.sleep(_QUIET_SECONDS)
    raise AssertionError("the stack did not come to rest")


def _without_statements(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: count for kind, count in counts.items() if not kind.startswith("SQL")}


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
