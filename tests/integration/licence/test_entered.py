"""A licence whose entity is entered into the register by the same act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import Outage, Refusal
from kernel.exchange import Reference
from kernel.messages import Carried
from services.licence.activities import Activities
from services.licence.contract import PERSON_RESTRICTED
from services.licence.store import licences
from tests.fixtures.services.handing import Neighbour
from tests.integration.licence.conftest import World


def test_entered_then_printed(world: World) -> None:
    """The register is asked with the decision as proof; what it answers is printed, and handed back as it is. While it
    is silent nothing is issued."""
    approved = world.approved()
    entity = approved.parts["entity"].model_dump()
    register = Neighbour(lambda _: {"uscc": "any", "entity": entity}, silent=True)
    activities = Activities(replace(world.resources, register=register))
    parts = {kind: approved.parts[kind] for kind in ("application", "decision")}
    request = approved.model_copy(update={"parts": parts, "enters": {"filing": 1}})
    with pytest.raises(Outage):
        activities.issue_licence(request)
    register.silent = False
    issued = [activities.issue_licence(request) for _ in range(2)]
    assert issued[0] == issued[1]
    assert issued[0].entered == {"uscc": "any", "entity": entity}
    path = f"/filings/{request.application_no}/entry"
    assert register.asked == [(path, parts["decision"], {"filing": 1})] * 2
    assert issued[0].model_copy(update={"entered": None}) == world.activities.issue_licence(approved)


def test_what_the_register_refuses_is_not_licensed(world: World) -> None:
    """The licence service hands the refusal on as it was told, and begins nothing."""
    approved = world.approved()
    refusal = Refusal(PERSON_RESTRICTED, "有人被限制登记", "Somebody is restricted", status=409)
    activities = Activities(replace(world.resources, register=_Refusing(refusal)))
    with pytest.raises(Refusal) as refused:
        activities.issue_licence(approved.model_copy(update={"enters": {"filing": 1}}))
    assert refused.value is refusal
    with world.resources.database.reading() as session:
        assert licences.of_application(session, approved.application_no) is None


class _Refusing:
    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def hand_on(self, path: str, held: Reference, request: Carried) -> Carried:
        raise self._refusal
