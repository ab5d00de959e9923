"""A shop is changed through the pages: on a phone, in a real browser, from 我的店 to the new licence."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from services.portal.api.visits import Language
from tests.e2e.applicants import prepared
from tests.e2e.walking import DESKTOP, PHONE
from tests.integration.portal.people import invented
from tests.site import Site


@pytest.mark.parametrize(
    ("screen", "options", "language"),
    [("change-phone", PHONE, "zh"), ("change-desktop-in-english", DESKTOP, "en")],
    ids=["phone", "desktop-in-english"],
)
def test_a_shop_is_renamed_and_moved(
    site: Site, browser: Browser, screen: str, options: dict[str, Any], language: Language
) -> None:
    """What is registered is filled in; old stands beside new before it is confirmed; the sheet has two versions then,
    and fits on a phone and on paper."""
    context = browser.new_context(locale="zh-CN", **options)
    phone = browser.new_context(locale="zh-CN", **PHONE)
    with prepared(site, None) as case:
        case.comes_to("ARCHIVED")
        walk = case.walk(context.new_page(), screen, language)
        page = walk.page
        try:
            walk.go("/my/shops")
            walk.look("shops")
            page.locator("main .list a").first.click()
            walk.look("sheet")
            page.locator("#filings form button").first.click()
            page.wait_for_url("**/name")
            expect(page.locator("#trade_name")).to_be_hidden()
            page.check("[name=renames][value=yes]")
            page.fill("#detail", "永泰街88号1层2号")
            walk.shop = "山西省大同市平城区大庆路街道永泰街88号1层2号"
            walk.reach("#trade_name")
            page.fill("#trade_name", invented(4))
            expect(page.locator("#verdict .name")).to_be_visible()
            page.check("#commitment_accepted")
            walk.look("name-and-premises")
            walk.next()
            page.wait_for_url("**/details")
            walk.reach("#premises_proof")
            walk.bring("premises_proof")
            walk.look("details")
            walk.next("保存并生成材料")
            page.wait_for_url("**/preview")
            expect(page.locator("#changes ins")).to_have_count(2)
            walk.preview()
            walk.authenticate()
            walk.sign(phone)
            walk.submit()
            expect(page.locator(".licence .code")).to_be_visible(timeout=60_000)
            walk.look("licence")
            page.locator("main a[href^='/my/shops/']").last.click()
            expect(page.locator(".versions > li")).to_have_count(2)
            walk.look("two-versions")
            page.locator("#versions details summary").click()
            walk.look("side-by-side")
            page.emulate_media(media="print")
            page.screenshot(path=str(walk.picture("printed")), full_page=True)
            assert not any(each.is_visible() for each in page.locator("main button, main .button, nav").all())
        except Exception:  # whatever stopped it, the picture shows where
            walk.look("where-it-stopped")
            raise
    phone.close()
    context.close()
    assert not walk.faults, "\n".join(walk.faults)


def test_a_form_of_the_catalogue(site: Site, browser: Browser) -> None:
    """What a filing asks for is shown on a phone, and what an answer asks for besides appears with it."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    with prepared(site, None) as case:
        case.comes_to("ARCHIVED")
        walk = case.walk(context.new_page(), "replacement-phone")
        page = walk.page
        walk.go("/my/shops")
        page.locator("main .list a").first.click()
        page.locator("#filings li", has_text="补领").get_by_role("button").click()
        page.wait_for_url("**/matter")
        expect(page.locator("#declared")).to_be_hidden()
        page.check("[name=reason][value=lost]")
        page.check("[name=copies][value=正本]")
        page.check("#declared")
        page.check("[name=needs_paper_licence][value=yes]")
        page.check("[name='delivery.method'][value=post]")
        walk.look("form")
        walk.next("保存并生成材料")
        expect(page.locator("#faults")).to_be_visible()
        walk.look("faults")
        page.check("[name='delivery.method'][value=window]")
        walk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        walk.look("preview")
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
