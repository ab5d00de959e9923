"""A business ends, page by page without scripts, by the form that the catalogue has of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from catalogues.filing_types import editions
from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture(scope="module")
def keeper(site: Site) -> Iterator[Shopkeeper]:
    with shopkeeper(site) as keeper:
        yield keeper


def test_from_the_sheet_to_the_end(keeper: Shopkeeper, site: Site) -> None:
    """What is missing is told at its field; the tax authority clears; the sheet says that the business has ended, and
    nothing more can be filed about it."""
    owner = keeper.owner
    keeper.open(editions.DEREGISTRATION)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    assert owner.path == f"{case}/matter", keeper.told
    assert "停止经营" in owner.page.text and "交回登记机关" in owner.page.text

    keeper.change(f"{case}/matter", reason="stopped")
    assert owner.path == f"{case}/matter" and "营业执照" in keeper.told and "承诺" in keeper.told
    keeper.change(f"{case}/matter", reason="stopped", licence="returned", promised="yes")
    assert owner.path == f"{case}/preview", keeper.told
    assert "停止经营" in owner.page.text

    owner.confirm_documents(number)
    owner.send(f"{case}/authentication", consent_to_face="yes")
    with Visitor(site) as phone:
        owner.sign(number, phone)
    owner.go(f"{case}/signing")
    owner.send(f"{case}/submission")
    owner.await_words(case, "已办结")
    sheet = unescape(owner.go(keeper.sheet).text)
    assert "已注销" in sheet and "现行有效" not in sheet
    assert f'value="{editions.CHANGE}"' not in sheet
    assert sheet.count("不能再办理登记") == 1 and "现在不能办" not in sheet
    licence = owner.go(f"/my/licences/{keeper.first.number}").text
    assert "失效" in licence or "注销" in licence
