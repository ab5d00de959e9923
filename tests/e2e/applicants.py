"""Applicants whose cases are carried by the API to where a page is to be looked at."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Page

from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services
from tests.e2e.walking import PASSWORD, Walk
from tests.site import Site

_PERSONS = itertools.count(100)
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


def _signed_in(
    site: Site, services: Services, person: dict[str, Any] | None, premises: dict[str, str]
) -> tuple[RegistrationForm, Applicant]:
    """On a stack that was used before, somebody whom nobody registered yet; a named person keeps one account."""
    for serial in itertools.islice(_PERSONS, 200):
        someone = person or site.person(serial)
        number = int(someone["id_number"][6:17]) % 10**8 if person else secrets.randbelow(10**8)
        form = RegistrationForm.read(EXAMPLE).for_person(dict(someone), f"137{number:08d}", serial)
        trade_name = "".join(secrets.choice(_SYLLABLES) for _ in range(4))
        form = form.model_copy(
            update={
                "account": form.account | {"account_name": f"e{number:08d}", "password": PASSWORD},
                "name": (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True},
                "premises": form.premises | {"detail": f"迎宾街{secrets.randbelow(10**6)}号"} | premises,
            }
        )
        applicant = Applicant(services, form, site.captcha, lambda _: None)
        try:
            applicant.sign_in()
        except Refused as refused:
            if person or not any(error["pointer"] == "/id_number" for error in refused.problem["errors"]):
                raise
            continue
        return form, applicant
    raise AssertionError("everybody is registered")
