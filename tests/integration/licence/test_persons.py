"""Whether the lists are asked about the persons of a case before its licence is issued (条例 Art. 40)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from kernel.clock import local_date
from kernel.errors import Refusal
from kernel.exchange import Exchange, Reference
from services.licence.activities import Activities
from tests.fixtures.services.keys import left
from tests.integration.licence.conftest import Part, World


@dataclass
class Lists:
    """What the identity service says of the one person of a case."""

    exchange: Exchange
    restricted_until: date | None
    asked: int = 0

    def ask(self, application_no: str, authentication: Reference) -> Reference:
        self.asked += 1
        facts = {"restricted_until": self.restricted_until}
        return left(
            self.exchange,
            application_no,
            "person_facts",
            Part.model_validate({"persons": [{"person_ref": "operator", "facts": facts}]}),
        )


@pytest.mark.parametrize("minutes", [None, 10])
def test_a_licence_that_was_held_up_asks_anew(world: World, minutes: int | None) -> None:
    """Who was restricted meanwhile gets none, and the number that would have been theirs is not used."""
    asked_at = None if minutes is None else world.clock.now() - timedelta(minutes=minutes)
    lists = Lists(world.resources.exchange, local_date(world.clock.now()))
    activities = Activities(replace(world.resources, persons=lists))
    request = world.approved(authenticated=True, persons_asked_at=asked_at)
    with pytest.raises(Refusal) as refused:
        activities.issue_licence(request)
    assert refused.value.code == "licence.person_restricted"
    lists.restricted_until = None
    assert activities.issue_licence(request).document


def test_what_the_register_asked_a_moment_ago_is_not_asked_again(world: World) -> None:
    """The register asks before it writes, and the licence follows at once."""
    lists = Lists(world.resources.exchange, None)
    request = world.approved(authenticated=True, persons_asked_at=world.clock.now() - timedelta(minutes=9))
    Activities(replace(world.resources, persons=lists)).issue_licence(request)
    assert lists.asked == 0
