"""A clerk takes in what somebody brings to the window; it goes the way of everything else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.integration.portal.office import Clerk
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
    action = f"/my/cases/{number}/paper"
    few = clerk.http.post(action, data=clerk.hidden(action), files=pages_of_a_scan(2))
    assert few.status_code == 422 and "扫描件只有 2 页" in few.text
    clerk.go(f"/my/cases/{number}/signing")
    pages = int(re.findall(r"共 (\d+) 页。", clerk.page.text)[0])
    clerk.page = clerk.http.post(action, data=clerk.hidden(action), files=pages_of_a_scan(pages))
    assert "全部材料已签名" in clerk.page.text, clerk.page.text
    clerk.send(f"/my/cases/{number}/submission")
    clerk.await_licence(number)
    clerk.send("/window/end")
    assert clerk.path == "/window" and "正在代" not in clerk.page.text
    assert clerk.go(f"/my/cases/{number}").status_code == 403
    archivist.go("/archive")
    until(lambda: "共 1 卷" in archivist.send("/archive", application_no=number, medium="扫描").text, 30, "its volume")
    assert "共 0 卷" in archivist.send("/archive", application_no=number, medium="电子").text


def test_nobody_acts_for_another_without_the_role(site: Site, examiner: Clerk) -> None:
    """An examiner has no window."""
    assert examiner.go("/window").status_code == 403
