"""A browser without JavaScript: reads forms, fills them in, sends them."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from types import TracebackType
from typing import Any, Self

import httpx

from cli.registration.phone import handwriting
from tests.fixtures.pictures import lease, ordinary
from tests.integration.portal.demands import demanded_unseen
from tests.site import Site

PASSWORD = "Kaiye#2026"


class Visitor:
    """Follows redirects; `page` is the page that is open."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.http = httpx.Client(
            base_url=site.portal,
            follow_redirects=True,
            timeout=60,
            headers={"Accept": "text/html"},
            event_hooks={"response": [_can_be_sent]},
        )
        self.page: httpx.Response = httpx.Response(204)
        number = secrets.randbelow(10**8)
        self.account, self.mobile = f"v{number}", f"136{number:08d}"
        self.person: dict[str, str] = {}
        self._texts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    @property
    def path(self) -> str:
        return self.page.url.path

    def go(self, path: str) -> httpx.Response:
        self.page = self.http.get(path)
        return self.page

    def form(self, action: str) -> str:
        """The form for `action` on the open page, as written."""
        forms: list[str] = re.findall(r'<form\b[^>]*\bmethod="post".*?</form>', self.page.text, re.DOTALL)
        found = next((form for form in forms if f'action="{action}"' in form), None)
        assert found, f"no form for {action} on {self.path}: {self.page.text}"
        return found

    def hidden(self, action: str | None = None) -> dict[str, str]:
        """The hidden fields of the form for `action`, or of the page."""
        text = self.form(action) if action else self.page.text
        found = re.findall(r'<input type="hidden" name="([^"]+)"(?: id="[^"]+")? value="([^"]*)"', text)
        return {name: unescape(value) for name, value in found if name != "scope"}

    def send(self, action: str, files: dict[str, Any] | None = None, /, **typed: Any) -> httpx.Response:
        """Fill in the form for `action` on the open page and send it."""
        self.page = self.http.post(action, data=self.hidden(action) | typed, files=files)
        return self.page

    def register(self, number: int) -> None:
        self.person = self.site.person(number)
        self.go("/register")
        basics = {"account_name": self.account, "password": PASSWORD, "password_confirm": PASSWORD}
        self.send("/register", **basics, agreement_accepted="yes")
        typed = {
            "real_name": self.person["name"],
            "identity_type": "1",
            "id_document_type": "10",
            "id_number": self.person["id_number"],
            "mobile": self.mobile,
            "captcha_answer": self.site.captcha,
        }
        self.page = self.http.post("/register/code", data=self.hidden("/register") | typed)
        code, self._texts = self.site.newest_code(self.mobile, self._texts)
        self.send("/register", **typed, sms_code=code)
        assert "已通过实名认证" in self.page.text, self.page.text

    def log_in(self) -> None:
        self.go("/login")
        if self.path == "/my/cases":
            return
        self.send("/login", account_name=self.account, password=PASSWORD)
        assert self.path == "/my/cases", self.page.text

    def open(self) -> str:
        self.go("/apply/GT002?province=140000&city=140200")
        self.send("/apply/GT002", county_code="140213")
        found = re.search(r"[0-9]{23}", self.path)
        assert found, self.page.text
        return found.group()

    def settle_name(self, number: str, **changed: str) -> httpx.Response:
        self.go(f"/my/cases/{number}/name")
        typed = {
            "needs_name": "yes",
            "street_name": "大庆路街道",
            "detail": f"迎宾街{int(number[-6:])}号1层3号",
            "capital_amount": "10",
            "trade_name": self.person["name"],
            "industry": "饺子",
            "organisation_form": "馆",
            "commitment_accepted": "yes",
            "similar_confirmed": "yes",
        }
        return self.send(f"/my/cases/{number}/name", **(typed | changed))

    def settle_operator(self, number: str, **changed: str) -> httpx.Response:
        self.go(f"/my/cases/{number}/operator")
        typed = {
            "name": self.person["name"],
            "id_document_type": "10",
            "id_number": self.person["id_number"],
            "id_long_term": "yes",
            "ethnicity": "01",
            "mobile": self.mobile,
            "contact_phone": self.mobile,
            "email": "someone@example.com",
            "postcode": "037008",
            "residence": "山西省大同市平城区大庆路街道虚构巷1号",
            "political_status": "13",
            "education": "30",
            "employment_status": "01",
            "composition_form": "1",
        }
        kinds = ("photo", "id_card_front", "id_card_back")
        files = {kind: (f"{kind}.jpg", self.paper(kind), "image/jpeg") for kind in kinds}
        return self.send(f"/my/cases/{number}/operator", files, **(typed | changed))

    def paper(self, kind: str) -> bytes:
        """What this person brings."""
        return ordinary(kind, self.person["name"], self.person["id_number"])

    def settle_details(self, number: str, further: str = "", **changed: Any) -> httpx.Response:
        """`further`: the address of a further place, for which a lease is brought, too."""
        self.go(f"/my/cases/{number}/details")
        typed = {
            "shop_name": "饺子馆",
            "is_urban": "yes",
            "postcode": "037008",
            "employee_count": "3",
            "needs_paper_licence": "no",
            "scope": ["餐饮服务", "外卖递送服务"],
            "permit_notice_accepted": "yes",
            "premises_commitment.owner": "刘某某",
            "premises_commitment.tenure": "自有",
            "premises_commitment.nature": "商业",
            "premises_commitment.accepted": "yes",
        }
        address = f"山西省大同市平城区大庆路街道迎宾街{int(number[-6:])}号1层3号"
        proof = lease("刘某某", self.person["name"], address, "2026年1月1日", "2031年12月31日")
        files = {"premises_proof": ("premises_proof.jpg", proof, "image/jpeg")}
        if further:
            other = lease("刘某某", self.person["name"], further, "2026年1月1日", "2031年12月31日")
            files["further_premises_proof"] = ("further_premises_proof.jpg", other, "image/jpeg")
        return self.send(f"/my/cases/{number}/details", files, **(typed | changed))

    def fill_in(self, number: str, phone: Visitor, name: Mapping[str, str] | None = None) -> Iterator[str]:
        """A case page by page, from its name to its submission: tells each page that follows while it is open. `name`
        is what differs on the page of the name."""
        case = f"/my/cases/{number}"
        leads_to: dict[str, Callable[[], object]] = {
            "operator": lambda: self.settle_name(number, **(name or {})),
            "operator/confirmation": lambda: self.settle_operator(number),
            "details": lambda: self.send(f"{case}/operator/confirmation"),
            "preview": lambda: self.settle_details(number),
            "authentication": lambda: self.confirm_documents(number),
            "signing": lambda: self.send(f"{case}/authentication", consent_to_face="yes"),
        }
        for page, settle in leads_to.items():
            settle()
            assert self.path == f"{case}/{page}", self.page.text
            yield page
        self.sign(number, phone)
        self.go(f"{case}/signing")
        self.send(f"{case}/submission")

    def confirm_documents(self, number: str) -> httpx.Response:
        """Open every document, then say that all were read."""
        case = f"/my/cases/{number}"
        for kind in dict.fromkeys(re.findall(rf'href="({case}/preview/[a-z_]+)"', self.go(f"{case}/preview").text)):
            self.go(kind)
        self.go(f"{case}/preview")
        return self.send(f"{case}/preview", documents_confirmed="yes")

    def await_licence(self, number: str) -> None:
        """Open the case until it shows its licence."""
        self.await_words(f"/my/cases/{number}", "/verify/")

    def await_words(self, path: str, words: str) -> None:
        """Open a page until it says so."""
        until = time.monotonic() + 60
        while words not in self.go(path).text:
            assert time.monotonic() < until, self.page.text
            time.sleep(0.3)

    def sign(self, number: str, phone: Visitor) -> None:
        self.send(f"/my/cases/{number}/signing")
        link = re.search(r'href="([^"]+/sign)#([^"]+)"', self.page.text)
        assert link, self.page.text
        phone.go("/sign")
        phone.send("/sign", token=link[2])
        assert phone.path == "/sign/papers", phone.page.text
        self._texts = self.site.texts_to(self.mobile)
        phone.page = phone.http.post("/sign/code", data=phone.hidden("/sign/signature"))
        code, self._texts = self.site.newest_code(self.mobile, self._texts)
        drawn = {"strokes": json.dumps(handwriting()), "aspect": "1.6"}
        phone.send("/sign/signature", **drawn, sms_code=code, intent="yes")
        assert phone.path == "/sign/done", phone.page.text


@contextmanager
def logged_in(site: Site, number: int) -> Iterator[Visitor]:
    """Person `number` of the population, registered through the pages and logged in."""
    with Visitor(site) as visitor:
        visitor.register(number)
        visitor.log_in()
        yield visitor


def _can_be_sent(response: httpx.Response) -> None:
    """No page asks for what it does not show."""
    if response.headers.get("content-type", "").startswith("text/html"):
        response.read()
        assert demanded_unseen(response.text) == [], response.url
