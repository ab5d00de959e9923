"""Businesses that have their licence: what the licence office and the archive work with."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from cli.registration.http import Services
from tests.integration.portal.people import invented, signed_in
from tests.site import Site

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
        trade_name = invented(4)
        form, applicant = signed_in(
            site, services, None, trade_name, premises={"street_name": street}, details=_wishes(paper, posted)
        )
        number = applicant.open(secrets.token_hex(12))
        applicant.carry_through(number)
        case = _archived(services, number)
        file, licence = case["file"], case["licence"]
        return Licensed(
            number, trade_name, form.account["real_name"], licence["uscc"], file["archive_no"], file["volume_name"]
        )
    finally:
        services.close()


def _wishes(paper: bool, posted: bool) -> dict[str, Any]:
    return {"needs_paper_licence": paper, **({"delivery": ADDRESSEE} if posted else {})}


def _archived(services: Services, number: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while True:
        case: dict[str, Any] = services.get("portal", f"/cases/{number}")
        if case["stage"] == "ARCHIVED" and case.get("file") and case.get("licence"):
            return case
        assert time.monotonic() < until, case["stage"]
        time.sleep(0.3)
