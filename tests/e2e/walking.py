"""A person who fills in the pages, one method per page, and looks at each of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from services.portal.api.visits import Language
from tests.e2e.hands import AT_ONCE, Pace
from tests.e2e.signing import Signer
from tests.fixtures.pictures import ordinary
from tests.integration.portal.visitor import PASSWORD
from tests.site import Site

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "no chromium on this machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Walk(Signer):
    """An applicant on the whole way, or part of it."""

    def __init__(
        self,
        site: Site,
        page: Page,
        folder: str,
        person: dict[str, str],
        mobile: str,
        account: str,
        language: Language = "zh",
        pace: Pace = AT_ONCE,
    ) -> None:
        super().__init__(site, page, folder, mobile, language, pace)
        self._person = person
        self._account = account
        self.trade_name = person["name"]
        self.shop = "山西省大同市平城区大庆路街道迎宾街18号1层3号"

    def paper(self, kind: str) -> FilePayload:
        """A picture this person brings."""
        content = ordinary(kind, self._person["name"], self._person["id_number"], shop=self.shop)
        return {"name": f"{kind}.jpg", "mimeType": "image/jpeg", "buffer": content}

    def register(self) -> None:
        self.basics()
        self.identity()
        self.ask_code()
        self.code_is_sent()
        self.look("register-identity")
        code, self._texts = self.site.newest_code(self._mobile, self._texts)
        self.type("#sms_code", code)
        self.next("完成注册")
        expect(self.page.get_by_role("heading", name=self.said("注册成功"))).to_be_visible()
        self.look("register-done")

    def basics(self) -> None:
        """The first step of the registration."""
        self.go("/register")
        self.look("register-basics")
        self.type("#account_name", self._account)
        self.type("#password", PASSWORD)
        self.type("#password_confirm", PASSWORD)
        self.tick("#agreement_accepted")
        self.next()

    def identity(self) -> None:
        """The second step, but for the code."""
        self.type("#real_name", self._person["name"])
        self.type("#id_number", self._person["id_number"])
        self.type("#mobile", self._mobile)
        self.type("#captcha_answer", self.site.captcha)

    def log_in(self, onwards: str = "/apply") -> None:
        """Whoever has just registered is logged in already."""
        self.go(f"/login?next={onwards}")
        if "/login" in self.page.url:
            self.enter_password()

    def enter_password(self, page: Page | None = None) -> None:
        """On a login page that is open."""
        page = page or self.page
        self.type("#account_name", self._account, page)
        self.type("#password", PASSWORD, page)
        page.locator("main").locator("form[action='/login'] button:not([type=button])").click()

    def open(self) -> str:
        """Choose the type and the place; answers with the application's number."""
        page = self.page
        self.go("/apply")
        self.look("types")
        self.type("#q", "中餐")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=re.compile("^中餐")).first.click()
        self.choose("#province", "140000")
        self.choose("#city", "140200")
        self.choose("#county_code", "140213")
        return self.begin()

    def begin(self) -> str:
        """The place is chosen."""
        self.look("place")
        self.next("开始填报")
        self.page.wait_for_url("**/name")
        found = re.search(r"[0-9]{23}", self.page.url)
        assert found
        return found.group()

    def name(self, detail: str) -> None:
        page = self.page
        self.fill_name(detail, "国务院")
        expect(page.get_by_text(self.said("含有禁止使用的内容，不能使用")).first).to_be_visible()
        self.look("name-refused")
        self.type("#trade_name", self.trade_name)
        expect(page.locator("#verdict .name")).to_contain_text(self.trade_name)
        self.settle_name()

    def fill_name(self, detail: str, trade_name: str) -> None:
        """Place and parts of the name."""
        self.choose("#street_name", "大庆路街道")
        self.type("#detail", detail)
        self.shop = f"山西省大同市平城区大庆路街道{detail}"
        self.type("#capital_amount", "10")
        self.look("premises")
        self.reach("#trade_name")
        self.type("#trade_name", trade_name)
        self.type("#industry", "饺子")
        self.choose("#organisation_form", "馆")

    def settle_name(self) -> None:
        """The verdict is there; another name if that one is taken."""
        page = self.page
        if page.locator("#verdict .notice.bad").count():
            page.locator(".alternatives button").first.click()
        if page.locator("[name=similar_confirmed]").count():
            self.tick("[name=similar_confirmed]")
        self.tick("#commitment_accepted")
        self.look("name")
        self.next()
        page.wait_for_url("**/operator")

    def operator(self) -> None:
        page = self.page
        self.bring("id_card_front", "id_card_back")
        expect(page.locator("#read .facts")).to_be_visible()
        self.look("operator")
        self.reach("#photo")
        self.bring("photo")
        self.fill_operator()
        expect(page.locator("#saved")).to_contain_text(self.said("已保存 %(time)s"))
        self.look("operator-other")
        self.next()
        page.wait_for_url("**/operator/confirmation")
        self.look("operator-confirmation")
        self.reach("main form[action$=confirmation]")
        self.look("operator-confirmation-person")
        self.next("确定提交")
        page.wait_for_url("**/details")

    def fill_operator(self) -> None:
        """But for the pictures."""
        self.reach("#id_long_term")
        self.tick("#id_long_term")
        self.choose("#ethnicity", "01")
        self.look("operator-person")
        self.reach("#email")
        self.type("#email", "someone@example.com")
        self.type("#postcode", "037008")
        self.type("#residence", "山西省大同市平城区大庆路街道虚构巷1号")
        self.look("operator-contact")
        self.reach("#political_status")
        self.choose("#political_status", "13")
        self.choose("#education", "30")
        self.choose("#employment_status", "01")

    def bring(self, *kinds: str) -> None:
        """Choose these pictures, and wait until each is taken."""
        for kind in kinds:
            self.page.set_input_files(f"#{kind}", self.paper(kind))
            expect(self.page.locator(f"[data-upload$={kind}] [data-state]")).to_contain_text(self.said("已上传"))

    def details(self) -> None:
        self.fill_shop()
        self.look("details")
        self.fill_scope()
        self.look("details-scope")
        self.fill_premises()
        self.look("details-premises")
        self.next("保存并生成材料")
        self.page.wait_for_url("**/preview")

    def fill_shop(self) -> None:
        """What is asked of the shop itself."""
        self.type("#employee_count", "3")
        self.tick("[name=is_urban][value=yes]")

    def fill_scope(self) -> None:
        self.reach("#words")
        self.type("#words", "百货")
        expect(self.page.locator("#found label").first).to_be_visible()
        self.tick("#permit_notice_accepted")

    def fill_premises(self) -> None:
        page = self.page
        self.reach("[id='premises_commitment.owner']")
        self.bring("premises_proof")
        self.type("[id='premises_commitment.owner']", "刘某某")
        self.choose("[id='premises_commitment.tenure']", "租赁")
        page.fill("[id='premises_commitment.use_from']", "2026-11-01")
        page.fill("[id='premises_commitment.use_to']", "2029-10-31")
        self.choose("[id='premises_commitment.nature']", "商业")
        self.tick("[id='premises_commitment.accepted']")

    def fill_details(self) -> None:
        """All of it, with the scope as the type has it."""
        self.fill_shop()
        self.reach("#permit_notice_accepted")
        self.tick("#permit_notice_accepted")
        self.fill_premises()
