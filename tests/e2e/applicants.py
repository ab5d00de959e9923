"""Applicants whose cases are carried by the API to where a page is to be looked at."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Page

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from tests.e2e.walking import PASSWORD, Walk
from tests.site import Site

_SYLLABLES = "安泰丰和顺康明哲朴德润思远诚信义福满园"


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


def somebody(site: Site, name: str) -> dict[str, Any]:
    """A person of the sandbox's population by name."""
    people = httpx.get(f"{site.population}/sandbox/persons", params={"limit": 10_000}).json()["persons"]
    found: dict[str, Any] = next(person for person in people if person["name"] == name)
    return found


@contextmanager
def prepared(
    site: Site, until: str | None, person: dict[str, Any] | None = None, **premises: str
) -> Iterator[Prepared]:
    """A case of `person`, or of somebody with a clean record, at the stage `until` or as far as it goes by itself."""
    services = Services(dict(site.addresses))
    try:
        form, applicant = _signed_in(site, services, person, premises)
        case = Prepared(site, applicant.open(secrets.token_hex(12)), form, applicant, services)
        if until != "DRAFT":
            case.carry(until)
        yield case
    finally:
        services.close()


def newcomer(site: Site) -> dict[str, Any]:
    """A person with a clean record whom nobody registered yet, just entered in the sandbox's population."""
    ((_, person),) = applicants(RegistrationForm.read(EXAMPLE), 1, secrets.randbelow(10**12))
    httpx.post(f"{site.population}/sandbox/persons", json={"persons": [person]}).raise_for_status()
    return person


def _signed_in(
    site: Site, services: Services, person: dict[str, Any] | None, premises: dict[str, str]
) -> tuple[RegistrationForm, Applicant]:
    """A named person keeps one account."""
    someone = person or newcomer(site)
    number = int(someone["id_number"][6:17]) % 10**8 if person else secrets.randbelow(10**8)
    form = RegistrationForm.read(EXAMPLE).for_person(dict(someone), f"137{number:08d}", number)
    trade_name = "".join(secrets.choice(_SYLLABLES) for _ in range(4))
    form = form.model_copy(
        update={
            "account": form.account | {"account_name": f"e{number:08d}", "password": PASSWORD},
            "name": (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True},
            "premises": form.premises | {"detail": f"迎宾街{secrets.randbelow(10**6)}号"} | premises,
        }
    )
    applicant = Applicant(services, form, site.captcha, lambda _: None)
    applicant.sign_in()
    return form, applicant
