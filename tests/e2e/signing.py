"""Documents read, the person authenticated, everything signed by hand on a phone, and handed in."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from services.portal.api.visits import Language
from tests.e2e.hands import AT_ONCE, Hands, Pace
from tests.site import Site


class Signer(Hands):
    """Whoever gets a code by text message and signs."""

    def __init__(
        self, site: Site, page: Page, folder: str, mobile: str, language: Language = "zh", pace: Pace = AT_ONCE
    ) -> None:
        super().__init__(site, page, folder, language, pace)
        self._mobile = mobile
        self._texts = 0

    def ask_code(self) -> None:
        self.press("获取短信验证码")

    def code_is_sent(self, page: Page | None = None) -> None:
        """The page says so."""
        told = self.said("验证码已发送，%(seconds)s 秒后可重新获取")
        expect((page or self.page).get_by_text(told)).to_be_visible()

    def preview(self) -> None:
        page = self.page
        self.look("preview")
        self.reach("#documents")
        self.look("documents")
        self.read_documents()
        self.tick("#documents_confirmed")
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
        self.tick("#consent_to_face")
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
        self.type("#sms_code", code, other)
        for paper in other.locator("[data-to-open]").all():
            paper.locator("summary").click()
        self.tick("#intent", other)

    def submit(self) -> None:
        self.next("提交")
        self.page.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"))
        if not self.page.locator(
            ".licence"
        ).count():  # a quick machine has decided already: that page has a name of its own
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
