"""A family business on the pages: the member's phone, from the text message to the signature, without an account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cli.registration.phone import handwriting
from tests.integration.portal.people import Carried, family_of
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture
def family(site: Site) -> Iterator[Carried]:
    """A case that waits for the signatures of the operator and of one member of the family."""
    with family_of(site) as carried:
        yield carried


def mobile_of(carried: Carried) -> str:
    return str(carried.form.others_who_sign[0]["mobile"])


def open_link(site: Site, phone: Visitor, mobile: str) -> None:
    """The newest link in the phone's text messages; the page's script sends what stands behind the #."""
    texts = httpx.get(f"{site.sms_gateway}/sandbox/messages", params={"to": mobile}).json()["messages"]
    links = [found[1] for text in texts if (found := re.search(r"/join#(\S+)", text["text"]))]
    phone.go("/join")
    phone.send("/join", token=links[-1])
    assert phone.path == "/join/invitation", phone.page.text


def enter_code(site: Site, phone: Visitor, mobile: str) -> None:
    before = site.texts_to(mobile)
    phone.page = phone.http.post("/join/invitation/code", data=phone.hidden("/join/invitation"))
    code, _ = site.newest_code(mobile, before)
    phone.send("/join/invitation", sms_code=code)


def sign(site: Site, phone: Visitor, mobile: str) -> None:
    before = site.texts_to(mobile)
    phone.page = phone.http.post("/sign/code", data=phone.hidden("/sign/signature"))
    code, _ = site.newest_code(mobile, before)
    drawn = {"strokes": json.dumps(handwriting()), "aspect": "1.6"}
    phone.send("/sign/signature", **drawn, sms_code=code, intent="yes")
    assert phone.path == "/sign/done", phone.page.text


def test_the_whole_way(site: Site, family: Carried, visitor: Visitor) -> None:
    """Link, code, consent, face, documents, handwriting: then the case goes on as soon as the operator signed, too."""
    mobile = mobile_of(family)
    open_link(site, visitor, mobile)
    name = family.form.others_who_sign[0]["name"]
    assert family.form.details["shop_name"] in visitor.page.text
    assert name not in visitor.page.text and mobile not in visitor.page.text
    assert re.search(r'<input id="sms_code"[^>]* value=""', visitor.page.text)
    visitor.send("/join/invitation", sms_code="12ab")
    assert visitor.page.status_code == 422 and 'value="12ab"' in visitor.page.text
    enter_code(site, visitor, mobile)
    assert visitor.path == "/join/authentication", visitor.page.text
    visitor.send("/join/authentication")
    assert visitor.page.status_code == 422 and visitor.path == "/join/authentication"
    visitor.send("/join/authentication", consent_to_face="yes")
    assert visitor.path == "/sign/papers", visitor.page.text
    assert "个体工商户登记（备案）申请书" in visitor.page.text and "使用承诺书" not in visitor.page.text
    sign(site, visitor, mobile)
    assert family.carry() == "MANUAL_REVIEW"
    (form,) = [document for document in documents(family) if document["kind"] == "application_form"]
    assert len(form["signatures"]) == 2


def documents(carried: Carried) -> list[dict[str, Any]]:
    found: list[dict[str, object]] = carried.services.get("signing", f"/sessions/{carried.number}/documents")[
        "documents"
    ]
    return found


def test_registry_silent(site: Site, family: Carried, visitor: Visitor) -> None:
    """A silent register is told as such, and the same form sent again goes on."""
    mobile = mobile_of(family)
    open_link(site, visitor, mobile)
    enter_code(site, visitor, mobile)
    with site.misbehaving("population-registry", error_rate=1):
        visitor.send("/join/authentication", consent_to_face="yes")
        assert visitor.page.status_code == 503 and visitor.path == "/join/authentication"
    visitor.send("/join/authentication", consent_to_face="yes")
    assert visitor.path == "/sign/papers"


def test_without_a_link(visitor: Visitor) -> None:
    """Without an invitation every page of it leads to the one that says how to open it."""
    for path in ("/join/invitation", "/join/authentication"):
        visitor.go(path)
        assert visitor.path == "/join"
