"""Businesses that have their licence: what the licence office and the archive work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.integration.portal.people import invented, opened
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
    trade_name = invented(4)
    wanted = {"street_name": street}
    with opened(site, None, trade_name, premises=wanted, details=_wishes(paper, posted)) as case:
        case.carry()
        case.comes_to("ARCHIVED")
        told = case.case()
        file, licence = told["file"], told["licence"]
        return Licensed(
            case.number,
            trade_name,
            case.form.account["real_name"],
            licence["uscc"],
            file["archive_no"],
            file["volume_name"],
        )


def _wishes(paper: bool, posted: bool) -> dict[str, Any]:
    return {"needs_paper_licence": paper, **({"delivery": ADDRESSEE} if posted else {})}
