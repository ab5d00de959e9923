"""Another liaison person is filed, page by page without scripts; the licence stays."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from catalogues.filing_types import editions
from tests.integration.portal.people import newcomer
from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.integration.portal.visitor import Visitor
from tests.site import Site
from tests.system.stack import until

MOBILE = "13800760011"


@pytest.fixture(scope="module")
def keeper(site: Site) -> Iterator[Shopkeeper]:
    with shopkeeper(site) as keeper:
        yield keeper


def test_from_the_sheet_to_the_notice(keeper: Shopkeeper, site: Site) -> None:
    """The form begins with who is on file; nothing new is told so; somebody else is reached with a code on this page;
    the sheet has another version and the same licence."""
    owner = keeper.owner
    keeper.open(editions.RECORD)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    assert owner.path == f"{case}/matter", keeper.told
    page = unescape(owner.page.text)
    assert "经营者本人" in page and "登记联络员" in page and "成员 1" not in page

    keeper.change(f"{case}/matter")
    assert owner.path == f"{case}/matter" and "没有需要备案的事项" in keeper.told
    other = newcomer(site)
    liaison: dict[str, Any] = {
        "liaison_is": "other",
        "liaison.name": other["name"],
        "liaison.id_number": other["id_number"],
        "liaison.mobile": MOBILE,
        "liaison.email": "sister@example.com",
    }
    keeper.change(f"{case}/matter", None, **liaison)
    assert owner.path == f"{case}/matter" and "短信验证码" in keeper.told
    asked = owner.http.post(f"{case}/matter/code", data=owner.hidden(f"{case}/matter") | liaison)
    assert asked.status_code == 200 and MOBILE in asked.text
    code, _ = site.newest_code(MOBILE, 0)
    keeper.change(f"{case}/matter", None, **liaison, **{"liaison.sms_code": code})
    assert owner.path == f"{case}/preview", keeper.told
    assert MOBILE in owner.page.text

    owner.confirm_documents(number)
    owner.send(f"{case}/authentication", consent_to_face="yes")
    with Visitor(site) as phone:
        owner.sign(number, phone)
    owner.go(f"{case}/signing")
    owner.send(f"{case}/submission")
    owner.await_words(case, "已办结")
    sheet = unescape(owner.go(keeper.sheet).text)
    assert "第 2 版" in sheet and "个体工商户备案" in sheet
    assert "有效" in sheet and "已换发" not in sheet
    filed = sheet.partition('id="filed"')[2].partition("</section>")[0]
    assert other["name"][0] in filed and "经营者本人" not in filed and "登记事项没有变化" in sheet
    until(lambda: f'href="{case}/file.zip"' in owner.go(keeper.sheet).text, 30, "its volume")


def test_the_licence_is_printed_again_after_it(keeper: Shopkeeper, site: Site) -> None:
    """The version that the record made is the one that is printed."""
    owner = keeper.owner
    keeper.open(editions.REPLACEMENT)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    keeper.change(f"{case}/matter", reason="damaged", copies=["正本"], returns="yes", needs_paper_licence="no")
    assert owner.path == f"{case}/preview", keeper.told
    keeper.first.applicant.carry_through(number)
    owner.await_licence(number)
    licence = unescape(owner.go(keeper.sheet).text).partition('id="licence"')[2].partition("</section>")[0]
    assert "有效" in licence and f'href="{case}/licence.pdf"' in licence
