"""The authority's office: staff who log in with a second factor, and cases that wait for them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg

from deploy.local.accounts import Account, staff_accounts, totp
from deploy.local.environment import compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from tests.integration.portal.people import Carried, invented, opened
from tests.integration.portal.visitor import Visitor
from tests.site import Site

_STEP = 30
_TRIED: dict[str, int] = {}
"""The last half minute whose code was tried, by secret."""


class Clerk(Visitor):
    """A member of staff at a browser without JavaScript."""

    def begin_work(self, name: str) -> None:
        """Log in with password and second factor."""
        account = staff_account(self.site, name)
        self.account = name
        for code in unused_codes(account.totp_secret):
            self.go("/login")
            self.send("/login", account_name=name, password=account.password, totp_code=code)
            if self.path != "/login":
                return
        raise AssertionError(self.page.text)

    def claim(self, number: str) -> httpx.Response:
        self.go(f"/desk/{number}")
        return self.send(f"/desk/{number}/claim")

    def decide(self, number: str, outcome: str, **typed: Any) -> httpx.Response:
        """Open the builder, fill it in and send it."""
        self.go(f"/desk/{number}/decision")
        return self.send(f"/desk/{number}/decision", outcome=outcome, **typed)


@contextmanager
def referred(site: Site, who: str | None = None) -> Iterator[Carried]:
    """A case that waits for an examiner: a word of superstition in its name sends it there (AR-25); or one of `who`,
    somebody whom the population registry says something about, with an innocent name."""
    with opened(site, who, ("" if who else "风水") + invented(3)) as case:
        case.carry()
        yield case


def token_of(site: Site, name: str) -> str:
    """An access token of a member of staff, for asking a service itself."""
    account = staff_account(site, name)
    for code in unused_codes(account.totp_secret):
        typed = {"account_name": name, "password": account.password, "totp_code": code}
        answer = httpx.post(site.addresses["identity"] + "/sessions", json=typed)
        if answer.is_success:
            token: str = answer.json()["access_token"]
            return token
    raise AssertionError(answer.text)


def staff_account(site: Site, name: str) -> Account:
    """Password and second factor of one of the stack's own officials."""
    return next(each for each in staff_accounts(_secrets(site)) if each.account_name == name)


def unused_codes(secret: str) -> Iterator[str]:
    """Codes of a second factor, each tried once: one that was used counts as a wrong one, and five wrong ones lock the
    account. The code of the next half minute is good already; whoever was here before us may have used both."""
    for _ in range(4):
        now = int(time.time()) // _STEP
        step = max(now, _TRIED.get(secret, 0) + 1)
        while step > int(time.time()) // _STEP + 1:
            time.sleep(0.2)
        _TRIED[secret] = step
        yield totp(secret, step * _STEP)


@contextmanager
def written(site: Site, service: str) -> Iterator[psycopg.Cursor[Any]]:
    """A service's own tables, for what only time or chance would bring about."""
    run = read_run(site.home)
    assert run
    own = compute(_secrets(site), run.ports, site.home).of(service)
    url = own[f"KAIYE_{service.upper()}_OWNER_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        yield cursor


def may_be_texted_again(site: Site) -> None:
    """The minute that must lie between two texts to one mobile is over."""
    with written(site, "identity") as table:
        table.execute("UPDATE identity.sms_code SET sent_at = sent_at - interval '61 seconds'")


def _secrets(site: Site) -> SecretFile:
    return SecretFile(site.home / "secrets.json")
