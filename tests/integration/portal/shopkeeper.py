"""Somebody with a registered business, at the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from tests.fixtures.pictures import lease
from tests.integration.portal.filled_form import filled
from tests.integration.portal.people import Carried, invented, opened
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@dataclass
class Shopkeeper:
    """`owner` is their browser, `first` the application that established the business."""

    owner: Visitor
    first: Carried
    uscc: str

    @property
    def sheet(self) -> str:
        return f"/my/shops/{self.uscc}"

    def open(self, filing_type: str) -> httpx.Response:
        """File something, on the sheet."""
        self.owner.go(self.sheet)
        forms = re.findall(r'<form method="post".*?</form>', self.owner.page.text, re.DOTALL)
        form = next((each for each in forms if f'value="{filing_type}"' in each), None)
        assert form, self.owner.page.text
        self.owner.page = self.owner.http.post(f"{self.sheet}/filings", data=filled(form))
        return self.owner.page

    @property
    def told(self) -> str:
        """What the open page says is wrong."""
        found = re.findall(r'id="faults".*?</ul>', self.owner.page.text, re.DOTALL)
        return unescape(re.sub(r"<[^>]+>|\s+", " ", " ".join(found)))

    def change(self, page: str, files: dict[str, Any] | None = None, **otherwise: Any) -> httpx.Response:
        """Send the form of a page as it is filled in, but for what is to be otherwise."""
        self.owner.go(page)
        typed = filled(self.owner.form(page)) | otherwise
        self.owner.page = self.owner.http.post(page, data=typed, files=files)
        return self.owner.page

    def proof_of(self, address: str) -> dict[str, Any]:
        """A lease of other premises."""
        name = self.first.form.account["real_name"]
        picture = lease("刘某某", name, address, "2026年1月1日", "2031年12月31日")
        return {"premises_proof": ("premises_proof.jpg", picture, "image/jpeg")}


@contextmanager
def shopkeeper(site: Site, **details: Any) -> Iterator[Shopkeeper]:
    """A newcomer who has just got a licence."""
    with opened(site, None, invented(4), details=details) as case, Visitor(site) as owner:
        case.carry()
        case.comes_to("ARCHIVED")
        account = case.form.account
        owner.account, owner.mobile = account["account_name"], account["mobile"]
        owner.person = {"name": account["real_name"], "id_number": account["id_number"]}
        owner.log_in()
        yield Shopkeeper(owner, case, case.case()["licence"]["uscc"])
