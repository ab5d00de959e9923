"""A person who fills in the pages, one method per page, and looks at each of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect, sync_playwright

from services.portal.api.rendering import translated
from services.portal.api.visits import Language
from tests.e2e.looking import SCREENSHOTS, examine, wrongly_marked
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


class Walk:
    """`folder` names the screenshots of this walk. Labels are looked up by their Chinese words."""

    def __init__(
        self,
        site: Site,
        page: Page,
        folder: str,
        person: dict[str, str],
        mobile: str,
        account: str,
        language: Language = "zh",
    ) -> None:
        self.site = site
        self._language = language
        self.page = page
        self._folder = SCREENSHOTS / folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._person = person
        self._mobile = mobile
        self._account = account
        self._texts = 0
        self._taken = 0
        self.trade_name = person["name"]
        self.shop = "山西省大同市平城区大庆路街道迎宾街18号1层3号"
        self.faults: list[str] = []
        self.speak(page.context)

    def speak(self, context: BrowserContext) -> None:
        """Have a browser show the pages in the language of this walk, if it is not the one they are in anyway."""
        if self._language == "en":
            context.request.get(f"{self.site.portal}/language/en").dispose()

    def said(self, text: str) -> str:
        """A text of the pages in the language of this walk, up to the first gap in it."""
        return translated(text, self._language).partition("%(")[0].strip()

    def paper(self, kind: str) -> FilePayload:
        """A picture this person brings."""
        content = ordinary(kind, self._person["name"], self._person["id_number"], shop=self.shop)
        return {"name": f"{kind}.jpg", "mimeType": "image/jpeg", "buffer": content}

    def go(self, path: str) -> None:
        self.page.goto(self.site.portal + path)

    def look(self, name: str, page: Page | None = None) -> None:
        """Take a picture of the page and have axe examine it."""
        page = page or self.page
        self.faults += examine(page, self.picture(name))
        if self._language == "en":
            self.faults += [f"{name} is marked as the wrong language: {text}" for text in wrongly_marked(page)]

    def picture(self, name: str) -> Path:
        """Where the next picture goes."""
        self._taken += 1
        return self._folder / f"{self._taken:02d}-{name}.png"

    def next(self, label: str = "下一步") -> None:
        self.page.get_by_role("button", name=self.said(label), exact=True).click()

    def press(self, label: str, page: Page | None = None) -> None:
        (page or self.page).get_by_role("button", name=self.said(label)).click()

    def register(self) -> None:
        self.basics()
        self.identity()
        self.ask_code()
        self.code_is_sent()
        self.look("register-identity")
        code, self._texts = self.site.newest_code(self._mobile, self._texts)
        self.page.fill("#sms_code", code)
        self.next("完成注册")
        expect(self.page.get_by_role("heading", name=self.said("注册成功"))).to_be_visible()
        self.look("register-done")

    def basics(self) -> None:
        """The first step of the registration."""
        page = self.page
        self.go("/register")
        self.look("register-basics")
        page.fill("#account_name", self._account)
        page.fill("#password", PASSWORD)
        page.fill("#password_confirm", PASSWORD)
        page.check("#agreement_accepted")
        self.next()

    def identity(self) -> None:
        """The second step, but for the code."""
        page = self.page
        page.fill("#real_name", self._person["name"])
        page.fill("#id_number", self._person["id_number"])
        page.fill("#mobile", self._mobile)
        page.fill("#captcha_answer", self.site.captcha)

    def ask_code(self) -> None:
        self.press("获取短信验证码")

    def code_is_sent(self, page: Page | None = None) -> None:
        """The page says so."""
        told = self.said("验证码已发送，%(seconds)s 秒后可重新获取")
        expect((page or self.page).get_by_text(told)).to_be_visible()

    def log_in(self, onwards: str = "/apply") -> None:
        """Whoever has just registered is logged in already."""
        self.go(f"/login?next={onwards}")
        if "/login" in self.page.url:
            self.enter_password()

    def enter_password(self, page: Page | None = None) -> None:
        """On a login page that is open."""
        page = page or self.page
        page.fill("#account_name", self._account)
        page.fill("#password", PASSWORD)
        page.locator("main").locator("form[action='/login'] button:not([type=button])").click()

    def open(self) -> str:
        """Choose the type and the place; answers with the application's number."""
        page = self.page
        self.go("/apply")
        self.look("types")
        page.fill("#q", "中餐")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=re.compile("^中餐")).first.click()
        page.select_option("#province", "140000")
        page.select_option("#city", "140200")
        page.select_option("#county_code", "140213")
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
        page.fill("#trade_name", self.trade_name)
        expect(page.locator("#verdict .name")).to_contain_text(self.trade_name)
        self.settle_name()

    def fill_name(self, detail: str, trade_name: str) -> None:
        """Place and parts of the name."""
        page = self.page
        page.select_option("#street_name", "大庆路街道")
        page.fill("#detail", detail)
        self.shop = f"山西省大同市平城区大庆路街道{detail}"
        page.fill("#capital_amount", "10")
        page.fill("#trade_name", trade_name)
        page.fill("#industry", "饺子")
        page.select_option("#organisation_form", "馆")

    def settle_name(self) -> None:
        """The verdict is there; another name if that one is taken."""
        page = self.page
        if page.locator("#verdict .notice.bad").count():
            page.locator(".alternatives button").first.click()
        if page.locator("[name=similar_confirmed]").count():
            page.check("[name=similar_confirmed]")
        page.check("#commitment_accepted")
        self.look("name")
        self.next()
        page.wait_for_url("**/operator")

    def operator(self) -> None:
        page = self.page
        self.fill_operator()
        self.bring("photo", "id_card_front", "id_card_back")
        expect(page.locator("#saved")).to_contain_text(self.said("已保存 %(time)s"))
        self.look("operator")
        self.next()
        page.wait_for_url("**/operator/confirmation")
        self.look("operator-confirmation")
        self.next("确定提交")
        page.wait_for_url("**/details")

    def fill_operator(self) -> None:
        """But for the pictures."""
        page = self.page
        page.check("#id_long_term")
        page.select_option("#ethnicity", "01")
        page.fill("#email", "someone@example.com")
        page.fill("#postcode", "037008")
        page.fill("#residence", "山西省大同市平城区大庆路街道虚构巷1号")
        page.select_option("#political_status", "13")
        page.select_option("#education", "30")
        page.select_option("#employment_status", "01")

    def bring(self, *kinds: str) -> None:
        """Choose these pictures, and wait until each is taken."""
        for kind in kinds:
            self.page.set_input_files(f"#{kind}", self.paper(kind))
            expect(self.page.locator(f"[data-upload$={kind}] [data-state]")).to_contain_text(self.said("已上传"))

    def details(self) -> None:
        self.fill_scope()
        self.fill_details()
        self.look("details")
        self.next("保存并生成材料")
        self.page.wait_for_url("**/preview")

    def fill_scope(self) -> None:
        self.page.fill("#words", "百货")
        expect(self.page.locator("#found label").first).to_be_visible()

    def fill_details(self) -> None:
        """But for the scope."""
        page = self.page
        self.bring("premises_proof")
        page.fill("#employee_count", "3")
        page.check("[name=is_urban][value=yes]")
        page.check("#permit_notice_accepted")
        page.fill("[id='premises_commitment.owner']", "刘某某")
        page.select_option("[id='premises_commitment.tenure']", "租赁")
        page.fill("[id='premises_commitment.use_from']", "2026-11-01")
        page.fill("[id='premises_commitment.use_to']", "2029-10-31")
        page.select_option("[id='premises_commitment.nature']", "商业")
        page.check("[id='premises_commitment.accepted']")

    def preview(self) -> None:
        page = self.page
        self.look("preview")
        self.read_documents()
        page.check("#documents_confirmed")
        self.next("提交")
        page.wait_for_url("**/authentication")

    def read_documents(self) -> None:
        """One after the other, until all were opened."""
        page, onwards = self.page, self.said("查看下一份")
        page.get_by_role("link", name=onwards).click()
        expect(page.locator(".sheets img").first).to_be_visible()
        expect(page.locator(".sheets img").first).not_to_have_js_property("naturalWidth", 0, timeout=15_000)
        self.look("document")
        while page.locator("main").get_by_role("link", name=onwards).count():
            with page.expect_navigation():
                page.get_by_role("link", name=onwards).click()
        page.get_by_role("link", name=self.said("看完了，去确认")).click()
        expect(page.locator("#documents_confirmed")).to_be_visible()

    def authenticate(self) -> None:
        self.page.check("#consent_to_face")
        self.look("authentication")
        self.next("开始认证")
        self.page.wait_for_url("**/signing")

    def sign(self, phone: BrowserContext) -> None:
        """The phone scans the code; the desktop page moves on by itself."""
        page = self.page
        self.look("signing")
        other = self.open_phone(phone)
        self.look("signing-code")
        self.fill_phone(other)
        self.look("phone", other)
        self.press("签署全部材料", other)
        expect(other.locator("#signed")).to_be_visible(timeout=60_000)
        self.look("phone-done", other)
        expect(page.get_by_text(self.said("全部材料已签名。"))).to_be_visible(timeout=30_000)
        self.look("signing-done")

    def open_phone(self, phone: BrowserContext) -> Page:
        """What the phone shows after scanning the code."""
        self.next("签署")
        expect(self.page.locator(".qr img")).to_be_visible()
        link = self.page.get_attribute("#sign-here", "href")
        assert link
        self.speak(phone)
        other = phone.new_page()
        other.goto(link)
        other.wait_for_url("**/sign/papers")
        assert "#" not in other.url
        return other

    def fill_phone(self, other: Page) -> None:
        """Code, handwriting, intent."""
        self._texts = self.site.texts_to(self._mobile)
        self.press("获取短信验证码", other)
        self.code_is_sent(other)
        code, self._texts = self.site.newest_code(self._mobile, self._texts)
        self.draw(other)
        other.fill("#sms_code", code)
        for paper in other.locator("[data-to-open]").all():
            paper.locator("summary").click()
        other.check("#intent")

    def submit(self) -> None:
        self.next("提交")
        self.page.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"))
        self.look("submitted")

    def draw(self, page: Page) -> None:
        """Sign by hand."""
        expect(page.locator("#pad-missing")).to_be_hidden()
        page.locator("#pad").scroll_into_view_if_needed()
        box = page.locator("#pad").bounding_box()
        assert box
        for row in range(3):
            page.mouse.move(box["x"] + 30, box["y"] + 40 + row * 50)
            page.mouse.down()
            for step in range(1, 16):
                page.mouse.move(
                    box["x"] + 30 + step * (box["width"] - 60) / 16,
                    box["y"] + 40 + row * 50 + (12 if step % 2 else -12),
                )
            page.mouse.up()
