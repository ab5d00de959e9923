"""A stranger founds a limited company through the pages alone, and every shareholder signs on a phone of their own."""

from __future__ import annotations

import re
import secrets
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.walking import PHONE, Walk
from tests.integration.portal.people import invented, newcomer
from tests.site import Site

DUE_ON = "2031-06-30"
MOST_LONG_SCREENS = 3


class CompanyWalk(Walk):
    """The pages of a company that are others than those of a sole trader; the rest is the same wizard."""

    def choose_kind(self) -> str:
        """What is to be registered, what it does, and where."""
        page = self.page
        self.go("/kinds")
        self.look("kinds")
        page.locator("#limited_company a.button").click()
        self.look("types")
        page.fill("#q", "中餐")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=re.compile("^中餐")).first.click()
        page.select_option("#province", "140000")
        page.select_option("#city", "140200")
        page.select_option("#county_code", "140213")
        return self.begin()

    def name_company(self, detail: str, capital: str) -> None:
        page = self.page
        page.select_option("#street_name", "大庆路街道")
        page.fill("#detail", detail)
        self.shop = f"山西省大同市平城区大庆路街道{detail}"
        page.fill("#capital_amount", capital)
        self.reach("#trade_name")
        page.fill("#trade_name", self.trade_name)
        page.fill("#industry", "餐饮")
        page.select_option("#organisation_form", "有限公司")
        expect(page.locator("#verdict .name")).to_contain_text(self.trade_name)
        self.settle_name()

    def representative(self) -> None:
        """Whoever represents the company is asked for less than an operator."""
        page = self.page
        self.bring("id_card_front", "id_card_back")
        self.reach("#id_long_term")
        page.check("#id_long_term")
        page.select_option("#ethnicity", "01")
        self.reach("#email")
        page.fill("#email", "someone@example.com")
        page.fill("#postcode", "037008")
        page.fill("#residence", "山西省大同市平城区大庆路街道虚构巷1号")
        assert page.locator("#photo, #political_status, #composition_form").count() == 0
        self.look("representative")
        self.reach("#liaison_is")
        self.next()
        page.wait_for_url("**/parties")

    def contributes(self, amount: str, *posts: str, due_on: str = DUE_ON) -> None:
        page = self.page
        page.check("[name=is_shareholder][value=yes]")
        page.fill("#amount", amount)
        page.fill("#due_on", due_on)
        for post in posts:
            page.check(f"[name=posts][value={post}]")

    def add(self, person: dict[str, Any], mobile: str, amount: str, *posts: str) -> None:
        page = self.page
        page.get_by_role("link", name=self.said("添加一人")).click()
        page.fill("#name", person["name"])
        page.fill("#id_number", person["id_number"])
        page.fill("#mobile", mobile)
        self.contributes(amount, *posts)
        self.next("保存")
        page.wait_for_url("**/parties")

    def invited(self, phone: BrowserContext, person: dict[str, Any], mobile: str, name: str) -> Page:
        """A shareholder opens the link of the text message, says who they are, and signs."""
        self.speak(phone)
        other = phone.new_page()
        texts = httpx.get(f"{self.site.sms_gateway}/sandbox/messages", params={"to": mobile}).json()["messages"]
        link = next(found[0] for text in reversed(texts) if (found := re.search(r"http\S+/join#\S+", text["text"])))
        other.goto(link)
        other.wait_for_url("**/join/invitation")
        self.look(f"{name}-invited", other)
        before = self.site.texts_to(mobile)
        self.press("获取短信验证码", other)
        code, _ = self.site.newest_code(mobile, before)
        other.fill("#sms_code", code)
        other.get_by_role("button", name=self.said("继续"), exact=True).click()
        other.wait_for_url("**/join/authentication")
        other.check("#consent_to_face")
        self.look(f"{name}-authentication", other)
        self.press("开始认证", other)
        other.wait_for_url("**/sign/papers")
        self.look(f"{name}-papers", other)
        own = Walk(self.site, other, self._folder.name, person, mobile, "", self._language)
        own.fill_phone(other)
        self.press("签署全部材料", other)
        expect(other.locator("#signed")).to_be_visible(timeout=60_000)
        return other


def test_a_stranger_founds_a_company(site: Site, browser: Browser) -> None:
    """Kind, name, representative, founders, documents; three signatures from three phones; licensed. In English: its
    words are longer, and what is Chinese by nature is marked as such."""
    number = secrets.randbelow(10**7)
    people = [newcomer(site) for _ in range(3)]
    mobiles = [f"13{place}{number:08d}" for place in (2, 3, 4)]
    contexts = [browser.new_context(locale="zh-CN", **PHONE) for _ in range(4)]
    desk, own_phone, *others = contexts
    walk = CompanyWalk(site, desk.new_page(), "company", people[0], mobiles[0], f"c{number}", "en")
    page = walk.page
    walk.trade_name = invented(4)
    try:
        walk.register()
        walk.log_in("/kinds")
        walk.choose_kind()
        walk.name_company(f"迎宾街{number % 4000 + 1}号2层", "100")
        walk.representative()
        page.locator("#people a").first.click()
        walk.contributes("60", "director", "manager", due_on="2039-01-01")
        walk.next("保存")
        expect(page.locator("#due_on-fault")).to_be_visible()  # five years, told at the field
        walk.look("too-late")
        page.fill("#due_on", DUE_ON)
        walk.next("保存")
        page.wait_for_url("**/parties")
        walk.add(people[1], mobiles[1], "25", "supervisor")
        walk.add(people[2], mobiles[2], "14")
        walk.next()
        expect(page.locator("#faults")).to_contain_text(
            "All contributions together are the capital"
        )  # the sum, told before anything is locked
        walk.look("sum-differs")
        page.locator("#people a").nth(2).click()
        page.fill("#amount", "15")
        walk.next("保存")
        page.wait_for_url("**/parties")
        expect(page.locator(".drawn svg")).to_have_count(2)
        walk.look("founders")
        walk.next()
        page.wait_for_url("**/operator/confirmation")
        walk.look("confirmation")
        walk.reach("main form[action$=confirmation]")
        walk.next("确定提交")
        page.wait_for_url("**/details")
        walk.fill_details()
        walk.look("details")
        walk.next("保存并生成材料")
        page.wait_for_url("**/preview")
        walk.preview()
        walk.authenticate()
        walk.look("signers")
        for context, person, mobile, name in zip(others, people[1:], mobiles[1:], ("second", "third"), strict=True):
            walk.invited(context, person, mobile, name)
        walk.look("signers-half")
        phone = walk.open_phone(own_phone)
        walk.fill_phone(phone)
        walk.press("签署全部材料", phone)
        expect(page.get_by_text(walk.said("全部材料已签名。"))).to_be_visible(timeout=30_000)
        walk.submit()
        expect(page.locator(".licence .code")).to_be_visible(timeout=60_000)
        walk.look("licence")
        expect(page.locator(".licence")).to_contain_text("法定代表人")
        expect(page.locator(".licence")).to_contain_text("注册资本")
    except Exception:
        walk.look("where-it-stopped")
        raise
    for context in contexts:
        context.close()
    assert walk.faults == []
    assert len(walk.long_screens()) <= MOST_LONG_SCREENS, walk.long_screens()
