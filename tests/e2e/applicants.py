"""Applicants whose cases are carried by the API to where a page is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from services.portal.api.visits import Language
from tests.e2e.walking import Walk
from tests.integration.portal.people import Carried, invented, opened
from tests.site import Site


@dataclass(frozen=True)
class Prepared(Carried):
    """An applicant and one case of theirs."""

    def walk(self, page: Page, folder: str, language: Language = "zh") -> Walk:
        """The same person at a browser, logged in."""
        account = self.form.account
        person = {"name": account["real_name"], "id_number": account["id_number"]}
        walk = Walk(self.site, page, folder, person, account["mobile"], account["account_name"], language)
        walk.shop = f"山西省大同市平城区{self.form.premises['street_name']}{self.form.premises['detail']}"
        walk.log_in("/my/cases")
        page.wait_for_url("**/my/cases")
        return walk


@contextmanager
def prepared(site: Site, until: str | None, name: str | None = None, **premises: str) -> Iterator[Prepared]:
    """A case of somebody by name, or with a clean record, at the stage `until` or as far as it goes by itself."""
    with opened(site, name, invented(4), premises=premises) as case:
        if until != "DRAFT":
            case.carry(until)
        yield Prepared(**vars(case))
