"""A change that a person examines: the desk shows old beside new, and the letter speaks of a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from tests.integration.portal.office import Clerk
from tests.integration.portal.people import invented
from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.integration.portal.visitor import Visitor
from tests.site import Site
from tests.system.stack import until


@contextmanager
def referred(site: Site) -> Iterator[tuple[Shopkeeper, str]]:
    """A change that waits for a person, with its page: a word of superstition in the name sends it there (AR-25)."""
    with shopkeeper(site) as keeper:
        owner = keeper.owner
        keeper.open("sole_trader.change")
        number = owner.path.split("/")[3]
        case = f"/my/cases/{number}"
        keeper.change(f"{case}/name", renames="yes", trade_name="风水" + invented(3), commitment_accepted="yes")
        assert owner.path == f"{case}/details", keeper.told
        keeper.change(f"{case}/details")
        hand_in(keeper, number)
        until(lambda: "已转人工审查" in owner.go(case).text, 60, "it waits for a person")
        yield keeper, number


def hand_in(keeper: Shopkeeper, number: str) -> None:
    """From the preview on."""
    owner, case = keeper.owner, f"/my/cases/{number}"
    assert owner.path == f"{case}/preview", keeper.told
    owner.confirm_documents(number)
    owner.send(f"{case}/authentication", consent_to_face="yes")
    with Visitor(keeper.first.site) as phone:
        owner.sign(number, phone)
    owner.go(f"{case}/signing")
    owner.send(f"{case}/submission")


def test_an_examiner_approves_another_name(site: Site, examiner: Clerk) -> None:
    """Who decides sees what changes and what is registered; the letter names the matter; the register goes on."""
    with referred(site) as (keeper, number):
        examiner.claim(number)
        text = unescape(examiner.page.text)
        assert "变更事项" in text and text.count("<del>") == 1 and f'href="/entities/{keeper.uscc}"' in text
        examiner.decide(number, "APPROVE", action="preview")
        assert "”变更登记申请，" in unescape(examiner.page.text)
        examiner.decide(number, "APPROVE", **{"override.AR-25": "名称系经营者外号，已核实"})
        keeper.owner.await_licence(number)
        assert "第 2 版" in keeper.owner.go(keeper.sheet).text
        assert "第 2 版" in examiner.go(f"/entities/{keeper.uscc}").text


def test_a_change_is_corrected_where_it_was_criticised(site: Site, examiner: Clerk) -> None:
    """Another name is asked for: the page of the name opens, marked; given up, the registered one stays, which changes
    nothing and is told when it is handed in; a third name is handed in again."""
    with referred(site) as (keeper, number):
        owner, case = keeper.owner, f"/my/cases/{number}"
        examiner.claim(number)
        reason = {"text.OTHER-1": "字号含有迷信内容", "remedy.OTHER-1": "请另选字号", "pointer.OTHER-1": "/name"}
        examiner.decide(number, "CORRECT", **reason)
        until(lambda: "补正内容" in owner.go(case).text, 60, "it comes back")
        owner.send(f"{case}/correction", item="0")
        assert owner.path == f"{case}/name" and "字号含有迷信内容" in owner.page.text
        keeper.change(f"{case}/name", renames="no")
        assert owner.path == case, keeper.told
        owner.send(f"{case}/corrected")
        assert "没有需要变更的事项" in owner.page.text
        keeper.change(f"{case}/name", renames="yes", trade_name=invented(4), commitment_accepted="yes")
        assert owner.path == case, keeper.told
        assert "已修改" in owner.page.text
        owner.send(f"{case}/corrected")
        hand_in(keeper, number)
        owner.await_licence(number)
        assert "第 2 版" in owner.go(keeper.sheet).text
