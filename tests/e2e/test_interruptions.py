"""The session ends or the network goes while a person types: nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.applicants import Prepared, prepared
from tests.e2e.walking import DESKTOP, PHONE, Walk
from tests.site import Site

_SESSION = "kaiye_session"


def _details(case: Prepared) -> dict[str, Any]:
    section: dict[str, Any] = case.services.get("filing", f"/applications/{case.number}/details")["section"]
    return section


def _kept_forms(page: Page) -> int:
    """How many forms the tab still remembers."""
    kept: int = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('typed:')).length")
    return kept


class _Held:
    """What is sent to an address from now on, or the first of it: it waits until it is let go."""

    def __init__(self, page: Page, address: str, *, first: bool = False) -> None:
        self._page = page
        self._first = first
        self.routes: list[Route] = []
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self._first and self.routes:
            route.continue_()
        else:
            self.routes.append(route)

    def arrived(self) -> Route:
        """The first, waited for."""
        for _ in range(1000):
            if self.routes:
                return self.routes[0]
            self._page.wait_for_timeout(20)
        raise AssertionError("nothing was sent")


def _fill_in_details(walk: Walk, case: Prepared) -> str:
    """The page 基本信息 filled in and kept, so that its form can be sent; its address."""
    address = f"/my/cases/{case.number}/details"
    walk.go(address)
    walk.fill_shop()
    walk.fill_scope()
    walk.fill_premises()
    expect(walk.page.locator("#saved")).to_contain_text("已保存")
    return address


def test_page_stays_and_saves_after_another_login(site: Site, browser: Browser) -> None:
    """The session ends while somebody types: the page says so and stays; a log-in in a new tab makes it save."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    page = context.new_page()
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(page, "session-ended")
        walk.go(f"/my/cases/{case.number}/details")
        context.clear_cookies(name=_SESSION)
        page.fill("#shop_name", "没有丢的小店")
        page.fill("#employee_count", "5")
        page.keyboard.press("Tab")
        expect(page.locator("#told")).to_contain_text("登录已失效")
        walk.look("told")
        expect(page.locator("#shop_name")).to_have_value("没有丢的小店")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="在新标签页登录").click()
        other = opened.value
        walk.enter_password(other)
        expect(other.get_by_role("heading", name="已登录")).to_be_visible()
        walk.look("come-back", other)
        other.close()
        expect(page.locator("#saved")).to_contain_text("已保存")
        expect(page.locator("#told")).to_be_hidden()
        assert _details(case)["shop_name"] == "没有丢的小店"
        with page.expect_response("**/draft/details") as answer:
            page.fill("#employee_count", "6")
            page.keyboard.press("Tab")
        assert answer.value.ok
        assert walk.faults == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_form_sent_too_late_is_sent_after_the_login(site: Site, browser: Browser, scripts: bool) -> None:
    """The login stands in the place of the page and carries what was typed; one click after it the form is sent."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=scripts, **DESKTOP)
    page = context.new_page()
    with prepared(site, "DRAFT") as case:
        walk = case.walk(page, "sent-too-late")
        walk.go(f"/my/cases/{case.number}/name")
        page.select_option("#street_name", "大庆路街道")
        page.fill("#detail", f"迎宾街{int(case.number[-5:])}号")
        page.fill("#capital_amount", "10")
        page.fill("#trade_name", (case.form.name or {})["trade_name"])
        page.fill("#industry", "饺子")
        page.select_option("#organisation_form", "馆")
        if scripts:
            expect(page.locator("#saved")).to_contain_text("已保存")
            expect(page.locator("#verdict .name")).to_be_visible()
        context.clear_cookies(name=_SESSION)
        walk.next()
        expect(page.get_by_text("您刚才填写的内容还在")).to_be_visible()
        page.fill("#account_name", "nobody-of-this-name")
        page.fill("#password", "Wrong#2026")
        page.locator("main form[action='/login'] button:not([type=button])").click()
        expect(page.locator("#faults")).to_be_visible()
        walk.enter_password()
        expect(page.get_by_role("heading", name="继续刚才的填写")).to_be_visible()
        if scripts:
            walk.look("offered-again")
        walk.next("提交刚才填写的内容")
        expect(page.locator("#commitment_accepted-fault")).to_be_visible()
        expect(page.locator("#trade_name")).to_have_value((case.form.name or {})["trade_name"])
        if page.locator("[name=similar_confirmed]").count():
            page.check("[name=similar_confirmed]")
        page.check("#commitment_accepted")
        walk.next()
        page.wait_for_url("**/operator")
        assert walk.faults == []
    context.close()


def test_what_could_not_be_saved_is_restored(site: Site, desktop: Page) -> None:
    """Half a word, the session ends, the page is loaded anew: after the login it is there again, and the page says
    so. Once the form led on, the tab has forgotten it."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "restored")
        walk.go(f"/my/cases/{case.number}/details")
        desktop.fill("#shop_name", "刚写了一半")
        desktop.fill("#postcode", "03")
        desktop.check("[name=is_urban][value=no]")
        desktop.context.clear_cookies(name=_SESSION)
        desktop.reload()
        desktop.wait_for_url("**/login?next=**")
        walk.enter_password()
        desktop.wait_for_url("**/details")
        expect(desktop.locator("#restored")).to_be_visible()
        expect(desktop.locator("#shop_name")).to_have_value("刚写了一半")
        expect(desktop.locator("#postcode")).to_have_value("03")
        expect(desktop.locator("[name=is_urban][value=no]")).to_be_checked()
        expect(desktop.locator("#saved")).to_contain_text("有 1 处需要修改")
        walk.look("restored")
        desktop.fill("#postcode", "037008")
        walk.details()
        assert _kept_forms(desktop) == 0
        assert walk.faults == []


def test_a_form_waits_for_what_is_being_saved(site: Site, desktop: Page) -> None:
    """Pressed while a draft is on its way, the form goes after it, once, and is no edit of an older version."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "draft-on-its-way")
        address = _fill_in_details(walk, case)
        drafts, forms = _Held(desktop, "**/draft/details"), _Held(desktop, f"**{address}")
        desktop.fill("#employee_count", "4")
        desktop.keyboard.press("Tab")
        draft = drafts.arrived()
        send = desktop.get_by_role("button", name="保存并生成材料")
        send.click(no_wait_after=True)
        send.click(no_wait_after=True)
        expect(desktop.locator("#employee_count")).to_have_value("4")
        assert forms.routes == []
        draft.continue_()
        forms.arrived().continue_()
        desktop.wait_for_url("**/preview")
        assert (len(drafts.routes), len(forms.routes)) == (1, 1)
        assert _details(case)["employee_count"] == 4
        assert _kept_forms(desktop) == 0
        assert walk.faults == []


def test_an_answer_that_comes_late_does_not_unsend_a_form(site: Site, desktop: Page) -> None:
    """A search for scope items that is answered while the form is on its way."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "late-answer")
        address = _fill_in_details(walk, case)
        searches, forms = _Held(desktop, "**/details/scope"), _Held(desktop, f"**{address}")
        desktop.locator("#words").press_sequentially("店")
        search = searches.arrived()
        desktop.get_by_role("button", name="保存并生成材料").click(no_wait_after=True)
        form = forms.arrived()
        with desktop.expect_response("**/details/scope"):
            search.continue_()
        form.continue_()
        desktop.wait_for_url("**/preview")
        assert _kept_forms(desktop) == 0


def test_saved_elsewhere_is_not_overwritten(site: Site, desktop: Page) -> None:
    """What was typed before another tab saved comes back only when the person asks for it."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "elsewhere")
        address = f"/my/cases/{case.number}/details"
        walk.go(address)
        other = desktop.context.new_page()
        other.goto(site.portal + address)
        other.fill("#shop_name", "另一页的小店")
        other.keyboard.press("Tab")
        expect(other.locator("#saved")).to_contain_text("已保存")
        desktop.fill("#shop_name", "这一页的小店")
        desktop.reload()
        expect(desktop.locator("#shop_name")).to_have_value("另一页的小店")
        expect(desktop.locator("#elsewhere")).to_be_visible()
        walk.look("elsewhere")
        walk.next("改用我在这里填写的内容")
        expect(desktop.locator("#shop_name")).to_have_value("这一页的小店")
        expect(desktop.locator("#saved")).to_contain_text("已保存")
        assert _details(case)["shop_name"] == "这一页的小店"
        assert walk.faults == []


def test_no_network_while_typing(site: Site, desktop: Page) -> None:
    """The page says that nothing is saved, keeps the form when it is sent, and saves once there is a network."""
    with prepared(site, "NAME_RESERVED") as case:
        walk = case.walk(desktop, "offline")
        walk.go(f"/my/cases/{case.number}/operator")
        desktop.context.set_offline(True)
        desktop.fill("#residence", "山西省大同市平城区大庆路街道虚构巷9号")
        desktop.keyboard.press("Tab")
        expect(desktop.locator("#told")).to_contain_text("网络已断开")
        desktop.set_input_files("#photo", walk.paper("photo"))
        state = desktop.locator("[data-upload$=photo] [data-state]")
        expect(state).to_contain_text("还没有上传")
        walk.look("offline")
        walk.page.evaluate("document.querySelector('main form').noValidate = true")
        walk.next()
        expect(desktop.locator("#residence")).to_have_value("山西省大同市平城区大庆路街道虚构巷9号")
        desktop.context.set_offline(False)
        expect(state).to_contain_text("已上传")
        expect(desktop.locator("#saved")).to_contain_text("已保存")
        expect(desktop.locator("#told")).to_be_hidden()
        kept = case.services.get("filing", f"/applications/{case.number}/operator")["section"]
        assert kept["residence"] == "山西省大同市平城区大庆路街道虚构巷9号"
        assert walk.faults == []


def test_live_page_comes_back_after_the_network(site: Site, desktop: Page) -> None:
    """The case moves on while the page has no network; with the network it shows the new stage by itself."""
    with prepared(site, "SIGN_PENDING") as case:
        walk = case.walk(desktop, "live")
        walk.go(f"/my/cases/{case.number}")
        expect(desktop.locator(".badge").first).to_be_visible()
        before = desktop.locator("#live").get_attribute("data-stage")
        desktop.context.set_offline(True)
        assert case.carry("SIGNED") == "SIGNED"
        assert desktop.locator("#live").get_attribute("data-stage") == before
        desktop.context.set_offline(False)
        expect(desktop.locator("#live")).to_have_attribute("data-stage", "SIGNED", timeout=20_000)


@pytest.mark.parametrize("heard", ["after a while", "never"])
def test_what_the_page_saved_itself_is_no_conflict(site: Site, desktop: Page, heard: str) -> None:
    """A draft is saved and its answer comes too late, or never; what is typed since goes with the form all the same."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "own-draft")
        address = _fill_in_details(walk, case)
        drafts = _Held(desktop, "**/draft/details", first=True)
        desktop.fill("#employee_count", "4")
        desktop.keyboard.press("Tab")
        draft = drafts.arrived()
        draft.fetch()
        assert _details(case)["employee_count"] == 4
        if heard == "never":
            draft.abort()
            expect(desktop.locator("#told")).to_be_visible()
        desktop.fill("#employee_count", "5")
        desktop.get_by_role("button", name="保存并生成材料").click(no_wait_after=True)
        desktop.wait_for_url("**/preview")
        assert _details(case)["employee_count"] == 5
        walk.go(address)
        expect(desktop.locator("#elsewhere")).to_be_hidden()


def test_typed_after_a_lost_answer_is_restored(site: Site, desktop: Page) -> None:
    """The page is loaded anew: what it saved without hearing of it was not saved elsewhere."""
    with prepared(site, "OPERATOR_LOCKED") as case:
        walk = case.walk(desktop, "own-draft-restored")
        walk.go(f"/my/cases/{case.number}/details")
        drafts = _Held(desktop, "**/draft/details", first=True)
        desktop.fill("#shop_name", "第一次写的小店")
        desktop.keyboard.press("Tab")
        drafts.arrived().fetch()
        desktop.fill("#shop_name", "后来改写的小店")
        desktop.reload()
        expect(desktop.locator("#restored")).to_be_visible()
        expect(desktop.locator("#elsewhere")).to_be_hidden()
        expect(desktop.locator("#shop_name")).to_have_value("后来改写的小店")
        expect(desktop.locator("#saved")).to_contain_text("已保存")
        assert _details(case)["shop_name"] == "后来改写的小店"
