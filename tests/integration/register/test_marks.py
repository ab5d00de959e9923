"""What departments put on a business: in effect at once, kept with its ground, and lifted by whoever put it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from catalogues import entity_states
from catalogues import marks as catalogue
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind
from kernel.errors import Outage, Refusal
from kernel.exchange import Reference
from kernel.messages import Carried
from services.register.operations import marking
from services.register.operations.resources import Resources
from tests.fixtures.services.keys import as_author
from tests.integration.register.conftest import NOW, World
from tests.integration.register.conftest import Part as AnyPart

SINCE = timedelta(days=10)
"""From then on there are filings about a business."""
TODAY = (NOW + SINCE).date()


class Licences:
    """The licence service as far as the register tells it; `silent` it gives no answer."""

    def __init__(self) -> None:
        self.told: list[Carried] = []
        self.silent = False

    def hand_on(self, path: str, held: Reference, request: Carried) -> Carried:
        if self.silent:
            raise Outage("licence.unavailable")
        assert path.endswith("/withdrawal") and "/entity" in held.key
        self.told.append(request)
        return {"ended": True}


@pytest.fixture
def licences() -> Licences:
    return Licences()


@pytest.fixture
def resources(world: World, licences: Licences) -> Resources:
    world.clock.advance(SINCE)
    return replace(world.resources, licence=licences)


def told(resources: Resources, uscc: str | None, kind: str | None, **changes: Any) -> Reference:
    message = {
        **{"agency": "enforcement", "act": "put", "mark_no": "ZF-1", "document_no": "平城市监罚〔2026〕17号"},
        **{"authority": "大同市平城区市场监督管理局", "message": "{}", "on": TODAY, "uscc": uscc, "kind": kind},
        "to_on": None,
    }
    return as_author(resources.exchange, PartKind.MARK).enclose(
        "marks", PartKind.MARK, AnyPart.model_validate(message | changes)
    )


def possible(world: World, uscc: str) -> dict[str, str | None]:
    """Each kind of filing about it, with the code of what stands in its way."""
    found = world.client.get(f"/own-entities/{uscc}", headers=world.bearer("applicant")).json()["possible"]
    return {each["filing_type"]: (each["refused_because"] or {}).get("code") for each in found}


@pytest.mark.parametrize("kind", [mark.kind for mark in catalogue.all()])
def test_each_bars_what_the_catalogue_says(world: World, resources: Resources, kind: str) -> None:
    """Its owner is told beforehand, with ground, article and remedy, and the filing is refused alike; lifted, all is as
    before."""
    made = world.establish()
    before = possible(world, made.uscc)
    trading = entity_states.get(EntityStatus.ACTIVE)
    assert before == {key: None if trading.lets_file(key) else "register.state_bars" for key in before}
    assert before[editions.CHANGE] is None
    assert marking.record_mark(resources, told(resources, made.uscc, kind)).new
    mark = catalogue.get(kind)
    barred = {key: "register.barred_by_mark" for key in before if mark.bar(key)}
    assert possible(world, made.uscc) == before | barred
    filed = replace(world.filed(), parts={})
    change_barred = mark.bar(editions.CHANGE) is not None
    if change_barred:
        with pytest.raises(Refusal) as refused:
            world.open(filed, made.uscc)
        assert refused.value.code == "register.barred_by_mark" and refused.value.article
        assert "平城市监罚〔2026〕17号" in refused.value.zh and refused.value.remedy_zh
    lifting = {"act": "lifted", "document_no": "平城市监撤〔2026〕1号"}
    assert marking.record_mark(resources, told(resources, None, None, **lifting)).new
    assert possible(world, made.uscc) == before
    world.open(filed, made.uscc)


def test_a_withdrawn_licence_is_void_at_once(world: World, resources: Resources, licences: Licences) -> None:
    """The business stands as 吊销未注销 for everybody, the licence service is told, and told again while it was
    silent."""
    made = world.establish()
    licences.silent = True
    order = told(resources, made.uscc, "licence_withdrawn")
    with pytest.raises(Outage):
        marking.record_mark(resources, order)
    licences.silent = False
    assert not marking.record_mark(resources, order).new
    [request] = licences.told
    assert (request["uscc"], request["state"]) == (made.uscc, "REVOKED") and "17号" in str(request["reason"])
    public = world.client.get(f"/entities/{made.uscc}/public").json()
    assert (public["status"], [each["kind"] for each in public["marks"]]) == ("吊销未注销", ["licence_withdrawn"])
    lifting = {"act": "lifted"}
    marking.record_mark(resources, told(resources, None, None, **lifting))
    assert world.client.get(f"/entities/{made.uscc}/public").json()["status"] == "存续"


def test_an_open_case_is_told_to_its_owner_alone(world: World, resources: Resources) -> None:
    made = world.establish()
    marking.record_mark(resources, told(resources, made.uscc, "case_filed"))
    assert world.client.get(f"/entities/{made.uscc}/public").json()["marks"] == []
    own = world.client.get(f"/own-entities/{made.uscc}", headers=world.bearer("applicant")).json()
    assert [each["kind"] for each in own["marks"]] == ["case_filed"]
    sheet = world.client.get(f"/entities/{made.uscc}", headers=world.examiner()).json()
    assert sheet["marks"][0]["source"] == "大同市平城区市场监督管理局，平城市监罚〔2026〕17号"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uscc": "92140213MA0MU7MP4X"}, "register.entity_unknown"),
        ({"mark_no": "ZF-9", "act": "lifted"}, "register.mark_unknown"),
        ({"document_no": "另一号"}, "register.mark_differs"),
        ({"agency": "court", "act": "lifted"}, "register.mark_unknown"),
    ],
)
def test_what_cannot_be(world: World, resources: Resources, changes: dict[str, Any], code: str) -> None:
    """A business there is not, another's mark, a number used for something else."""
    made = world.establish()
    marking.record_mark(resources, told(resources, made.uscc, "freeze"))
    unknown = {"mark_no": "ZF-2"} if "uscc" in changes else {}
    with pytest.raises(Refusal) as refused:
        marking.record_mark(resources, told(resources, **({"uscc": made.uscc, "kind": "freeze"} | unknown | changes)))
    assert refused.value.code == code


def test_only_for_its_time(world: World, resources: Resources) -> None:
    """A freeze ordered for a time ends with its last day."""
    made = world.establish()
    marking.record_mark(resources, told(resources, made.uscc, "freeze", to_on=date(2026, 12, 5)))
    assert possible(world, made.uscc)[editions.CHANGE] == "register.barred_by_mark"
    world.clock.advance(timedelta(days=6))
    assert possible(world, made.uscc)[editions.CHANGE] is None


def test_nobody_else_puts_marks(world: World) -> None:
    """A reference that was made up is none."""
    answer = world.client.post("/marks", json={"key": "enclosed/marks/mark#key#AAAA", "digest": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (404, "register.mark.not_found")
