"""People who want to open a shop: of the sandbox's population, registered and logged in as programs are."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import httpx

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from tests.integration.portal.visitor import PASSWORD
from tests.site import Site

_SYLLABLES = "安泰丰和顺康明哲朴德润思远诚信义福满园"


def invented(length: int) -> str:
    """A trade name of so many characters, all of them auspicious."""
    return "".join(secrets.choice(_SYLLABLES) for _ in range(length))


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
    form = RegistrationForm.read(EXAMPLE).for_person(person, f"137{number:08d}", number)
    form = form.model_copy(
        update={
            "account": form.account | {"account_name": f"e{number:08d}", "password": PASSWORD},
            "name": (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True},
            "premises": form.premises | {"detail": f"迎宾街{secrets.randbelow(10**6)}号", **(premises or {})},
            "details": {**form.details, **(details or {})},
        }
    )
    applicant = Applicant(services, form, site.captcha, lambda _: None)
    applicant.sign_in()
    return form, applicant
