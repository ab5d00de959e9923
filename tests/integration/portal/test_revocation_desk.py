"""A revocation at the desk, page by page without scripts: opened, evidence, proposed by one, and not confirmed by the
same."""

from __future__ import annotations

from html import unescape

from tests.integration.portal.office import Clerk
from tests.integration.portal.shopkeeper import shopkeeper
from tests.site import Site


def test_from_the_clue_to_the_proposal(site: Site) -> None:
    """The list shows the clock; what an act lacks is told at its field; who proposed is not offered to confirm; the
    owner reads of it on the page of the business and makes a statement."""
    with shopkeeper(site) as keeper, Clerk(site) as clerk:
        owner, uscc, number = keeper.owner, keeper.uscc, keeper.first.number
        clerk.begin_work("examiner")
        clerk.go("/desk/revocations")
        clerk.send("/desk/revocations", uscc=uscc, about=number, reason="公安机关移送的线索")
        case = clerk.path
        assert case.startswith("/desk/revocations/"), clerk.page.text
        assert "调查期限" in unescape(clerk.go("/desk/revocations").text)
        clerk.go(f"{case}?act=evidence")
        penalty = {"kind": "police_penalty", "document_no": "平公（治）罚决字〔2026〕9号", "what": "冒用身份"}
        clerk.send(case, entry="evidence", **penalty)
        page = unescape(clerk.page.text)
        assert "公安机关处罚决定" in page and "冒用身份" in page
        told = unescape(owner.go(f"/my/shops/{uscc}").text)
        assert "陈述意见" in told and "调查中" in told
        revocation = case.rpartition("/")[2]
        owner.send(f"/my/shops/{uscc}/revocations/{revocation}", statement="登记是我本人办理的")
        assert "登记是我本人办理的" in unescape(clerk.go(case).text)
        clerk.go(f"{case}?act=proposed")
        clerk.send(case, entry="proposed", outcome="revoke", ground="judgment", reason="查明冒名登记")
        assert "还没有列入证据" in unescape(clerk.page.text)
        clerk.send(case, entry="proposed", outcome="revoke", ground="police_penalty", reason="查明冒名登记")
        page = unescape(clerk.go(case).text)
        assert "须由另一人复核" in page and "?act=confirmed" not in page
