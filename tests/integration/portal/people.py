"""People who want to open a shop: of the sandbox's population, registered and logged in as programs are."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from tests.integration.portal.visitor import PASSWORD
from tests.site import Site

_SYLLABLES = "安泰丰顺康明朴德润远福满嘉瑞沐晴岚穗禾"
"""No three or four different ones of them, in any order, make a name that a person has to look at."""


def invented(length: int) -> str:
    """A trade name of so many characters, all of them auspicious."""
    return "".join(secrets.SystemRandom().sample(_SYLLABLES, length))


@dataclass(frozen=True)
class Carried:
    """An applicant and a case of theirs, which the API carries on."""

    site: Site
    number: str
    form: RegistrationForm
    applicant: Applicant
    services: Services

    @property
    def name(self) -> str:
        """The part of the name by which the business is found."""
        return str((self.form.name or {})["trade_name"])

    @property
    def stage(self) -> str:
        """Where it stands now, as its applicant sees it."""
        return str(self.case()["stage"])

    def carry(self, until: str | None = None) -> str:
        """Take the case to a stage, or as far as it goes; answers with the stage."""
        stage: str = self.applicant.carry_through(self.number, until=until)["stage"]
        return stage

    def step(self, step: str, **body: str) -> None:
        """Take a step of the applicant's."""
        said = {"request_id": secrets.token_hex(12), **body}
        self.services.post("portal", f"/cases/{self.number}/steps/{step}", said)

    def case(self) -> dict[str, Any]:
        """The case as its applicant sees it."""
        found: dict[str, Any] = self.services.get("portal", f"/cases/{self.number}")
        return found

    def comes_to(self, *stages: str) -> str:
        """Wait until the applicant sees one of `stages`."""
        until = time.monotonic() + 60
        while (stage := self.stage) not in stages:
            assert time.monotonic() < until, stage
            time.sleep(0.2)
        return stage


@contextmanager
def opened(
    site: Site,
    name: str | None,
    trade_name: str,
    *,
    premises: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
) -> Iterator[Carried]:
    """A case that was just opened, of an applicant as `signed_in` makes one."""
    services = Services(dict(site.addresses))
    try:
        form, applicant = signed_in(site, services, name, trade_name, premises=premises, details=details)
        yield Carried(site, applicant.open(secrets.token_hex(12)), form, applicant, services)
    finally:
        services.close()


@contextmanager
def family_of(site: Site) -> Iterator[Carried]:
    """A case that waits for the signatures of the operator and of one member of the family."""
    member = newcomer(site)
    with opened(site, None, invented(3)) as carried:
        carried.form.operator.update(
            composition_form="2",
            family_members=[
                {
                    "name": member["name"],
                    "id_document_type": "10",
                    "id_number": member["id_number"],
                    "relation": "配偶",
                    "mobile": f"135{secrets.randbelow(10**8):08d}",
                }
            ],
        )
        carried.form.attachments["household_book"] = carried.form.attachments["premises_proof"]
        assert carried.carry("SIGN_PENDING") == "SIGN_PENDING"
        yield carried


def somebody(site: Site, name: str) -> dict[str, Any]:
    """A person of the population by name."""
    people = httpx.get(f"{site.population}/sandbox/persons", params={"limit": 10_000}).json()["persons"]
    found: dict[str, Any] = next(person for person in people if person["name"] == name)
    return found


def newcomer(site: Site) -> dict[str, Any]:
    """A person with a clean record whom nobody registered yet, just entered in the population."""
    ((_, person),) = applicants(RegistrationForm.read(EXAMPLE), 1, secrets.randbelow(10**12))
    httpx.post(f"{site.population}/sandbox/persons", json={"persons": [person]}).raise_for_status()
    return person


def signed_in(
    site: Site,
    services: Services,
    name: str | None,
    trade_name: str,
    *,
    premises: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
) -> tuple[RegistrationForm, Applicant]:
    """Somebody by name, or a newcomer, with an account and a form that differs from the example in what is given. Who
    has a name keeps one account."""
    person = somebody(site, name) if name else newcomer(site)
    number = int(person["id_number"][6:17]) % 10**8 if name else secrets.randbelow(10**8)
    shop = f"迎宾街{secrets.randbelow(4000) + 1}号{secrets.randbelow(300) + 1}铺"
    form = RegistrationForm.read(EXAMPLE).for_person(person, f"137{number:08d}", number)
    form = form.model_copy(
        update={
            "account": form.account | {"account_name": f"e{number:08d}", "password": PASSWORD},
            "name": (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True},
            "premises": {**form.premises, "detail": shop, **(premises or {})},
            "details": {**form.details, **(details or {})},
        }
    )
    applicant = Applicant(services, form, site.captcha, lambda _: None)
    applicant.sign_in()
    return form, applicant
