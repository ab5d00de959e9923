"""A shop goes to somebody else, and rests, through the pages: on phones, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, expect

from catalogues.filing_types import editions
from cli.registration.phone import Phones
from kernel.clock import local_date
from tests.e2e.applicants import prepared
from tests.e2e.walking import PHONE
from tests.site import Site


def test_both_operators_on_their_own_phones(site: Site, browser: Browser) -> None:
    """The operator makes a code; whoever takes over types it, says who they are, and signs; so does whoever leaves, by
    the link in a text message; departments are heard, and the licence is another."""
    context, other_context = (browser.new_context(locale="zh-CN", **PHONE) for _ in range(2))
    phone = browser.new_context(locale="zh-CN", **PHONE)
    with prepared(site, None) as shop, prepared(site, "DRAFT") as other:
        shop.comes_to("ARCHIVED")
        leaves, follows = shop.walk(context.new_page(), "taking-over-owner"), None
        try:
            leaves.go("/my/shops")
            leaves.page.locator("main .list a").first.click()
            leaves.press("生成交接码")
            code = leaves.page.locator("#handover-code").inner_text()
            leaves.look("code")
            follows = other.walk(other_context.new_page(), "taking-over-successor")
            page = follows.page
            follows.go("/my/shops/take-over")
            page.fill("#code", code)
            follows.look("code")
            follows.next("开始申请")
            page.wait_for_url("**/operator")
            follows.bring("id_card_front", "id_card_back")
            follows.reach("#photo")
            follows.bring("photo")
            follows.fill_operator()
            expect(page.locator("#saved")).to_contain_text(follows.said("已保存 %(time)s"))
            follows.look("operator")
            follows.next()
            page.wait_for_url("**/operator/confirmation")
            follows.look("confirmation")
            follows.next("确定提交")
            page.wait_for_url("**/matter")
            page.check("[name=reason][value=transfer]")
            page.check("[name=licence][value=returned]")
            page.check("#settled")
            page.check("#promised")
            follows.look("matter")
            follows.next("保存并生成材料")
            page.wait_for_url("**/preview")
            follows.preview()
            follows.authenticate()
            signing = follows.open_phone(phone)
            follows.fill_phone(signing)
            follows.press("签署全部材料", signing)
            expect(signing.locator("#signed")).to_be_visible(timeout=60_000)
            page.reload()
            follows.look("waiting-for-the-other")
            Phones(other.services).join(shop.form.operator["mobile"])
            page.reload()
            expect(page.get_by_text(follows.said("全部材料已签名。"))).to_be_visible(timeout=30_000)
            follows.submit()
            expect(page.locator(".licence .code")).to_be_visible(timeout=90_000)
            follows.look("licence")
            page.locator("main a[href^='/my/shops/']").last.click()
            expect(page.locator(".versions > li")).to_have_count(2)
            follows.look("sheet")
        except Exception:  # whatever stopped it, the picture shows where
            (follows or leaves).look("where-it-stopped")
            raise
    for each in (context, other_context, phone):
        each.close()
    assert follows is not None and not leaves.faults + follows.faults, "\n".join(leaves.faults + follows.faults)


def test_a_shop_rests(site: Site, browser: Browser) -> None:
    """Days, address and what is confirmed fit on a phone; the sheet says until when it rests."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    phone = browser.new_context(locale="zh-CN", **PHONE)
    today = local_date(datetime.now(UTC))
    with prepared(site, None) as case:
        case.comes_to("ARCHIVED")
        walk = case.walk(context.new_page(), "rest-phone")
        page = walk.page
        try:
            walk.go("/my/shops")
            page.locator("main .list a").first.click()
            form = page.locator("form", has=page.locator(f"[name=filing_type][value='{editions.SUSPENSION}']"))
            form.locator("button").click()
            page.wait_for_url("**/matter")
            page.locator("[name=reason]").first.check()
            page.fill("#first_on", today.isoformat())
            page.fill("#until", (today + timedelta(days=90)).isoformat())
            page.check("[name=service_at][value=premises]")
            page.check("#agreed")
            page.check("#accepts_service")
            walk.look("matter")
            walk.next("保存并生成材料")
            page.wait_for_url("**/preview")
            walk.preview()
            walk.authenticate()
            walk.sign(phone)
            walk.submit()
            case.comes_to("ARCHIVED")
            walk.go("/my/shops")
            page.locator("main .list a").first.click()
            expect(page.get_by_text("歇业期限").first).to_be_visible()
            walk.look("sheet")
        except Exception:  # whatever stopped it, the picture shows where
            walk.look("where-it-stopped")
            raise
    phone.close()
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
