"""What whoever answers for an entity is told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalogues.filing_types import editions
from catalogues.marks import MarkKind
from tests.fixtures.services.tokens import bearer
from tests.integration.register.conftest import Filed, World
from tests.integration.register.test_http import marked


def own(world: World, path: str = "", account: str = "applicant-1") -> Any:
    """What the register tells an applicant."""
    return world.client.get(f"/own-entities{path}", headers=bearer(world.key, account, "applicant"))


@pytest.fixture(autouse=True)
def today(world: World) -> None:
    """A day on which a business can be changed."""
    world.clock.advance(timedelta(days=10))


def change(world: World, uscc: str, **filing: Any) -> Filed:
    """A filing that is opened, decided and written down."""
    filed = world.filed(**filing)
    world.open(filed, uscc)
    world.activities.apply_filing(world.request(filed, uscc))
    return filed


def test_list(world: World) -> None:
    """One's own, ended or not, the youngest first; nobody else's."""
    first = world.establish(name="甲")
    world.clock.advance(timedelta(days=1))
    second = world.establish(name="乙", detail="1号")
    world.establish(name="别人的", detail="2号", account="applicant-2")
    items = own(world).json()["items"]
    assert [(each["uscc"], each["name"]) for each in items] == [(second.uscc, "乙"), (first.uscc, "甲")]
    assert own(world, account="applicant-3").json()["items"] == []


def test_of_somebody_else(world: World) -> None:
    """To others it does not exist; examiners and strangers have no business here."""
    made = world.establish()
    assert own(world, f"/{made.uscc}", account="applicant-2").status_code == 404
    assert world.client.get(f"/own-entities/{made.uscc}").status_code == 401
    assert world.client.get(f"/own-entities/{made.uscc}", headers=world.examiner()).status_code == 403


def test_versions_say_what_they_changed(world: World) -> None:
    """The latest one first, each item as it was registered and, where it changed, what stood there before."""
    made = world.establish()
    filed = change(world, made.uscc, name="大同市平城区晓云归饭店", detail="永泰街88号")
    found = own(world, f"/{made.uscc.lower()}").json()
    assert (found["version"], found["application_no"], found["name"]) == (
        2,
        filed.application_no,
        "大同市平城区晓云归饭店",
    )
    second, first = found["versions"]
    assert [(each["item"], each["changed"]) for each in second["items"]] == [
        ("名称", True),
        ("组成形式", False),
        ("经营者", False),
        ("经营场所", True),
        ("经营范围", False),
    ]
    assert second["items"][0]["before"] == first["items"][0]["after"] == "大同市平城区晓禾饺子馆"
    assert not any(each["changed"] for each in first["items"])
    assert [(line["version"], line["under_way"]) for line in found["filings"]] == [(2, False), (1, False)]
    assert (first["filing_title"], second["effective_on"]) == ("个体工商户设立登记", "2026-11-30")


def test_what_can_be_filed(world: World) -> None:
    """Every kind of filing about such a business; while one is under way, why not, and which."""
    made = world.establish()
    assert {each["filing_type"]: each["refused_because"] for each in own(world, f"/{made.uscc}").json()["possible"]}[
        "sole_trader.change"
    ] is None
    other = world.filed()
    world.open(other, made.uscc)
    found = own(world, f"/{made.uscc}").json()
    assert found["under_way"] == other.application_no
    assert own(world).json()["items"][0]["under_way"] == other.application_no
    refused = {each["filing_type"]: each["refused_because"] for each in found["possible"]}
    assert refused.pop(editions.RESUMPTION)["code"] == "register.state_bars"
    told = list(refused.values())
    assert {each["code"] for each in told} == {"register.filing_under_way"}
    assert {each["application_no"] for each in told} == {other.application_no}
    assert all(each["remedy_zh"] and each["remedy_en"] for each in told)


@pytest.mark.parametrize("status", ["已注销", "已撤销"])
def test_nothing_is_filed_about_what_ended(world: World, status: str) -> None:
    made = world.establish()
    world.rows("UPDATE register.entity SET status = :status WHERE uscc = :uscc", status=status, uscc=made.uscc)
    found = own(world, f"/{made.uscc}").json()
    assert {each["refused_because"]["code"] for each in found["possible"]} == {"register.entity_ended"}
    assert found["status"] == status


def test_marks(world: World) -> None:
    """Those in force, in words, a freeze too: its owner is told of it by who ordered it."""
    made = world.establish()
    marked(world, made.uscc, MarkKind.ABNORMAL)
    marked(world, made.uscc, MarkKind.FREEZE)
    found = own(world, f"/{made.uscc}").json()["marks"]
    assert [(each["kind"], each["zh"]) for each in found] == [
        ("abnormal", "已标记为经营异常状态"),
        ("freeze", "登记事项被冻结"),
    ]
