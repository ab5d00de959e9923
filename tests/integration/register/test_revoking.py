"""What a filing registered is undone as two persons decided: an establishment ends, of a change only its items go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from catalogues.filing_types.words import PartKind
from kernel.errors import Outage, Refusal
from services.register.contract.messages import ExamineRevocation, FilingApplied, RevokeFiling
from services.register.operations import revoking
from services.register.operations.resources import Resources
from tests.fixtures.services.keys import left
from tests.integration.register.conftest import Part, World
from tests.integration.register.test_marks import Licences

DECIDED_AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
NUMBER, DECISION = "14021306202611300000017", "14021300202611309000017"


@pytest.fixture
def licences() -> Licences:
    return Licences()


@pytest.fixture
def resources(world: World, licences: Licences) -> Resources:
    return replace(world.resources, licence=licences)


def changed(world: World, made: FilingApplied, **filing: Any) -> str:
    """A change of it; its application number."""
    filed = world.filed(**filing)
    world.open(filed, made.uscc)
    request = world.request(filed, made.uscc).model_copy(
        update={"filing_type": "sole_trader.change", "edition": "2026-11-29"}
    )
    world.activities.apply_filing(request)
    return filed.application_no


def decided(resources: Resources, uscc: str, about: str, outcome: str = "REVOKED") -> RevokeFiling:
    part = Part.model_validate(
        {
            **{"application_no": NUMBER, "uscc": uscc, "about": about, "decision_no": DECISION, "outcome": outcome},
            **{"filing_type": "sole_trader.revocation", "filing_type_edition": "2026-11-29"},
            **{"decided_at": DECIDED_AT, "authority_name": "市场监督管理局"},
        }
    )
    left_part = left(resources.exchange, NUMBER, PartKind.REVOCATION, part)
    return RevokeFiling(revocation_no=NUMBER, uscc=uscc, parts={PartKind.REVOCATION: left_part})


def public(world: World, uscc: str) -> dict[str, Any]:
    found: dict[str, Any] = world.client.get(f"/entities/{uscc}/public").json()
    return found


def test_an_establishment_ends(world: World, resources: Resources, licences: Licences) -> None:
    """已撤销 for everybody, the licence void, the name told to rest, nothing fileable any more; asked again nothing is
    written twice, and who was silent is told."""
    filed = world.filed()
    made = world.activities.apply_filing(world.request(filed))
    world.naming.silent = True
    with pytest.raises(Outage):
        revoking.revoke_filing(resources, decided(resources, made.uscc, filed.application_no))
    world.naming.silent = False
    applied = revoking.revoke_filing(resources, decided(resources, made.uscc, filed.application_no))
    assert (applied.version, public(world, made.uscc)["status"]) == (2, "已撤销")
    assert {(each["state"], each["uscc"]) for each in licences.told} == {("VOID", made.uscc)}
    [(number, entity)] = world.naming.told
    assert number == NUMBER and world.entity(entity).status == "已撤销"
    with pytest.raises(Refusal) as refused:
        world.open(replace(world.filed(), parts={}), made.uscc)
    assert refused.value.code == "register.entity_ended"


def test_of_a_change_only_its_items_go(world: World, resources: Resources) -> None:
    """What was changed truly since stays (实施细则 Art. 57)."""
    made = world.establish()
    false = changed(world, made, name="大同市平城区假名饺子馆", detail="假路1号")
    changed(world, made, name="大同市平城区假名饺子馆", detail="迎宾街18号")
    revoking.revoke_filing(resources, decided(resources, made.uscc, false))
    found = public(world, made.uscc)
    assert (found["name"], found["status"]) == ("大同市平城区晓禾饺子馆", "存续")
    assert found["premises"].endswith("迎宾街18号")
    assert world.naming.told == []


def test_a_revoked_change_of_the_operator_gives_the_business_back(world: World, resources: Resources) -> None:
    """It is the former operator's account again, and the successor's once that revocation is withdrawn."""
    made = world.establish()
    li = {"name": "李𠮷", "id_document_type": "10", "id_number": "140102198801011232"}
    false = changed(world, made, operator=li, account="applicant-2")
    owner = "SELECT account_subject FROM register.entity_version ORDER BY version"
    revoking.revoke_filing(resources, decided(resources, made.uscc, false))
    revoking.revoke_filing(resources, decided(resources, made.uscc, false, "WITHDRAWN"))
    assert [row[0] for row in world.rows(owner)] == ["applicant-1", "applicant-2", "applicant-1", "applicant-2"]


def test_a_wrong_revocation_is_restored(world: World, resources: Resources) -> None:
    """As it stood before, in a version of its own (条例 Art. 42)."""
    filed = world.filed()
    made = world.activities.apply_filing(world.request(filed))
    before = public(world, made.uscc)
    revoking.revoke_filing(resources, decided(resources, made.uscc, filed.application_no))
    restored = revoking.revoke_filing(resources, decided(resources, made.uscc, filed.application_no, "WITHDRAWN"))
    after = public(world, made.uscc)
    assert (restored.version, after["status"], after["name"]) == (3, "存续", before["name"])
    world.open(replace(world.filed(), parts={}), made.uscc)


def test_what_is_under_way_is_let_go_of(world: World, resources: Resources) -> None:
    filed = world.filed()
    made = world.activities.apply_filing(world.request(filed))
    world.open(world.filed(), made.uscc)
    revoking.revoke_filing(resources, decided(resources, made.uscc, filed.application_no))
    assert world.rows("SELECT 1 FROM register.open_filing WHERE closed_at IS NULL") == []


def test_marked_while_it_is_examined(world: World, resources: Resources) -> None:
    """A business does not end under an examination; another's application is none of it."""
    filed = world.filed()
    made = world.activities.apply_filing(world.request(filed))
    request = ExamineRevocation(revocation_no=NUMBER, uscc=made.uscc, about=filed.application_no)
    for over in (False, False, True, True):
        assert revoking.examine_revocation(resources, request.model_copy(update={"over": over})).marked is not over
        sheet = world.client.get(f"/entities/{made.uscc}", headers=world.examiner()).json()
        assert [mark["kind"] for mark in sheet["marks"]] == ([] if over else ["under_revocation"])
    with pytest.raises(Refusal):
        revoking.examine_revocation(resources, request.model_copy(update={"about": "14021301202601010000013"}))
