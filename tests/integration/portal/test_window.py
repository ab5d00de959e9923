"""A clerk takes in what somebody brings to the window; it goes the way of everything else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from PIL import Image

from catalogues.filing_types import editions
from tests.integration.portal.office import Clerk
from tests.integration.portal.people import family_of, newcomer
from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.site import Site
from tests.system.stack import until


@pytest.fixture(scope="session")
def clerk(site: Site) -> Iterator[Clerk]:
    """Who takes in what is brought to that authority's window."""
    with Clerk(site) as clerk:
        clerk.begin_work("window_officer")
        yield clerk


def pages_of_a_scan(count: int) -> list[tuple[str, tuple[str, bytes, str]]]:
    """As a form sends them; each page is another one."""
    found = []
    for number in range(count):
        out = io.BytesIO()
        Image.new("RGB", (620, 877), (255 - number, 250, 245)).save(out, "JPEG")
        found.append(("scan", (f"{number}.jpg", out.getvalue(), "image/jpeg")))
    return found


def _at_the_window(clerk: Clerk, person: dict[str, str]) -> None:
    """Identified by a clerk, who acts for them from here on."""
    clerk.go("/window")
    typed = {"name": person["name"], "id_document_type": "10", "id_number": person["id_number"], "read": "card"}
    clerk.send("/window", **typed, present="yes")
    assert clerk.path == "/my/cases", clerk.page.text


def _scanned(clerk: Clerk, number: str, count: int, **typed: str) -> None:
    """What was signed on paper, so many pages of it."""
    action = f"/my/cases/{number}/paper"
    clerk.go(f"/my/cases/{number}/signing")
    clerk.page = clerk.http.post(action, data=clerk.hidden(action) | typed, files=pages_of_a_scan(count))


def _on_paper(clerk: Clerk, number: str, words: str) -> None:
    """From the preview to the end: compared in person, signed on paper, handed in."""
    clerk.confirm_documents(number)
    clerk.send(f"/my/cases/{number}/authentication", compared_in_person="yes")
    pages = int(re.findall(r"共 (\d+) 页。", clerk.page.text)[0])
    _scanned(clerk, number, pages)
    assert "全部材料已签名" in clerk.page.text, clerk.page.text
    clerk.send(f"/my/cases/{number}/submission")
    clerk.await_words(f"/my/cases/{number}", words)


def _filed_as_scanned(archivist: Clerk, number: str) -> None:
    archivist.go("/archive")
    until(lambda: "共 1 卷" in archivist.send("/archive", application_no=number, medium="扫描").text, 30, "its volume")


def test_everything_that_is_wrong_stands_at_its_field(clerk: Clerk) -> None:
    """A number that is none, and nobody said that the person is here."""
    clerk.go("/window")
    answer = clerk.send("/window", name="穆静", id_document_type="10", id_number="1", read="card")
    assert answer.status_code == 422 and "请确认办理人本人到场" in answer.text and 'id="id_number-fault"' in answer.text


def test_from_the_window_to_the_file(site: Site, clerk: Clerk, archivist: Clerk) -> None:
    """Identified, filled in by the clerk, compared in person, signed on paper; the rules decide, the scan is filed, and
    whoever looks for scanned files finds it; afterwards the clerk is nobody but themselves."""
    clerk.person = person = site.person(93)
    typed = {"name": person["name"], "id_document_type": "10", "id_number": person["id_number"], "read": "card"}
    clerk.go("/window")
    assert "来人还没有账号" in clerk.send("/window", **typed, present="yes").text
    clerk.page = clerk.http.post("/window/code", data=clerk.hidden("/window") | typed | {"mobile": clerk.mobile})
    code, _ = site.newest_code(clerk.mobile, 0)
    clerk.send("/window", **typed, present="yes", mobile=clerk.mobile, sms_code=code)
    assert clerk.path == "/my/cases" and "正在代" in clerk.page.text and person["name"] not in clerk.page.text
    number = clerk.open()
    for page in clerk.fill_in(number, clerk):
        if page == "authentication":
            break
    refused = clerk.send(f"/my/cases/{number}/authentication")
    assert refused.status_code == 422
    clerk.send(f"/my/cases/{number}/authentication", compared_in_person="yes")
    assert clerk.path.endswith("/signing") and "纸质签名" in clerk.page.text, clerk.page.text
    pages = int(re.findall(r"共 (\d+) 页。", clerk.page.text)[0])
    _scanned(clerk, number, 2)
    assert clerk.page.status_code == 422 and "扫描件只有 2 页" in clerk.page.text
    _scanned(clerk, number, pages)
    assert "全部材料已签名" in clerk.page.text, clerk.page.text
    clerk.send(f"/my/cases/{number}/submission")
    clerk.await_licence(number)
    clerk.send("/window/end")
    assert clerk.path == "/window" and "正在代" not in clerk.page.text
    assert clerk.go(f"/my/cases/{number}").status_code == 403
    _filed_as_scanned(archivist, number)
    assert "共 0 卷" in archivist.send("/archive", application_no=number, medium="电子").text


def test_what_is_filed_about_a_business(site: Site, archivist: Clerk) -> None:
    """Brought on paper: a change, another liaison person and the end, each by the pages of whoever comes online, each
    with its scan in the file; the register has what was filed."""
    with shopkeeper(site) as keeper, Clerk(site) as clerk:
        clerk.begin_work("window_officer")
        _at_the_window(clerk, keeper.owner.person)
        brought = Shopkeeper(clerk, keeper.first, keeper.uscc)
        numbers = []

        def begun(filing_type: str, page: str) -> str:
            brought.open(filing_type)
            assert clerk.path.endswith(f"/{page}"), brought.told
            numbers.append(clerk.path.split("/")[3])
            return clerk.path.removesuffix(f"/{page}")

        case = begun(editions.CHANGE, "name")
        brought.change(f"{case}/name")
        brought.change(f"{case}/details", scope=keeper.first.form.details["scope_items"][:-1])
        assert clerk.path == f"{case}/preview", brought.told
        _on_paper(clerk, numbers[-1], "/verify/")
        case = begun(editions.RECORD, "matter")
        sister, mobile = newcomer(site), "13800760033"
        liaison = {"liaison.name": sister["name"], "liaison.id_number": sister["id_number"], "liaison.mobile": mobile}
        liaison |= {"liaison_is": "other", "liaison.email": "sister@example.com"}
        clerk.http.post(f"{case}/matter/code", data=clerk.hidden(f"{case}/matter") | liaison)
        code, _ = site.newest_code(mobile, 0)
        brought.change(f"{case}/matter", None, **liaison, **{"liaison.sms_code": code})
        assert clerk.path == f"{case}/preview", brought.told
        _on_paper(clerk, numbers[-1], "已办结")
        case = begun(editions.DEREGISTRATION, "matter")
        brought.change(f"{case}/matter", reason="stopped", licence="returned", promised="yes")
        assert clerk.path == f"{case}/preview", brought.told
        _on_paper(clerk, numbers[-1], "已办结")
        sheet = unescape(clerk.go(keeper.sheet).text)
        assert "已注销" in sheet and "第 2 版" in sheet and "第 3 版" in sheet
    for number in numbers:
        _filed_as_scanned(archivist, number)


def test_whoever_signs_with_them_signs_there_too(site: Site) -> None:
    """A family member who came along and has no smartphone: compared by the clerk and scanned; the case goes on
    when both signed. The clerk says whom they compared, else nothing is taken."""
    with family_of(site) as carried, Clerk(site) as clerk:
        clerk.begin_work("window_officer")
        account = carried.form.account
        _at_the_window(clerk, {"name": account["real_name"], "id_number": account["id_number"]})
        number = carried.number
        _scanned(clerk, number, 20, party="operator")
        assert "不在场的人员仍在自己的手机上签名" in clerk.page.text, clerk.page.text
        _scanned(clerk, number, 20, party="family-1")
        assert clerk.page.status_code == 422 and "人证一致" in clerk.page.text
        assert 'id="compared_in_person-fault"' in clerk.page.text
        _scanned(clerk, number, 20, party="family-1", compared_in_person="yes")
        assert "全部材料已签名" in clerk.page.text, clerk.page.text
        clerk.send(f"/my/cases/{number}/submission")
        # A household book that is none of it sends it before a person; the way there is the same.
        assert carried.comes_to("MANUAL_REVIEW", "ARCHIVED")


def test_nobody_acts_for_another_without_the_role(site: Site, examiner: Clerk) -> None:
    """An examiner has no window."""
    assert examiner.go("/window").status_code == 403
