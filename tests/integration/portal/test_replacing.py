"""A lost licence is printed again, page by page without scripts, by the form that the catalogue has of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.integration.portal.visitor import Visitor
from tests.site import Site

REPLACEMENT = "sole_trader.replacement"


@pytest.fixture(scope="module")
def keeper(site: Site) -> Iterator[Shopkeeper]:
    with shopkeeper(site) as keeper:
        yield keeper


def test_from_the_sheet_to_another_print(keeper: Shopkeeper, site: Site) -> None:
    """What is missing is told at its field; what was answered stands before the documents; the version stays."""
    owner = keeper.owner
    keeper.open(REPLACEMENT)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    assert owner.path == f"{case}/matter", keeper.told
    text = owner.page.text
    assert "补领（换发）原因" in text and 'value="lost"' in text and 'data-only-if="reason=lost,destroyed"' in text

    keeper.change(f"{case}/matter", reason="lost", needs_paper_licence="no")
    assert owner.path == f"{case}/matter" and "正本、副本" in keeper.told and "声明作废" in keeper.told
    assert 'value="lost" checked' in owner.page.text
    keeper.change(f"{case}/matter", reason="lost", copies=["正本"], declared="yes", needs_paper_licence="no")
    assert owner.path == f"{case}/preview", keeper.told
    text = unescape(owner.page.text)
    assert "遗失" in text and "营业执照作废声明" in text and "变更事项" not in text

    owner.confirm_documents(number)
    owner.send(f"{case}/authentication", consent_to_face="yes")
    with Visitor(site) as phone:
        owner.sign(number, phone)
    owner.go(f"{case}/signing")
    owner.send(f"{case}/submission")
    owner.await_licence(number)
    assert "原营业执照已经失效" not in owner.page.text
    sheet = unescape(owner.go(keeper.sheet).text)
    assert "个体工商户补领（换发）营业执照" in sheet and "第 2 版" not in sheet
    licence = sheet.partition('id="licence"')[2].partition("</section>")[0]
    assert "有效" in licence and f'href="{case}/licence.pdf"' in licence and f"/my/licences/{number}" in licence
    assert "已声明作废" in owner.go(f"/my/licences/{keeper.first.number}").text
