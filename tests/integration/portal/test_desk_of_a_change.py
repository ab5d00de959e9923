"""A change that a person examines: the desk shows old beside new, and the letter speaks of a change."""

from __future__ import annotations

from html import unescape

from tests.integration.portal.office import Clerk
from tests.integration.portal.people import invented
from tests.integration.portal.shopkeeper import shopkeeper
from tests.integration.portal.visitor import Visitor
from tests.site import Site
from tests.system.stack import until


def test_an_examiner_approves_another_name(site: Site, examiner: Clerk) -> None:
    """A word of superstition sends it to a person (AR-25), who sees what changes and what is registered."""
    with shopkeeper(site) as keeper:
        owner = keeper.owner
        keeper.open("sole_trader.change")
        number = owner.path.split("/")[3]
        case = f"/my/cases/{number}"
        keeper.change(f"{case}/name", renames="yes", trade_name="风水" + invented(3), commitment_accepted="yes")
        assert owner.path == f"{case}/details", keeper.told
        keeper.change(f"{case}/details")
        assert owner.path == f"{case}/preview", keeper.told
        owner.confirm_documents(number)
        owner.send(f"{case}/authentication", consent_to_face="yes")
        with Visitor(site) as phone:
            owner.sign(number, phone)
        owner.go(f"{case}/signing")
        owner.send(f"{case}/submission")
        until(lambda: "已转人工审查" in owner.go(case).text, 60, "it waits for a person")

        examiner.claim(number)
        text = unescape(examiner.page.text)
        assert "变更事项" in text and text.count("<del>") == 1 and f'href="/entities/{keeper.uscc}"' in text
        examiner.decide(number, "APPROVE", action="preview")
        assert "”变更登记申请，" in unescape(examiner.page.text)
        examiner.decide(number, "APPROVE", **{"override.AR-25": "名称系经营者外号，已核实"})
        owner.await_licence(number)
        assert "第 2 版" in owner.go(keeper.sheet).text
