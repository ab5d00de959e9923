"""A business rests and trades again, over HTTP and on real servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from catalogues.filing_types import editions
from cli.invariants.registry import examine
from cli.registration.http import Refused
from kernel.clock import SystemClock, local_date
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until
from tests.system.test_replacements import carried_through, filing, scanned, told

ADDRESS = "山西省大同市平城区大庆路街道迎宾街18号"


@pytest.fixture(scope="module")
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())


def test_rests_and_trades_again(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """Filed by the rules; days and address are published, tax is told of the days; the licence stays valid and the
    register says 歇业; longer only within the last thirty days; it trades again at its word, which is published too."""
    person, first = owner
    uscc, today = first.case["licence"]["uscc"], local_date(SystemClock().now())
    rest = {
        **{"reason": "disaster", "first_on": today.isoformat(), "until": (today + timedelta(days=60)).isoformat()},
        **{"service_at": "elsewhere", "service_address": ADDRESS, "agreed": True, "accepts_service": True},
    }
    number, case = carried_through(person, editions.SUSPENSION, first.number, tmp_path, rest)
    assert case["stage"] == "ARCHIVED", case["decision"]["reasons"]
    assert case["decision"]["automatic"] is True
    public = stack.ask("GET", "register", f"/entities/{uscc}/public").json()
    assert (public["status"], public["rest"]["service_address"]) == ("歇业", ADDRESS)
    assert scanned(stack, person.licence(first.number))["valid"] is True
    until(lambda: len(told(stack, "publicity", uscc, "publicity.suspension.v1")) == 1, 30, "publicity is told")
    [event] = told(stack, "publicity", uscc, "publicity.suspension.v1")
    assert (event["suspended_from"], event["suspended_until"]) == (rest["first_on"], rest["until"])
    until(lambda: len(told(stack, "tax", uscc, "tax.suspension.v1")) == 1, 30, "tax is told")
    assert "service_address" not in told(stack, "tax", uscc, "tax.suspension.v1")[0]
    with filing(person, editions.SUSPENSION, number, tmp_path, rest | {"until": "2028-01-01"}) as longer:
        other = longer.open(uuid.uuid4().hex)
        with pytest.raises(Refused) as refused:
            longer.carry_through(other)
        [finding] = refused.value.problem["errors"]
        assert finding["pointer"].endswith("/until") and "三十日" in finding["zh"] and finding["remedy_zh"]
        longer._step(other, "abandon")
    again = {"resumed_on": today.isoformat(), "as_registered": True}
    _, case = carried_through(person, editions.RESUMPTION, number, tmp_path, again)
    assert case["stage"] == "ARCHIVED", case["decision"]["reasons"]
    public = stack.ask("GET", "register", f"/entities/{uscc}/public").json()
    assert (public["status"], public["rest"]) == ("存续", None)
    until(lambda: len(told(stack, "publicity", uscc, "publicity.resumption.v1")) == 1, 30, "publicity is told")
    assert told(stack, "publicity", uscc, "publicity.resumption.v1")[0]["resumed_on"] == today.isoformat()
    assert [one.violations for one in examine(stack.environment) if one.violations] == []
