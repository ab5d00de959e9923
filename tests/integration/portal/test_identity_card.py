"""The identity card comes first: what is read on it is offered to the form, without any script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site

RESIDENCE = "山西省大同市平城区大庆路街道虚构巷1号"
TYPED = "山西省大同市平城区大庆路街道虚构巷9号"


@pytest.fixture(scope="module")
def member(site: Site) -> Iterator[tuple[Visitor, str]]:
    """Somebody at the operator's page with the card in hand."""
    with logged_in(site, 88) as visitor:
        number = visitor.open()
        visitor.settle_name(number)
        yield visitor, number


def _value(page: str, field: str) -> str:
    found = re.search(rf'<input id="{field}"[^>]* value="([^"]*)"', page)
    assert found, page
    return found[1]


def _mark(page: str, field: str) -> bool:
    """Whether the field is marked as read from the card."""
    found = re.search(rf'<p class="hint read" id="{field}-read"[^>]*?( hidden)?>', page)
    return found is not None and not found[1]


def test_the_card_is_taken_over_into_what_is_empty(member: tuple[Visitor, str]) -> None:
    """Uploaded and read with one press: empty fields are filled and marked, what was typed stays and is said to differ,
    another press takes it over, and all of it is kept."""
    visitor, number = member
    form = f"/my/cases/{number}/operator"
    page = visitor.go(form).text
    assert page.index('id="id_card_front"') < page.index('id="read"') < page.index('id="name"')
    first = re.search(r"<button[^>]*>", visitor.form(form))
    assert first and "name=" not in first.group(), "Enter in a field must not take anything over"
    kinds = ("id_card_front", "id_card_back")
    files = {kind: (f"{kind}.jpg", visitor.paper(kind), "image/jpeg") for kind in kinds}
    page = visitor.send(form, files, name=visitor.person["name"], residence=TYPED, read="yes").text
    assert _value(page, "id_number") == visitor.person["id_number"]
    assert _value(page, "residence") == TYPED and not _mark(page, "residence")
    assert _mark(page, "name") and _mark(page, "id_number") and _mark(page, "ethnicity")
    assert re.search(r'id="id_long_term"[^>]* checked', page)
    assert "与您填写的不同" in page and RESIDENCE in page
    page = visitor.send(form, name=visitor.person["name"], residence=TYPED, read="residence").text
    assert _value(page, "residence") == RESIDENCE and _mark(page, "residence")
    assert "与您填写的不同" not in page
    kept = visitor.go(form).text
    assert _value(kept, "residence") == RESIDENCE and _mark(kept, "residence")


def test_another_card_is_no_reason_to_overwrite(member: tuple[Visitor, str]) -> None:
    """Of somebody else: name and number of the account stay, and the page says that the card differs."""
    visitor, number = member
    form = f"/my/cases/{number}/operator"
    visitor.go(form)
    stranger = visitor.site.person(89)
    mine, visitor.person = visitor.person, stranger
    files = {"id_card_front": ("id_card_front.jpg", visitor.paper("id_card_front"), "image/jpeg")}
    visitor.person = mine
    page = visitor.send(form, files, name=mine["name"], id_number=mine["id_number"], read="yes").text
    assert (_value(page, "name"), _value(page, "id_number")) == (mine["name"], mine["id_number"])
    assert page.count("与您填写的不同") >= 2 and not _mark(page, "id_number")


def test_a_card_on_which_nothing_was_read_is_told(member: tuple[Visitor, str]) -> None:
    """Of a lease nothing is offered as if it stood on a card."""
    visitor, _ = member
    number = visitor.open()
    visitor.settle_name(number, needs_name="no")
    form = f"/my/cases/{number}/operator"
    visitor.go(form)
    files = {"id_card_front": ("id_card_front.jpg", visitor.paper("premises_proof"), "image/jpeg")}
    page = visitor.send(form, files, name=visitor.person["name"], read="yes").text
    assert "照片上没有读出可用的内容" in page and "填入表单" not in page


def test_the_camera_is_offered_beside_the_files(member: tuple[Visitor, str]) -> None:
    """The back camera for papers, the front one for the portrait; its field is sent by no form."""
    visitor, number = member
    page = visitor.go(f"/my/cases/{number}/operator").text
    for label, camera in (("证件照（人像面）", "environment"), ("申请人照片", "user")):
        field = re.search(rf'<input type="file"[^>]*capture="{camera}" aria-label="拍照：{label}">', page)
        assert field and "name=" not in field.group()
