"""A returned application: each reason leads to its field, nothing else is open, and what is left goes on by itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from PIL import Image

from tests.fixtures.pictures import lease
from tests.integration.portal.office import Clerk, referred
from tests.integration.portal.people import Carried
from tests.integration.portal.visitor import Visitor
from tests.site import Site

REASONS = {
    "reason": ["AR-36"],
    "text.AR-36": "联系电话无法接通",
    "pointer.AR-36": "/operator/contact_phone",
    "text.OTHER-1": "租赁合同缺少签字页",
    "remedy.OTHER-1": "请上传完整的租赁合同",
    "pointer.OTHER-1": "/attachments/premises_proof",
}


@pytest.fixture
def returned(site: Site, examiner: Clerk) -> Iterator[Carried]:
    """Sent back for a telephone number and a lease."""
    with referred(site) as case:
        examiner.claim(case.number)
        examiner.decide(case.number, "CORRECT", **REASONS)
        case.comes_to("CORRECTION_REQUIRED")
        yield case


@contextmanager
def at_home(site: Site, case: Carried) -> Iterator[Visitor]:
    """The applicant of a case, at a browser."""
    with Visitor(site) as applicant:
        applicant.account = case.form.account["account_name"]
        applicant.person = {name: case.form.operator[name] for name in ("name", "id_number")}
        applicant.mobile = case.form.operator["mobile"]
        applicant.log_in()
        yield applicant


def _photographed_again(picture: bytes) -> bytes:
    """The same paper in another picture, as well to be read as the first."""
    packed = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(packed, "JPEG", quality=96)
    return packed.getvalue()


def _states(page: str) -> list[str]:
    """How each item of the list stands."""
    listed = page[page.index('id="correction"') :].partition("</section>")[0]
    return re.findall(r'<span class="badge (?:good|act)">([^<]+)</span>', listed)


def test_a_correction_is_a_list_that_is_ticked_off(site: Site, returned: Carried) -> None:
    """Each reason opens its field with the mark beside it; what is not named stays closed; at the end the documents
    are next, and nothing has to be filled in again."""
    case = f"/my/cases/{returned.number}"
    with at_home(site, returned) as applicant:
        page = applicant.go(case).text
        assert _states(page) == ["需修改", "需修改"]
        assert "去修改：联系电话" in page and "去修改：经营场所证明" in page
        assert re.search(r"请在 [0-9年月日:]+ 前补正并确认文书，逾期视为撤回申请。</strong> 还剩 \d+ 天 \d+ 小时", page)
        begun = applicant.send(f"{case}/correction", item="0")
        assert applicant.path == f"{case}/operator"
        assert begun.history[0].headers["location"] == f"{case}/operator#contact_phone"
        assert re.search(r'<p class="fault" id="contact_phone-fault">.*?联系电话无法接通', begun.text, re.DOTALL)
        assert applicant.go(f"{case}/name").url.path == case, "the name was not named"
        applicant.settle_operator(returned.number, contact_phone="0352-2345678")
        assert applicant.path == case
        assert _states(applicant.page.text) == ["已修改", "需修改"]
        assert "还有 1 项没有修改" in applicant.page.text
        details = applicant.go(f"{case}/details")
        assert details.url.path == f"{case}/details", details.text
        assert re.search(r'id="premises_proof-fault">.*?租赁合同缺少签字页', details.text, re.DOTALL)
        assert "联系电话无法接通" not in details.text, "another page's reason"
        made = returned.form.details["premises_commitment"]
        street, detail = returned.form.premises["street_name"], returned.form.premises["detail"]
        since, until = (date.fromisoformat(made[name]) for name in ("use_from", "use_to"))
        days = [f"{day.year}年{day.month}月{day.day}日" for day in (since, until)]
        proof = lease(made["owner"], applicant.person["name"], f"山西省大同市平城区{street}{detail}", *days)
        proof = _photographed_again(proof)
        uploaded = {"file": ("premises_proof.jpg", proof, "image/jpeg")}
        applicant.http.post(f"{case}/attachments/premises_proof", data=applicant.hidden(), files=uploaded)
        assert _states(applicant.go(case).text) == ["已修改", "已修改"]
        applicant.send(f"{case}/corrected")
        assert applicant.path == f"{case}/preview", applicant.page.text


def test_a_picture_that_is_named_can_be_changed(site: Site, examiner: Clerk) -> None:
    """The page of the operator opens at the picture, marked, although nothing else of it is wrong."""
    with referred(site) as case:
        examiner.claim(case.number)
        typed = {"text.OTHER-1": "照片不是近照", "remedy.OTHER-1": "请上传近期免冠照片"}
        examiner.decide(case.number, "CORRECT", **typed, **{"pointer.OTHER-1": "/attachments/photo"})
        case.comes_to("CORRECTION_REQUIRED")
        with at_home(site, case) as applicant:
            applicant.go(f"/my/cases/{case.number}")
            begun = applicant.send(f"/my/cases/{case.number}/correction", item="0")
            assert begun.history[0].headers["location"].endswith("/operator#photo")
            assert re.search(r'class="field upload wrong".*?id="photo-fault".*?照片不是近照', begun.text, re.DOTALL)
            for page in ("name", "details"):
                assert applicant.go(f"/my/cases/{case.number}/{page}").url.path == f"/my/cases/{case.number}"


def test_an_ordinary_case_is_not_carried_on(member: Visitor) -> None:
    """The step that locks the operator is taken on the page that says so, whatever form is sent."""
    number = member.open()
    member.settle_name(number, needs_name="no")
    member.settle_operator(number)
    member.go(f"/my/cases/{number}")
    member.http.post(f"/my/cases/{number}/corrected", data=member.hidden())
    assert member.go(f"/my/cases/{number}").text.count("已完成") >= 1
    assert member.go(f"/my/cases/{number}/operator").url.path == f"/my/cases/{number}/operator"
