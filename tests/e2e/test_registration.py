"""The whole way from an account to a licence, through the pages alone."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from services.portal.api.visits import Language
from tests.e2e.hands import AT_ONCE, LIKE_A_PERSON, Pace
from tests.e2e.walking import DESKTOP, PHONE, Walk
from tests.integration.portal.people import newcomer
from tests.site import Site
from tests.system.stack import ROOT

_LONGEST_SECONDS, _MOST_LONG_SCREENS = 180, 3


@pytest.mark.parametrize(
    ("screen", "options", "language", "pace"),
    [
        ("desktop", DESKTOP, "zh", AT_ONCE),
        ("phone", PHONE, "zh", LIKE_A_PERSON),
        ("phone-in-english", PHONE, "en", AT_ONCE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_person_gets_a_licence(
    site: Site,
    browser: Browser,
    screen: str,
    options: dict[str, Any],
    language: Language,
    pace: Pace,
) -> None:
    """Registered, named, confirmed, authenticated, signed on a phone, submitted, licensed; axe finds nothing, nothing
    is wider than the screen, and no English page says in Chinese what is not Chinese by nature. Typed key by key on a
    phone it takes three minutes at most; three of its pages at most are longer than two heights of the phone, in either
    language."""
    number = secrets.randbelow(10**8)
    context = browser.new_context(locale="zh-CN", **options)
    phone = browser.new_context(locale="zh-CN", **PHONE)
    walk = Walk(
        site,
        context.new_page(),
        screen,
        newcomer(site),
        f"138{number:08d}",
        f"u{number}",
        language,
        pace,
    )
    try:
        walk.go("/")
        walk.look("home")
        walk.register()
        walk.log_in()
        walk.open()
        walk.name(f"迎宾街{number % 4000 + 1}号1层3号")
        walk.operator()
        walk.details()
        walk.preview()
        walk.authenticate()
        walk.sign(phone)
        walk.submit()
        expect(walk.page.locator(".licence .code")).to_be_visible(timeout=30_000)
        expect(walk.page.get_by_text(walk.said("已发照")).first).to_be_visible(timeout=90_000)
        walk.look("licence")
        walk.go("/my/cases")
        walk.look("my-cases")
    except Exception:  # whatever stopped it, the picture shows where
        walk.look("where-it-stopped")
        raise
    phone.close()
    context.close()
    figures = {"seconds": round(walk.seconds(), 1), "long_screens": walk.long_screens(), "heights": walk.heights}
    (ROOT / "out" / f"walk-{screen}.json").write_text(json.dumps(figures, indent=1))
    assert not walk.faults, "\n".join(walk.faults)
    if pace is LIKE_A_PERSON:
        assert walk.seconds() <= _LONGEST_SECONDS
    if options is PHONE:
        assert len(walk.long_screens()) <= _MOST_LONG_SCREENS, walk.long_screens()
