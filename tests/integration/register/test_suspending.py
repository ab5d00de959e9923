"""A business rests from its first day on, and trades again by its word or when its rest is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalogues.filing_types import editions
from kernel.clock import local_date
from services.register.contract.messages import FilingApplied, OpenFiling, TurnSuspension
from services.register.contract.parts import EntityPart
from tests.integration.register.conftest import Filed, World
from tests.integration.register.test_own import own


@pytest.fixture(autouse=True)
def today(world: World) -> None:
    """A day on which a business can rest."""
    world.clock.advance(timedelta(days=10))


def file(world: World, uscc: str, filing_type: str, matter: dict[str, Any]) -> tuple[Filed, FilingApplied]:
    """A filing that is opened, decided and written down."""
    filed = world.filed(matter=matter)
    about = {
        "application_no": filed.application_no,
        "submission": 1,
        "filing_type": filing_type,
        "edition": "2026-11-29",
    }
    world.activities.open_filing(
        OpenFiling.model_validate(about | {"authority_code": filed.authority_code, "uscc": uscc, "parts": filed.parts})
    )
    request = world.request(filed, uscc).model_copy(update={"filing_type": filing_type, "edition": "2026-11-29"})
    return filed, world.activities.apply_filing(request)


def rests(world: World, uscc: str, begins: int, ends: int) -> Filed:
    """From so many days from now to so many."""
    now = local_date(world.clock.now())
    days = {"first_on": now + timedelta(days=begins), "until": now + timedelta(days=ends)}
    matter = {"kind": "suspension", "service_address": "迎宾街18号", **days}
    return file(world, uscc, editions.SUSPENSION, matter)[0]


def status(world: World, uscc: str) -> str:
    told: str = world.client.get(f"/entities/{uscc}/public").json()["status"]
    return told


def turn(world: World, filed: Filed) -> Any:
    return world.activities.turn_suspension(TurnSuspension(application_no=filed.application_no))


def test_begins_and_is_over_by_itself(world: World) -> None:
    """Asked on its days: trades until the first one, rests through the last, then trades again, which is told once it
    is over; asking again changes nothing. Everybody can read days and address meanwhile."""
    made = world.establish()
    filed = rests(world, made.uscc, 5, 35)
    assert status(world, made.uscc) == "存续"
    first = turn(world, filed)
    assert first.next_at - world.clock.now() <= timedelta(days=5) and first.entity is None
    world.clock.advance(timedelta(days=5))
    second = turn(world, filed)
    assert status(world, made.uscc) == "歇业"
    assert world.client.get(f"/entities/{made.uscc}/public").json()["rest"]["service_address"] == "迎宾街18号"
    world.clock.advance(timedelta(days=30))
    assert turn(world, filed).next_at == second.next_at and status(world, made.uscc) == "歇业"
    world.clock.advance(timedelta(days=1))
    over = turn(world, filed)
    assert over.next_at is None and (status(world, made.uscc), over.uscc) == ("存续", made.uscc)
    part: EntityPart = world.entity(over.entity)
    assert part.resumed_on == local_date(world.clock.now()) and turn(world, filed) == over
    assert world.client.get(f"/entities/{made.uscc}/public").json()["rest"] is None
    assert world.broken() == []


def test_made_longer_the_earlier_timer_has_nothing_to_do(world: World) -> None:
    """What it rested is counted once; the later filing's timer ends it."""
    made = world.establish()
    first = rests(world, made.uscc, 0, 30)
    assert status(world, made.uscc) == "歇业"
    world.clock.advance(timedelta(days=10))
    longer = rests(world, made.uscc, -10, 60)
    assert turn(world, first).next_at is None and turn(world, first).entity is None
    assert turn(world, longer).next_at is not None and status(world, made.uscc) == "歇业"


def test_by_its_own_word(world: World) -> None:
    """It trades again at once; its timer has nothing to do; a second rest counts the days of the first."""
    made = world.establish()
    first = rests(world, made.uscc, 0, 30)
    world.clock.advance(timedelta(days=10))
    resumed_on = local_date(world.clock.now())
    _, applied = file(world, made.uscc, editions.RESUMPTION, {"kind": "resumption", "resumed_on": resumed_on})
    assert status(world, made.uscc) == "存续" and world.entity(applied.entity).resumed_on == resumed_on
    assert turn(world, first).entity is None and turn(world, first).next_at is None
    days = {"first_on": resumed_on, "until": resumed_on + timedelta(days=5)}
    matter = {"kind": "suspension", "service_address": "迎宾街18号", **days}
    again, applied = file(world, made.uscc, editions.SUSPENSION, matter)
    rest = world.entity(applied.entity).facts.suspension
    assert rest is not None and (rest.rested_before, rest.application_no) == (10, again.application_no)


def test_what_can_be_filed_follows_the_state(world: World) -> None:
    """Who trades has nothing to resume; who rests may change, end, and rest longer."""
    made = world.establish()
    possible = {each["filing_type"]: each["refused_because"] for each in own(world, f"/{made.uscc}").json()["possible"]}
    assert possible[editions.SUSPENSION] is None
    assert possible[editions.RESUMPTION]["code"] == "register.state_bars" and possible[editions.RESUMPTION]["remedy_zh"]
    rests(world, made.uscc, 0, 30)
    found = own(world, f"/{made.uscc}").json()
    assert {each["refused_because"] for each in found["possible"]} == {None} and found["status"] == "歇业"
