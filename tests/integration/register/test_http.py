"""Who may see what of an entity, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalogues.marks import MarkKind
from services.register.store.marks import Mark
from tests.integration.register.conftest import ELSEWHERE, FAMILY, ZHANG, Opened, World


def marked(world: World, uscc: str, kind: MarkKind, until: date | None = None) -> None:
    with world.resources.database.transaction() as session:
        session.add(
            Mark(
                uscc=uscc,
                kind=kind,
                source="同市监列字〔2026〕1号",
                from_on=date(2026, 1, 5),
                to_on=until,
                recorded_at=world.clock.now(),
            )
        )


def names(page: dict[str, Any]) -> list[str]:
    return [item["name"] for item in page["items"]]


def test_what_is_published(world: World) -> None:
    """Anybody sees what the publicity system publishes, and no number, phone, residence or family member."""
    made = world.establish(family=(FAMILY,), composition_form="2")
    answer = world.client.get(f"/entities/{made.uscc.lower()}/public")
    assert answer.json() == {
        "uscc": made.uscc,
        "name": "大同市平城区晓禾饺子馆",
        "entity_type": "个体工商户",
        "composition_form": "家庭经营",
        "operator_name": "张晓禾",
        "premises": "山西省大同市平城区大庆路街道大庆路33号",
        "scope_text": "餐饮服务",
        "status": "存续",
        "established_on": "2026-11-20",
        "changed_on": "2026-11-20",
        "authority_name": "140213市场监督管理局",
        "marks": [],
        "rest": None,
    }


def test_marks_that_are_published(world: World) -> None:
    """A listing in force is published; one that has ended, and a freeze, are not."""
    made = world.establish()
    marked(world, made.uscc, MarkKind.ABNORMAL)
    marked(world, made.uscc, MarkKind.SERIOUS, until=date(2026, 2, 1))
    marked(world, made.uscc, MarkKind.FREEZE)
    published = world.client.get(f"/entities/{made.uscc}/public").json()["marks"]
    assert [(mark["kind"], mark["from_on"]) for mark in published] == [("abnormal", "2026-01-05")]
    seen = world.client.get(f"/entities/{made.uscc}", headers=world.examiner()).json()["marks"]
    assert [mark["kind"] for mark in seen] == ["abnormal", "freeze"]


@pytest.mark.parametrize(("uscc", "status"), [("92140213MA0MU7MP45", 404), ("x", 422)])
def test_unknown_code(world: World, uscc: str, status: int) -> None:
    assert world.client.get(f"/entities/{uscc}/public").status_code == status


def test_too_many_questions(opened: Opened) -> None:
    """Who asks for more entities than a minute allows is told to wait."""
    world = opened(public_rate="2/minute")
    path = f"/entities/{world.establish().uscc}/public"
    assert [world.client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert world.client.get(path).json()["code"] == "register.too_many_requests"


def test_examiner(world: World) -> None:
    """An examiner sees the whole entity with masked numbers and family names, and is written down."""
    made = world.establish(family=(FAMILY,))
    seen = world.client.get(f"/entities/{made.uscc}", headers=world.examiner()).json()
    assert (seen["version"], seen["capital_amount"], seen["type_code"]) == (1, "5", "GT002")
    assert [(one["name"], one["id_number"], one["since_version"]) for one in seen["parties"]] == [
        ("张晓禾", "140***********1237", 1),
        ("李*", "140***********1232", 1),
    ]
    log = world.rows("SELECT subject, role, action, uscc FROM register.access_log")
    assert log == [("examiner-1", "examiner", "entity", made.uscc)]


def test_of_another_authority(world: World) -> None:
    """Another authority's examiner is told there is no such entity; operations staff see it."""
    made = world.establish()
    assert world.client.get(f"/entities/{made.uscc}", headers=world.examiner(ELSEWHERE)).status_code == 404
    assert world.client.get(f"/entities/{made.uscc}", headers=world.operations()).status_code == 200


def test_who_may_not(world: World) -> None:
    made = world.establish()
    for path in ("/entities", f"/entities/{made.uscc}"):
        assert world.client.get(path).status_code == 401
        assert world.client.get(path, headers=world.bearer("applicant")).status_code == 403
    assert world.client.post("/entities/searches", json={}, headers=world.operations()).status_code == 403


def test_list(world: World) -> None:
    """The examiner's own authority's, the youngest first, page by page, by name, status and code."""
    made = [world.establish(name=f"平城区第{number}家", detail=f"{number}号") for number in range(3)]
    world.establish(name="别处", authority=ELSEWHERE)
    first = world.client.get("/entities", params={"limit": 2}, headers=world.examiner()).json()
    rest = world.client.get("/entities", params={"limit": 2, "cursor": first["next"]}, headers=world.examiner()).json()
    assert names(first) + names(rest) == ["平城区第2家", "平城区第1家", "平城区第0家"]
    assert rest["next"] is None

    def found(**filters: str) -> list[str]:
        return names(world.client.get("/entities", params=filters, headers=world.examiner()).json())

    assert found(name="第1") == ["平城区第1家"]
    assert found(uscc=made[0].uscc) == ["平城区第0家"]
    assert found(status="已注销") == []


def test_entities_of_a_person(world: World) -> None:
    """A person's entities are found by the number of the document, which stands in no address."""
    world.establish(name="甲")
    world.establish(name="乙", operator={**ZHANG, "id_number": "140102199001011233"}, detail="1号")
    search = {"id_document_type": "10", "id_number": ZHANG["id_number"]}
    answer = world.client.post("/entities/searches", json=search, headers=world.examiner())
    assert names(answer.json()) == ["甲"]
