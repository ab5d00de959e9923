"""What the portal makes of an answer of the engine: what lasts is never told as an outage."""

from __future__ import annotations

import pytest
from temporalio.service import RPCError, RPCStatusCode

from kernel.errors import Defect, Outage, Refusal
from services.portal.clients.cases import _unreachable


def _answered(status: RPCStatusCode) -> Exception:
    return _unreachable(RPCError("as the engine words it", status, b""))


def test_a_case_that_took_too_many_steps() -> None:
    """Of a run's 2,001st step the engine says FAILED_PRECONDITION: refused for good, with what to do."""
    refusal = _answered(RPCStatusCode.FAILED_PRECONDITION)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.status) == ("case.steps_exhausted", 409)
    assert refusal.remedy_zh and refusal.remedy_en


def test_a_case_that_is_closed() -> None:
    """A run that is gone takes no step."""
    refusal = _answered(RPCStatusCode.NOT_FOUND)
    assert isinstance(refusal, Refusal) and refusal.code == "case.closed"


@pytest.mark.parametrize("status", [RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED])
def test_what_waiting_does_not_change(status: RPCStatusCode) -> None:
    """We asked wrongly: a defect that names the answer."""
    defect = _answered(status)
    assert isinstance(defect, Defect) and str(defect) == f"workflow.step_impossible: {status.name}"


@pytest.mark.parametrize(
    "status", [RPCStatusCode.UNAVAILABLE, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.DEADLINE_EXCEEDED]
)
def test_what_passes(status: RPCStatusCode) -> None:
    """Down, busy or slow: an outage, asked again in a while."""
    assert isinstance(_answered(status), Outage)
