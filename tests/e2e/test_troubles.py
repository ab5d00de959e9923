"""What goes wrong while a person types, and what the pages do about it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.applicants import prepared
from tests.site import Site


def test_two_tabs(site: Site, desktop: Page) -> None:
    """What another tab saved is not overwritten; what was typed here stays on the page."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "two-tabs")
        address = f"{site.portal}/my/cases/{case.number}/details"
        other = desktop.context.new_page()
        for page in (desktop, other):
            page.goto(address)
        other.fill("#employee_count", "4")
        other.keyboard.press("Tab")
        expect(other.locator("#saved")).to_contain_text("已保存")
        desktop.fill("#employee_count", "7")
        desktop.fill("#shop_name", "我的小店")
        desktop.keyboard.press("Tab")
        expect(desktop.locator("#saved.red")).to_be_visible()
        walk.look("second-tab")
        expect(desktop.locator("#shop_name")).to_have_value("我的小店")
        kept = case.services.get("filing", f"/applications/{case.number}/details")
        assert kept["section"]["employee_count"] == 4


def test_back_button(site: Site, desktop: Page) -> None:
    """A page whose turn is over leads on to where the case stands, also through the browser's history."""
    with prepared(site, "INFO_READY") as case:
        walk = case.walk(desktop, "back")
        desktop.goto(f"{site.portal}/my/cases/{case.number}/preview")
        walk.read_documents()
        desktop.check("#documents_confirmed")
        desktop.get_by_role("button", name="提交", exact=True).click()
        desktop.wait_for_url("**/authentication")
        desktop.go_back()
        desktop.reload()
        desktop.wait_for_url("**/authentication#documents")
        desktop.goto(f"{site.portal}/my/cases/{case.number}/details")
        desktop.wait_for_url("**/authentication")


def test_double_click_submits_once(site: Site, desktop: Page) -> None:
    """Two quick clicks are one submission and no error."""
    with prepared(site, "SIGNED") as case:
        case.walk(desktop, "double-click")
        desktop.goto(f"{site.portal}/my/cases/{case.number}/signing")
        desktop.get_by_role("button", name="提交", exact=True).dblclick()
        desktop.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"))
        expect(desktop.locator(".licence .code")).to_be_visible(timeout=60_000)
        stages = [entry["stage"] for entry in case.case()["timeline"]["entries"]]
        assert stages.count("SUBMITTED") == 1
