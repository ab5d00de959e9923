"""What a decision lets stand is written once, whole, and under a code nobody had."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from catalogues.entity_states import EntityStatus
from kernel.errors import Defect, Outage
from kernel.numbers import is_uscc
from services.register.contract.messages import EndTakeOver, ReadEntity
from tests.integration.register.conftest import FAMILY, ZHANG, Opened, World


def test_new_entity(world: World) -> None:
    """An approved establishment makes an entity with a code, a first version, its parties and its part."""
    filed = world.filed(family=(FAMILY,), composition_form="2")
    applied = world.activities.apply_filing(world.request(filed))
    assert is_uscc(applied.uscc)
    assert (applied.version, applied.established_on, applied.effective_on) == (
        1,
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    part = world.entity(applied.entity)
    assert (part.uscc, part.status, part.application_no) == (applied.uscc, EntityStatus.ACTIVE, filed.application_no)
    facts = part.facts
    assert (facts.name, facts.entity_type, facts.composition_form) == (
        "大同市平城区晓禾饺子馆",
        "个体工商户",
        "家庭经营",
    )
    assert facts.premises.full_text == "山西省大同市平城区大庆路街道大庆路33号"
    assert [(one.ref, one.name, one.id_number, one.relation) for one in facts.parties] == [
        ("operator", "张晓禾", ZHANG["id_number"], None),
        ("family-1", "李𠮷", FAMILY["id_number"], "配偶"),
    ]


def test_agent(world: World) -> None:
    """Whoever only hands the application in is not registered."""
    named = (
        {"ref": "p1", "kind": "person", "roles": ["operator", "agent"], **ZHANG},
        {"ref": "p2", "kind": "person", "roles": ["agent"], **ZHANG, "name": "王代办"},
    )
    part = world.entity(world.establish(parties=named).entity)
    assert [(party.ref, party.roles) for party in part.facts.parties] == [("p1", ("operator",))]


def test_application_of_before(world: World) -> None:
    """An application confirmed by the release before says its name itself and names no parties: nothing is lost."""
    old, new = (world.filed(family=(FAMILY,), composition_form="2", of_before=before) for before in (True, False))
    facts = [world.entity(world.activities.apply_filing(world.request(filed)).entity).facts for filed in (old, new)]
    assert facts[0] == facts[1]


def test_retry(world: World) -> None:
    """Asking again, days later too, is answered with the same version, code, days and part."""
    request = world.request(world.filed())
    first = world.activities.apply_filing(request)
    world.clock.advance(datetime(2026, 12, 1, tzinfo=UTC) - world.clock.now())
    assert world.activities.apply_filing(request) == first


def test_many_at_once(world: World) -> None:
    """Sixteen retries of each of eight filings at once make eight entities with eight codes."""
    requests = [world.request(world.filed(detail=f"{number}号")) for number in range(8)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(world.activities.apply_filing, requests * 16))
    assert len({answer.uscc for answer in answers}) == 8
    assert len({answer.model_dump_json() for answer in answers}) == 8
    assert [tuple(row) for row in world.rows("SELECT count(*), count(DISTINCT uscc) FROM register.used_code")] == [
        (8, 8)
    ]


def test_day_in_china(world: World) -> None:
    """Registered on the day it is in China when the entity is written: 16:30 in UTC is the next day."""
    world.clock.advance(datetime(2026, 11, 20, 16, 30, tzinfo=UTC) - world.clock.now())
    assert world.establish().established_on == date(2026, 11, 21)


def test_without_a_name(world: World) -> None:
    """A business needs no name (民法典 Art. 54)."""
    assert world.entity(world.establish(name=None).entity).facts.name is None


@pytest.mark.parametrize(
    ("filing", "defect"),
    [
        ({"outcome": "REJECT"}, "register.no_approval"),
        ({"held_name": "大同市平城区别的饺子馆"}, "register.name_differs"),
        ({"name": None, "held_name": "大同市平城区晓禾饺子馆"}, "register.name_differs"),
        ({"composition_form": "9"}, "register.composition_form_unknown"),
    ],
)
def test_contradictions(world: World, filing: dict[str, Any], defect: str) -> None:
    """What was not approved, or says two things, is not written, and takes no code."""
    with pytest.raises(Defect, match=defect):
        world.establish(**filing)
    assert world.rows("SELECT uscc FROM register.used_code") == []


@pytest.mark.parametrize(
    ("kind", "defect"), [("decision", "no_approval"), ("application", "wrong_case"), ("name", "wrong_case")]
)
def test_parts_of_another_case(world: World, kind: str, defect: str) -> None:
    """A part of another application is no part of this one."""
    mine, other = world.filed(), world.filed()
    mine.parts[kind] = other.parts[kind]
    with pytest.raises(Defect, match=f"register.{defect}"):
        world.activities.apply_filing(world.request(mine))


def test_other_authority(world: World) -> None:
    filed = world.filed()
    with pytest.raises(Defect, match=r"register\.wrong_case"):
        world.activities.apply_filing(world.request(filed).model_copy(update={"authority_code": "21010200"}))


def test_while_taking_over(opened: Opened) -> None:
    """No code is given until those licensed earlier are here; then the same filing gets one."""
    world = opened(ended=False)
    request = world.request(world.filed())
    with pytest.raises(Outage, match=r"register\.taking_over"):
        world.activities.apply_filing(request)
    world.activities.end_take_over(EndTakeOver())
    assert world.activities.apply_filing(request).version == 1


def test_change(world: World) -> None:
    """A filing about an entity writes its next version: who stays keeps the version they came with."""
    made = world.establish(family=(FAMILY,), composition_form="2")
    world.clock.advance(datetime(2027, 1, 5, tzinfo=UTC) - world.clock.now())
    change = world.filed(detail="新建路7号", name="大同市平城区晓禾饺子馆")
    world.open(change, made.uscc)
    changed = world.activities.apply_filing(world.request(change, made.uscc))
    assert (changed.uscc, changed.version) == (made.uscc, 2)
    assert (changed.established_on, changed.effective_on) == (made.established_on, date(2027, 1, 5))
    parties = world.rows("SELECT ref, from_version, to_version FROM register.party ORDER BY ref")
    assert [tuple(row) for row in parties] == [("family-1", 1, 1), ("operator", 1, None)]
    read = world.activities.read_entity(ReadEntity(application_no="1" * 23, uscc=made.uscc, version=1))
    assert world.entity(read.entity) == world.entity(made.entity)


def test_change_without_the_entity(world: World) -> None:
    """Nothing is changed for a filing that does not keep the entity, or kept it and let go."""
    made = world.establish()
    change = world.filed()
    with pytest.raises(Defect, match=r"register\.filing_not_open"):
        world.activities.apply_filing(world.request(change, made.uscc))


def test_versions_are_only_inserted(world: World) -> None:
    """The database refuses to change or delete a version."""
    world.establish()
    for statement in ("UPDATE register.entity_version SET name = 'x'", "DELETE FROM register.entity_version"):
        with pytest.raises(DBAPIError, match="only inserted"):
            world.rows(statement)


def test_personal_data_is_encrypted(world: World) -> None:
    """No table says a person's name, number or address in plain text."""
    made = world.establish(family=(FAMILY,))
    tables = ("entity", "entity_version", "party", "used_code")
    kept = "".join(str(row) for table in tables for row in world.rows(f"SELECT t.*::text FROM register.{table} t"))
    assert made.uscc in kept
    for secret in (ZHANG["name"], ZHANG["id_number"], FAMILY["name"], FAMILY["id_number"], "33号"):
        assert secret not in kept
