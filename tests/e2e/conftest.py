"""A running stack and a real browser; both are found or said to be missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.walking import DESKTOP, PHONE, chromium
from tests.site import Site, running_site
from tests.unified_centre.running import UnifiedCentreOfTest, running_centre

if not os.environ.get("KAIYE_E2E"):
    collect_ignore_glob = ["test_*.py"]

expect.set_options(timeout=20_000)  # how long a loaded machine may take; a page that shows it sooner is not waited for


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnifiedCentreOfTest]:
    """The unified authentication centre, of which a stack of our own learns as it starts."""
    with running_centre(tmp_path_factory.mktemp("centre")) as centre:
        yield centre


@pytest.fixture(scope="session")
def site(centre: UnifiedCentreOfTest) -> Iterator[Site]:
    """The stack in KAIYE_E2E_HOME if one runs there, else one of our own."""
    with running_site(centre.settings) as site:
        yield site


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page on a wide screen, in Chinese."""
    context = browser.new_context(locale="zh-CN", **DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of its own."""
    context = browser.new_context(locale="zh-CN", **PHONE)
    yield context
    context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the Makefile says what is missing before it comes to this."""
    with chromium() as browser:
        yield browser
