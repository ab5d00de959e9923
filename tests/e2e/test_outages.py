"""Somebody the pages depend on is silent: the page says who, that it is nobody's fault, and goes on when it can."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.e2e.applicants import prepared
from tests.e2e.walking import PHONE, Walk
from tests.integration.portal.people import newcomer
from tests.site import Site


def test_register_is_silent(site: Site, desktop: Page) -> None:
    """The page tells whose register it is and that nothing is lost; with the register back it goes on by itself."""
    with prepared(site, "AUTH_PENDING") as case:
        walk = case.walk(desktop, "register-silent")
        walk.go(f"/my/cases/{case.number}/authentication")
        desktop.check("#consent_to_face")
        with site.misbehaving("population-registry", down=True):
            walk.next("开始认证")
            expect(desktop.get_by_text("正在等待人口信息系统核验")).to_be_visible(timeout=20_000)
            expect(desktop.get_by_text("这不是您的问题")).to_be_visible()
            expect(desktop.locator(".badge").first).to_have_text("认证中")
            walk.look("waiting")
            desktop.get_by_text("很久没有结果？").click()
            desktop.check("#consent_to_face")
            walk.next("开始认证")
            desktop.wait_for_load_state()
            expect(desktop.get_by_text("正在等待人口信息系统核验")).to_be_visible(timeout=20_000)
        desktop.wait_for_url("**/signing", timeout=60_000)
        assert walk.faults == []


def test_no_text_messages_while_registering(site: Site, browser: Browser) -> None:
    """Said at the button; what was typed stays, the captcha too, and the code can be asked for again at once."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    number = secrets.randbelow(10**8)
    person = newcomer(site)
    walk = Walk(site, context.new_page(), "no-texts", person, f"139{number:08d}", f"t{number}")
    page = walk.page
    walk.basics()
    walk.identity()
    with site.misbehaving("sms-gateway", down=True):
        walk.ask_code()
        expect(page.locator("#codes [role=alert]")).to_contain_text("短信暂时无法发送")
        expect(page.locator("#real_name")).to_have_value(person["name"])
        expect(page.locator("#captcha_answer")).to_have_value(site.captcha)
        walk.look("no-text")
    walk.ask_code()
    expect(page.get_by_text("验证码已发送")).to_be_visible()
    context.close()
    assert walk.faults == []


@contextmanager
def _at_signing(site: Site, desktop: Page, browser: Browser, folder: str) -> Iterator[tuple[Walk, Page]]:
    """A case that is to be signed, on the wide screen and on the phone; axe has nothing to say in the end."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    with prepared(site, "SIGN_PENDING") as case:
        walk = case.walk(desktop, folder)
        walk.go(f"/my/cases/{case.number}/signing")
        yield walk, walk.open_phone(context)
    context.close()
    assert walk.faults == []


def test_authority_for_certificates_is_silent(site: Site, desktop: Page, browser: Browser) -> None:
    """The phone's page offers to try again; handwriting and code are still there, and then it is signed."""
    with _at_signing(site, desktop, browser, "authority-silent") as (walk, other):
        walk.fill_phone(other)
        with site.misbehaving("trust", down=True):
            walk.press("签署全部材料", other)
            expect(other.get_by_role("heading", name="暂时无法完成")).to_be_visible(timeout=60_000)
            walk.look("silent", other)
        walk.press("重试", other)
        expect(other.locator("#signed")).to_be_visible(timeout=60_000)
        expect(desktop.get_by_text("全部材料已签名")).to_be_visible(timeout=30_000)


def test_no_text_messages_while_signing(site: Site, desktop: Page, browser: Browser) -> None:
    """Said at the button; the handwriting is still there."""
    with _at_signing(site, desktop, browser, "no-texts-signing") as (walk, other):
        walk.draw(other)
        with site.misbehaving("sms-gateway", down=True):
            walk.press("获取短信验证码", other)
            expect(other.locator("[role=alert]:visible")).to_contain_text("短信暂时无法发送")
        assert re.match(r"\[\[", other.input_value("[name=strokes]"))
