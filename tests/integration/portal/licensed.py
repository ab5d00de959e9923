"""Businesses that have their licence: what the licence office and the archive work with."""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass
from typing import Any

from cli.demo import EXAMPLE
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services
from tests.integration.portal.visitor import PASSWORD
from tests.site import Site

_PERSONS = itertools.count(46)
_SYLLABLES = "安泰丰和顺康明哲朴德润思远诚信义福满园"
ADDRESSEE = {
    "method": "post",
    "recipient": "王收禾",
    "phone": "13900000025",
    "address": "山西省大同市平城区大庆路街道虚构巷2号",
}


@dataclass(frozen=True)
class Licensed:
    """`trade_name` is the part of the name by which it is found; `number` that of the application."""

    number: str
    trade_name: str
    operator: str
    uscc: str
    archive_no: str
    volume_name: str


def licensed(site: Site, *, paper: bool = True, posted: bool = False, street: str = "大庆路街道") -> Licensed:
    """Register a business, from the account to the archive."""
    services = Services(dict(site.addresses))
    try:
        trade_name = "".join(secrets.choice(_SYLLABLES) for _ in range(4))
        applicant, operator = _somebody(site, services, trade_name, _wishes(paper, posted), street)
        number = applicant.open(secrets.token_hex(12))
        applicant.carry_through(number)
        case = _archived(services, number)
        file, licence = case["file"], case["licence"]
        return Licensed(number, trade_name, operator, licence["uscc"], file["archive_no"], file["volume_name"])
    finally:
        services.close()


def _wishes(paper: bool, posted: bool) -> dict[str, Any]:
    return {"needs_paper_licence": paper, **({"delivery": ADDRESSEE} if posted else {})}


def _somebody(
    site: Site, services: Services, trade_name: str, details: dict[str, Any], street: str
) -> tuple[Applicant, str]:
    """Registered now and logged in; on a stack that was used before, somebody whom nobody registered yet."""
    for serial in itertools.islice(_PERSONS, 200):
        person = dict(site.person(serial))
        form = RegistrationForm.read(EXAMPLE).for_person(person, f"134{secrets.randbelow(10**8):08d}", serial)
        form = form.model_copy(
            update={
                "account": form.account | {"account_name": f"l{secrets.randbelow(10**9):09d}", "password": PASSWORD},
                "name": (form.name or {}) | {"trade_name": trade_name, "similar_confirmed": True},
                "premises": form.premises | {"detail": f"迎宾街{secrets.randbelow(10**6)}号", "street_name": street},
                "details": form.details | details,
            }
        )
        applicant = Applicant(services, form, site.captcha, lambda _: None)
        try:
            applicant.sign_in()
        except Refused as refused:
            if not any(error["pointer"] == "/id_number" for error in refused.problem["errors"]):
                raise
            continue
        return applicant, str(person["name"])
    raise AssertionError("everybody is registered")


def _archived(services: Services, number: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while True:
        case: dict[str, Any] = services.get("portal", f"/cases/{number}")
        if case["stage"] == "ARCHIVED" and case.get("file") and case.get("licence"):
            return case
        assert time.monotonic() < until, case["stage"]
        time.sleep(0.3)
