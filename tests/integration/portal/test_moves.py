"""A move, page by page without scripts: where to, then the wizard; and the files that come and leave, at the desk."""

from __future__ import annotations

from html import unescape

from tests.integration.portal.office import Clerk
from tests.integration.portal.shopkeeper import shopkeeper
from tests.site import Site


def test_where_to_and_the_desk(site: Site) -> None:
    """The sheet leads to the counties; one's own authority is no move; another one's county opens the filing there, and
    its first page asks for a place of that county. Officials see moves in and out; others do not."""
    with shopkeeper(site) as keeper:
        owner, move = keeper.owner, f"{keeper.sheet}/move"
        assert f'href="{move}"' in owner.go(keeper.sheet).text
        owner.go(f"{move}?province=140000&city=140200")
        owner.send(move, province="140000", city="140200", county_code="140213")
        assert "不需要迁移" in unescape(owner.page.text)
        owner.go(f"{move}?province=140000&city=140200")
        owner.send(move, province="140000", city="140200", county_code="140215")
        assert owner.path.startswith("/my/cases/14021509") and "云州区" in unescape(owner.page.text)
        page = unescape(owner.page.text)
        assert '<input type="hidden" name="renames" value="yes">' in page and "名称不变" not in page
        assert f'value="{keeper.first.name}"' in page and "饺子" in page
        verdict = page.partition('id="verdict"')[2].partition("<details")[0]
        assert "大同市云州区" in verdict and "不能使用" not in verdict
        for role in ("archivist", "examiner"):
            with Clerk(site) as clerk:
                clerk.begin_work(role)
                assert "没有档案迁移" in unescape(clerk.go("/moves").text)
