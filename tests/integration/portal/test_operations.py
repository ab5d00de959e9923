"""Those who run the system: a home that shows what needs them, and the buttons that mend it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.portal.licensed import Licensed, licensed
from tests.integration.portal.lonely import portal_without
from tests.integration.portal.office import Clerk, referred, written
from tests.site import Site

ROOM = ("/operations", "/operations/events", "/operations/events/" + "0" * 36)


@pytest.fixture(scope="module")
def operations(site: Site) -> Iterator[Clerk]:
    """Somebody who runs the system."""
    with Clerk(site) as clerk:
        clerk.begin_work("operations")
        yield clerk


@pytest.fixture(scope="module")
def shop(site: Site) -> Licensed:
    """A business whose registration the tax office rejects."""
    switch = f"{site.addresses['agencies']}/sandbox/agencies/tax/behaviour"
    httpx.put(switch, json={"reject_next": 1}).raise_for_status()
    return licensed(site)


def rejected(operations: Clerk, shop: Licensed) -> str:
    """The address of its event, as the home shows it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        section = operations.go("/operations").text.partition('id="rejected"')[2].partition("</section>")[0]
        if shop.uscc in section:
            return re.findall(r'href="(/operations/events/[0-9a-f-]{36})"', section)[0]
        time.sleep(0.2)
    raise AssertionError(section)


def test_the_home_of_operations(operations: Clerk, shop: Licensed) -> None:
    """Where they arrive: nothing parked, every service well with a worker, code blocks, receipts, limits with links
    into the Temporal Web UI."""
    operations.go("/login")
    assert operations.path == "/operations" and operations.page.status_code == 200
    text = operations.page.text
    assert "没有停下的案件。" in text and "大同市平城区" in text
    assert "暂时取不到" not in text and "没有回答" not in text and "没有工作进程" not in text
    assert text.count("正常") == 10
    assert "/namespaces/default/workflows?query=Stage+%3D+%22NEEDS_ATTENTION%22" in text


def test_a_rejected_event_is_sent_again(operations: Clerk, shop: Licensed) -> None:
    """Its sheet names nobody; one button sends it once, and the tax office takes it."""
    event = rejected(operations, shop)
    operations.go(event)
    assert shop.uscc in operations.page.text and shop.operator not in operations.page.text
    assert "对方退回" in operations.page.text
    operations.send(f"{event}/republish")
    assert operations.path == event
    until = time.monotonic() + 20
    while "对方已接收" not in operations.go(event).text.partition("</h1>")[2].partition("<section")[0]:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert shop.uscc in operations.go("/operations/events?show=accepted&agency=tax").text


def test_nothing_is_tried_again_without_need(operations: Clerk, shop: Licensed) -> None:
    """A case that is not parked takes no retry, and the page says so."""
    operations.go("/operations/events")
    csrf = operations.hidden("/logout")
    answer = operations.http.post(f"/operations/cases/{shop.number}/retry", data=csrf)
    assert answer.status_code == 409 and "<main" in answer.text


def test_a_parked_case_goes_on_from_the_home(site: Site, operations: Clerk, examiner: Clerk) -> None:
    """The name of a case is lost: it is parked and stands on the home with what it lacks. Once the name is back one
    button lets it go on, to its licence."""
    with referred(site) as case:
        _hold(site, case.number, lost=True)
        examiner.claim(case.number)
        examiner.decide(case.number, "APPROVE", **{"override.AR-25": "名称系经营者外号，已核实"})
        until = time.monotonic() + 40
        while case.number not in operations.go("/operations").text.replace(" ", ""):
            assert time.monotonic() < until, case.stage
            time.sleep(0.3)
        assert "naming.declined" in operations.page.text or "register.declined" in operations.page.text
        assert case.stage == "NEEDS_ATTENTION"
        _hold(site, case.number, lost=False)
        operations.send(f"/operations/cases/{case.number}/retry")
        assert "已要求重试" in operations.page.text
        while case.stage not in ("LICENSED", "ARCHIVED"):
            assert time.monotonic() < until + 40, case.stage
            time.sleep(0.3)


def _hold(site: Site, number: str, *, lost: bool) -> None:
    """The name held for a case ran out, or is held again."""
    status, reason = ("released", "expired") if lost else ("held", None)
    with written(site, "naming") as table:
        table.execute(
            "UPDATE naming.registered_name SET status = %s, end_reason = %s WHERE application_no = %s",
            [status, reason, number],
        )
        assert table.rowcount == 1


@pytest.mark.parametrize("path", ROOM)
def test_nobody_else_enters(examiner: Clerk, archivist: Clerk, path: str) -> None:
    """Neither examiners nor archivists."""
    assert [clerk.go(path).status_code for clerk in (examiner, archivist)] == [403, 403]


def test_the_home_stands_where_a_service_is_silent(site: Site, operations: Clerk) -> None:
    """It is what one looks at then: it says who does not answer."""
    with portal_without(site, "notice", operations) as portal:
        answer = portal.get("/operations")
    assert answer.status_code == 200
    assert "没有回答" in answer.text and "大同市平城区" in answer.text
