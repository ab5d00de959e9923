"""A revocation at the desk, page by page without scripts: opened, evidence, proposed by one, and not confirmed by the
same."""

from __future__ import annotations

import re
from html import unescape

from tests.integration.portal.office import Clerk
from tests.integration.portal.shopkeeper import shopkeeper
from tests.integration.portal.visitor import logged_in
from tests.site import Site

STATEMENT = "我没有办理过这项登记，身份证去年遗失过。"


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


def test_whoever_was_impersonated_applies(site: Site) -> None:
    """What is missing stands at its field; the application is received once, with the day until which it is answered;
    the examiner reads what was said, and chooses the registration out of the register's."""
    with shopkeeper(site) as keeper, logged_in(site, 51) as victim, Clerk(site) as clerk:
        assert 'href="/my/revocations"' in victim.go("/my/shops").text
        victim.go("/my/revocations")
        assert victim.person["name"] in victim.page.text
        refused = victim.send("/my/revocations", uscc="92140213MA0000000X", statement="不是我")
        page = unescape(refused.text)
        assert refused.status_code == 422 and "不是我" in page
        assert all(f'id="{field}-fault"' in page for field in ("uscc", "statement", "promised"))
        said = {"uscc": keeper.uscc, "statement": STATEMENT, "promised": "yes"}
        for _ in range(2):
            victim.go("/my/revocations")
            page = unescape(victim.send("/my/revocations", **said).text)
        assert page.count(keeper.uscc) == 1 and "待受理" in page and "期限" in page and keeper.first.name not in page
        number = re.findall(r"案件编号 (\d{23})", page)[0]
        assert "陈述意见" not in unescape(keeper.owner.go(keeper.sheet).text)
        clerk.begin_work("examiner")
        page = unescape(clerk.go(f"/desk/revocations/{number}").text)
        assert STATEMENT in page and "收到申请" in page and "无名称" not in page
        assert f'<option value="{keeper.first.number}"' in clerk.go(f"/desk/revocations/{number}?act=accepted").text
        clerk.send(f"/desk/revocations/{number}", entry="accepted", about=keeper.first.number, verified="窗口核验")
        assert "调查中" in unescape(victim.go("/my/revocations").text)
        assert "陈述意见" in unescape(keeper.owner.go(keeper.sheet).text)
