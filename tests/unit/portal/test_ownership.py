"""Whose case it is: the filing service is asked once a minute, and only a yes is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from kernel.clock import FixedClock
from kernel.errors import Refusal, not_found
from kernel.owners import REMEMBERED_SECONDS, Owners
from services.portal.clients.services import ServiceClient
from services.portal.operations.cases import create_application
from services.portal.operations.ownership import check_own
from services.portal.operations.resources import Resources

NUMBER = "14021301202611280000001"


class Filing:
    """Answers to the owner's token alone, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def get(self, path: str, token: str) -> dict[str, Any]:
        assert path == f"/applications/{NUMBER}/timeline"
        self.asked += 1
        if token != "own":
            raise not_found("application", "没有找到该申请", "There is no such application")
        return {}

    def post(self, path: str, token: str, body: Any) -> dict[str, Any]:
        return {
            "application_no": NUMBER,
            "authority": {"code": "140213000000", "name": "某局"},
            "filing_type": "sole_trader.establishment",
            "filing_type_edition": "2022-05-01",
        }


@pytest.fixture
def filing() -> Filing:
    return Filing()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 28, tzinfo=UTC))


@pytest.fixture
def resources(filing: Filing, clock: FixedClock) -> Resources:
    return Resources(*([cast(ServiceClient, filing)] * 10), owners=Owners(clock))


def test_asked_once(resources: Resources, filing: Filing) -> None:
    """The steps of one sitting cost one question."""
    for _ in range(3):
        check_own(resources, "she", "own", NUMBER)
    assert filing.asked == 1


def test_nobody_else_profits(resources: Resources, filing: Filing) -> None:
    """Another account is asked about itself, each time, and refused."""
    check_own(resources, "she", "own", NUMBER)
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            check_own(resources, "he", "other", NUMBER)
        assert refused.value.status == 404
    assert filing.asked == 3


def test_a_yes_grows_old(resources: Resources, filing: Filing, clock: FixedClock) -> None:
    """After a minute the filing service is asked again: it may have been deleted meanwhile."""
    check_own(resources, "she", "own", NUMBER)
    clock.advance(timedelta(seconds=REMEMBERED_SECONDS + 1))
    check_own(resources, "she", "own", NUMBER)
    assert filing.asked == 2


def test_who_deletes_it_has_it_no_more(resources: Resources, filing: Filing) -> None:
    """A deleted application is asked about at once."""
    check_own(resources, "she", "own", NUMBER)
    resources.owners.forget(NUMBER)
    check_own(resources, "she", "own", NUMBER)
    assert filing.asked == 2


def test_who_opened_it_owns_it(resources: Resources, filing: Filing) -> None:
    """The filing service has just said so."""
    create_application(resources, "she", "own", "request-1", "GT002", "140213")
    check_own(resources, "she", "own", NUMBER)
    assert filing.asked == 0
