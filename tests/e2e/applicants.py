"""Applicants whose cases are carried by the API to where a page is to be looked at."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from tests.e2e.walking import Walk
from tests.integration.portal.people import invented, signed_in
from tests.site import Site


@dataclass(frozen=True)
class Prepared:
    """An applicant and one case of theirs."""

    site: Site
    number: str
    form: RegistrationForm
    applicant: Applicant
    services: Services

    def carry(self, until: str | None = None) -> str:
        """Take the case to a stage, or as far as it goes; answers with the stage."""
        stage: str = self.applicant.carry_through(self.number, until=until)["stage"]
        return stage

    def case(self) -> dict[str, Any]:
        found: dict[str, Any] = self.services.get("portal", f"/cases/{self.number}")
        return found

    def walk(self, page: Page, folder: str) -> Walk:
        """The same person at a browser, logged in."""
        account = self.form.account
        person = {"name": account["real_name"], "id_number": account["id_number"]}
        walk = Walk(self.site, page, folder, person, account["mobile"], account["account_name"])
        walk.log_in("/my/cases")
        page.wait_for_url("**/my/cases")
        return walk


@contextmanager
def prepared(site: Site, until: str | None, name: str | None = None, **premises: str) -> Iterator[Prepared]:
    """A case of somebody by name, or with a clean record, at the stage `until` or as far as it goes by itself."""
    services = Services(dict(site.addresses))
    try:
        form, applicant = signed_in(site, services, name, invented(4), premises=premises)
        case = Prepared(site, applicant.open(secrets.token_hex(12)), form, applicant, services)
        if until != "DRAFT":
            case.carry(until)
        yield case
    finally:
        services.close()
