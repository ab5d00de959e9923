"""After the period for a person's review the applicant asks on the page of the case, and reads the answer there."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.portal.office import Clerk, written
from tests.integration.portal.people import Carried, invented, opened
from tests.integration.portal.visitor import Visitor
from tests.site import Site

WHY = "我没有做过虚假登记，\n请人工核实。"
ANSWER = {
    "outcome": "STANDS",
    "fact": "限制决定记录在册，至今未被撤销",
    "article": "条例第四十条第三款",
    "remedy": "限制期满后再申请",
}


@pytest.fixture(scope="module")
def refused(site: Site) -> Iterator[Carried]:
    """Refused by the rules so long ago that the period for a review is over: it has another end in the tables. In the
    engine the case is open still, so that the archive has no volume of it."""
    with opened(site, "限制四", invented(3)) as case:
        assert case.carry() == "REJECTED"
        with written(site, "approval") as table:
            table.execute(
                "UPDATE approval.decision SET review_request_until = now() - interval '300 days'"
                " WHERE application_no = %s",
                (case.number,),
            )
        yield case


@pytest.fixture
def applicant(site: Site, refused: Carried) -> Iterator[Visitor]:
    """Who was refused, at a browser."""
    with Visitor(site) as visitor:
        visitor.account = refused.form.account["account_name"]
        visitor.log_in()
        yield visitor


def test_who_wants_none_is_done_at_once(site: Site) -> None:
    """The refusal stands by a button on the page of the case: nothing is held any more."""
    with opened(site, "限制四", invented(3)) as case, Visitor(site) as visitor:
        assert case.carry() == "REJECTED"
        visitor.account = case.form.account["account_name"]
        visitor.log_in()
        page = f"/my/cases/{case.number}"
        assert "接受决定，结案" in visitor.go(page).text
        visitor.send(f"{page}/acceptance")
        assert visitor.path == page and "接受决定，结案" not in visitor.page.text
        assert f"{page}/review" not in visitor.page.text and case.case()["possible_steps"] == []


def _address(clerk: Clerk) -> str:
    """Where the request is answered, which the list says."""
    for path in re.findall(r'href="(/desk/late/[0-9a-f-]{36})"', clerk.go("/desk/late").text):
        if WHY in clerk.go(path).text:
            return str(path)
    raise AssertionError("the request is not on the desk")


def _texts(site: Site, mobile: str) -> list[str]:
    """What arrived on the phone once the answer did."""
    until = time.monotonic() + 60
    while True:
        answered = httpx.get(f"{site.sms_gateway}/sandbox/messages", params={"to": mobile}).json()["messages"]
        texts = [each["text"] for each in answered if "人工审查已答复" in each["text"]]
        if texts or time.monotonic() > until:
            return texts
        time.sleep(0.3)


def test_asked_answered_and_told(site: Site, applicant: Visitor, examiner: Clerk, refused: Carried) -> None:
    """Asking needs words; the desk has who asked when and what was found; an answer needs reasons, each told at its
    field; it is told by text message and stands on the page of the case, and asking once more leads there."""
    own, page = f"/my/cases/{refused.number}", f"/my/cases/{refused.number}/late-review"
    assert page in applicant.go(own).text and "没有期限" in applicant.go(page).text
    applicant.send(page, statement=" ")
    assert applicant.page.status_code == 422 and 'id="statement-fault"' in applicant.page.text
    applicant.send(page, statement=WHY.replace("\n", "\r\n"))
    assert applicant.path == own and WHY in applicant.page.text and page not in applicant.page.text

    path = _address(examiner)
    assert "AR-12" in examiner.page.text and "限*" in examiner.page.text
    examiner.send(path, outcome="STANDS", fact="不符合规定", article="", remedy="")
    assert examiner.page.status_code == 422 and "不符合规定</textarea>" in examiner.page.text
    assert all(f'id="{field}-fault"' in examiner.page.text for field in ("fact", "article", "remedy"))
    examiner.send(path, **ANSWER)
    assert examiner.path == path and ANSWER["fact"] in examiner.page.text

    shown = applicant.go(own).text
    assert all(words in shown for words in (*list(ANSWER.values())[1:], "原不予登记决定正确"))
    applicant.go(page)
    assert applicant.path == own
    [told] = _texts(site, refused.form.operator["mobile"])
    assert refused.number in told and ANSWER["fact"] in told
    letter = applicant.go(f"{own}/decision/review_answer.pdf")
    assert letter.status_code == 200 and letter.content.startswith(b"%PDF")
    examiner.go(path)
    examiner.send(f"{path}/delivery")
    assert examiner.path == path, "delivering again is possible while it is under way"


def test_programs_have_it_delivered(site: Site, examiner: Clerk, refused: Carried) -> None:
    """Applicants ask and examiners answer over the API too; nobody else has an answer delivered."""
    token = refused.services.token
    address = f"{site.addresses['portal']}/late-reviews/{'0' * 8}-0000-0000-0000-{'0' * 12}/delivery"
    refusal = httpx.post(address, headers={"Authorization": f"Bearer {token}"})
    assert refusal.status_code == 403
    again = f"{site.addresses['approval']}/decisions/{refused.number}/late-reviews"
    asked = httpx.post(again, headers={"Authorization": f"Bearer {token}"}, json={"statement": "再问一次"})
    assert asked.status_code == 201 and asked.json()["request_id"]
