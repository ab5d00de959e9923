"""Other ways to work the pages: with the keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.e2e.applicants import prepared
from tests.e2e.looking import SCREENSHOTS, examine
from tests.e2e.walking import PHONE, Walk
from tests.integration.portal.people import newcomer
from tests.site import Site

_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const seen = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  return [at.id, at.name ?? '', at.value ?? '', at.textContent.trim(), seen];
}"""


class Keyboard:
    """Nothing but keys. Every stop on the way shows where the focus is."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.unseen: list[str] = []
        page.on("filechooser", lambda _: None)  # from now on no key press is too early for the one that is waited for

    def to(self, wanted: str, value: str | None = None) -> None:
        """Tab on to the field with this id or name, or to what says `wanted`."""
        for _ in range(150):
            self._page.keyboard.press("Tab")
            ident, name, content, text, seen = self._page.evaluate(_FOCUS)
            if not seen and (ident or name or text):
                self.unseen.append(f"{self._page.url.rpartition('/')[2]}: {ident or name or text[:40]}")
            if wanted in {ident, name, text} and (value is None or content == value):
                return
        raise AssertionError(f"the Tab key does not come to {wanted}")

    def type(self, field: str, text: str) -> None:
        self.to(field)
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(text)

    def choose(self, field: str, downs: int = 1) -> None:
        self.to(field)
        for _ in range(downs):
            self._page.keyboard.press("ArrowDown")

    def tick(self, field: str, value: str | None = None) -> None:
        self.to(field, value)
        self._page.keyboard.press("Space")

    def attach(self, field: str, paper: FilePayload) -> None:
        self.to(field)
        with self._page.expect_file_chooser() as chooser:
            self._page.keyboard.press("Space")
        chooser.value.set_files(paper)
        expect(self._page.locator(f"[data-upload$={field}] [data-state]")).to_contain_text("已上传")

    def press(self, button: str) -> None:
        self.to(button)
        self._page.keyboard.press("Enter")

    def read_documents(self) -> None:
        """Every document, one after the other."""
        while not self._page.locator("#documents_confirmed").count():
            self._stays_on_a_page_to_come()
            onwards = "看完了，去确认" if self._page.get_by_text("看完了，去确认").count() else "查看下一份"
            with self._page.expect_navigation():
                self.press(onwards)

    def _stays_on_a_page_to_come(self) -> None:
        """The link of a further page, which becomes a picture as one comes near, is not taken from under the focus."""
        if self._page.locator(".sheet-to-come").count():
            self._page.locator(".sheet-to-come").first.focus()
            self._page.wait_for_timeout(400)
            assert self._page.evaluate("document.activeElement.className") == "sheet-to-come"


def test_keyboard_alone(site: Site, desktop: Page) -> None:
    """From the name to the signing page with Tab, arrows, Space and Enter; the focus goes to what is wrong."""
    with prepared(site, "DRAFT") as case:
        walk = case.walk(desktop, "keyboard")
        keys, name = Keyboard(desktop), case.form.name or {}
        desktop.goto(f"{site.portal}/my/cases/{case.number}/name")
        keys.type("capital_amount", "10")
        keys.choose("street_name")
        keys.type("detail", f"迎宾街{int(case.number[-5:])}号")
        walk.shop = f"山西省大同市平城区{desktop.input_value('#street_name')}迎宾街{int(case.number[-5:])}号"
        keys.type("trade_name", name["trade_name"])
        keys.type("industry", "饺子")
        desktop.wait_for_load_state("networkidle")
        with desktop.expect_response("**/name/check"):
            keys.choose("organisation_form")
        desktop.wait_for_load_state("networkidle")
        expect(desktop.locator("#verdict .name")).to_be_visible()
        expect(desktop.get_by_text(re.compile("可以使用|确认后可以使用")).first).to_be_visible()
        if desktop.locator("[name=similar_confirmed]").count():
            keys.tick("similar_confirmed")
        keys.tick("commitment_accepted")
        keys.press("下一步")
        desktop.wait_for_url("**/operator")
        for kind in ("id_card_front", "id_card_back", "photo"):
            keys.attach(kind, walk.paper(kind))
        keys.tick("id_long_term")
        keys.choose("ethnicity")
        keys.type("email", "someone@example.com")
        keys.type("postcode", "12")
        keys.type("residence", "山西省大同市平城区大庆路街道虚构巷1号")
        keys.choose("political_status")
        keys.choose("education")
        keys.choose("employment_status")
        keys.press("下一步")
        expect(desktop.locator("#faults")).to_be_focused()
        expect(desktop.locator("#residence")).to_have_value("山西省大同市平城区大庆路街道虚构巷1号")
        keys.type("postcode", "037008")
        keys.press("下一步")
        desktop.wait_for_url("**/confirmation")
        keys.press("确定提交")
        desktop.wait_for_url("**/details")
        keys.type("employee_count", "3")
        keys.tick("is_urban")
        keys.tick("permit_notice_accepted")
        keys.type("premises_commitment.owner", "刘某某")
        keys.choose("premises_commitment.tenure")
        keys.choose("premises_commitment.nature")
        keys.attach("premises_proof", walk.paper("premises_proof"))
        keys.tick("premises_commitment.accepted")
        keys.press("保存并生成材料")
        desktop.wait_for_url("**/preview")
        keys.read_documents()
        keys.tick("documents_confirmed")
        keys.press("提交")
        desktop.wait_for_url("**/authentication")
        keys.tick("consent_to_face")
        keys.press("开始认证")
        desktop.wait_for_url("**/signing")
        keys.press("签署")
        expect(desktop.locator(".qr img")).to_be_visible()
    assert keys.unseen == []


class Plain(Walk):
    """The same person with a browser that runs no scripts: nothing but forms and links."""

    def look(self, name: str, page: Page | None = None) -> None:
        """Only take a picture: axe is a script, too."""
        (page or self.page).screenshot(path=str(self.picture(name)), full_page=True)

    def open(self) -> str:
        page = self.page
        self.go("/apply")
        page.fill("#q", "中餐")
        self.press("搜索")
        page.get_by_role("link", name=re.compile("^中餐")).first.click()
        page.select_option("#province", "140000")
        self.press("继续选择")
        page.select_option("#city", "140200")
        self.press("继续选择")
        page.select_option("#county_code", "140213")
        return self.begin()

    def name(self, detail: str) -> None:
        page = self.page
        self.fill_name(detail, "国务院")
        self.press("看看能不能用")
        expect(page.get_by_text("不能使用").first).to_be_visible()
        page.fill("#trade_name", self.trade_name)
        self.press("看看能不能用")
        expect(page.locator("#verdict .name")).to_contain_text(self.trade_name)
        self.settle_name()

    def bring(self, *kinds: str) -> None:
        """They go with the form."""
        for kind in kinds:
            self.page.set_input_files(f"#{kind}", self.paper(kind))

    def operator(self) -> None:
        page = self.page
        self.fill_operator()
        self.next()
        expect(page.locator("#photo-fault")).to_be_visible()
        expect(page.locator("#residence")).not_to_have_value("")
        self.bring("photo", "id_card_front", "id_card_back")
        self.next()
        page.wait_for_url("**/operator/confirmation")
        self.next("确定提交")
        page.wait_for_url("**/details")

    def details(self) -> None:
        page = self.page
        page.fill("#words", "百货")
        self.press("查找")
        page.locator("#found label").first.click()
        self.fill_details()
        self.next("保存并生成材料")
        page.wait_for_url("**/preview")

    def sign(self, phone: BrowserContext) -> None:
        other = self.open_phone(phone)
        self.fill_phone(other)
        self.press("签署全部材料", other)
        expect(other.locator("#signed")).to_be_visible(timeout=60_000)
        self.page.get_by_role("link", name="签好了，更新本页").click()
        expect(self.page.get_by_text("全部材料已签名")).to_be_visible()


def test_without_javascript(site: Site, browser: Browser, phone: BrowserContext) -> None:
    """From the front page to the licence with forms and links alone; only the signature needs a script, on the phone,
    and a phone without one is told so."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, **PHONE)
    number = secrets.randbelow(10**8)
    walk = Plain(site, context.new_page(), "no-javascript", newcomer(site), f"135{number:08d}", f"p{number}")
    page = walk.page
    walk.go("/")
    page.get_by_role("link", name="注册账号").first.click()
    walk.register()
    page.get_by_role("link", name="继续办理").click()
    case = walk.open()
    walk.name(f"迎宾街{number % 4000 + 1}号1层3号")
    walk.operator()
    walk.details()
    walk.preview()
    walk.authenticate()
    walk.sign(phone)
    walk.next("提交")
    page.wait_for_url(f"**/my/cases/{case}")
    for _ in range(200):
        if page.locator(".licence .code").is_visible():
            break
        page.get_by_role("link", name="更新本页").click()
    expect(page.locator(".licence .code")).to_be_visible()
    assert not page.locator("[data-copy]").is_visible()
    walk.look("licence")
    walk.go("/sign")
    expect(page.locator("noscript .notice.bad")).to_be_visible()
    walk.go("/")
    walk.press("退出")
    walk.go("/my/cases")
    page.wait_for_url("**/login?next=**")
    context.close()


def test_smallest_phone_in_english(site: Site, browser: Browser) -> None:
    """English words are longer: nothing is wider than a phone's screen, and axe finds nothing."""
    context = browser.new_context(locale="en-GB", **PHONE)
    page = context.new_page()
    page.goto(site.portal + "/language/en")
    faults = []
    for path in ("/", "/apply/GT002", "/login", "/register", "/verify", "/progress"):
        page.goto(site.portal + path)
        faults += examine(page, SCREENSHOTS / "english-phone" / f"{path.replace('/', '-')}.png")
    context.close()
    assert not faults, "\n".join(faults)
