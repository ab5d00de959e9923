"""What the signing service hands on with the signatures, and what is handed on to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from kernel.errors import Outage, Refusal
from services.signing.activities import Activities
from services.signing.contract import CollectSignatures, OpenSigningSession, VoidSignatures
from tests.fixtures.services.handing import Neighbour, handed
from tests.fixtures.services.keys import left
from tests.integration.signing.conftest import Case, World


class Authenticated(BaseModel):
    application_no: str
    account_is_operator: bool = True
    account_mobile: str | None = None


def _collecting(case: Case, filing: Neighbour) -> Any:
    request = CollectSignatures(application_no=case.application_no, window=1, hands_in={"submission": 1})
    return Activities(replace(case.world.resources, filing=filing)).collect_signatures(request)


def test_handed_in_with_the_signatures(world: World) -> None:
    """Once they are verified, with their part as proof; while the filing service is silent it is tried again."""
    case, filing = world.case(), Neighbour(lambda request: {"accepted": request["submission"]}, silent=True)
    case.signed()
    with pytest.raises(Outage):
        _collecting(case, filing)
    filing.silent = False
    collected = _collecting(case, filing)
    assert collected.handed_in == {"accepted": 1}
    assert filing.asked == [(f"/applications/{case.application_no}/submissions", collected.part, {"submission": 1})]


def test_nothing_is_handed_in_unsigned(world: World) -> None:
    """The refusal is the one of the signatures."""
    case, filing = world.case(), Neighbour()
    with pytest.raises(Refusal) as refused:
        _collecting(case, filing)
    assert (refused.value.code, filing.asked) == ("signing.incomplete", [])


def _next_window(case: Case, window: int = 2) -> OpenSigningSession:
    return case.request.model_copy(update={"window": window, "deadline": case.deadline + timedelta(days=8)})


def _opened(
    case: Case, request: OpenSigningSession, number: str | None = None, mobile: str | None = None, **held: Any
) -> int:
    number = number or case.application_no
    said = Authenticated(application_no=case.application_no, account_mobile=mobile)
    part = left(case.world.resources.exchange, case.application_no, "authentication", said)
    return case.world.client.post(f"/sessions/{number}", json=handed(part, request, **held)).status_code


def test_a_session_is_opened_by_who_authenticated(world: World) -> None:
    """Asked twice it is one session, and that of the window before is void."""
    case = world.case()
    assert [_opened(case, _next_window(case)) for _ in range(2)] == [200, 200]
    assert case.get().json()["deadline"] == _next_window(case).deadline.isoformat().replace("+00:00", "Z")
    assert world.broken() == []


def test_the_code_goes_to_the_verified_mobile(world: World) -> None:
    """Whoever stole a password and typed a number of their own into the form gets nothing: the operator is told."""
    case, own = world.case(), f"139{world.clock.now():%H%M%S}07"
    assert _opened(case, _next_window(case), mobile=own) == 200
    assert case.phone().ask_code().json()["sent_to"] == f"{own[:3]}****{own[-4:]}"
    assert (len(world.texts(own)), world.texts(case.mobile)) == (1, [])


def test_nobody_without_the_reference_opens_one(world: World) -> None:
    """A wrong digest, a part of another kind, another application in the address or in what is asked."""
    case, other = world.case(), world.case()
    request = _next_window(case)
    assert _opened(case, request, digest="0" * 64) == 404
    assert _opened(case, request, **case.request.application.model_dump()) == 404
    assert _opened(case, request, number=other.application_no) == 404
    assert _opened(case, _next_window(other)) == 404
    assert case.get().json()["deadline"] == case.deadline.isoformat().replace("+00:00", "Z")


def test_who_opens_late_finds_it_void(world: World) -> None:
    """The applicant left while the authentication was under way: no session lives on, and asking again changes
    nothing."""
    case = world.case()
    late = _next_window(case)
    leaving = VoidSignatures(application_no=case.application_no, window=2, reason="abandoned", unopened=late)
    assert [Activities(world.resources).void_signatures(leaving).voided for _ in range(2)] == [True, True]
    assert _opened(case, late) == 200
    assert case.link().status_code in {404, 409, 410}
    assert world.broken() == []
