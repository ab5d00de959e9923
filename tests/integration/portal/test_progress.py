"""Following an application without logging in: number, mobile, SMS code."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest

from catalogues import working_days
from tests.integration.portal.lonely import portal_without
from tests.integration.portal.office import Clerk, may_be_texted_again, referred
from tests.integration.portal.people import invented, opened
from tests.integration.portal.visitor import Visitor
from tests.site import Site


def ask(visitor: Visitor, number: str, mobile: str, **changes: str) -> httpx.Response:
    """Fill in number, mobile and captcha, and ask for the code."""
    visitor.go("/progress")
    typed = {"application_no": number, "mobile": mobile, "captcha_answer": visitor.site.captcha}
    visitor.page = visitor.http.post("/progress/code", data=visitor.hidden("/progress") | typed | changes)
    return visitor.page


def followed(visitor: Visitor, number: str, mobile: str) -> httpx.Response:
    """The whole way, with a text that arrived."""
    may_be_texted_again(visitor.site)
    before = visitor.site.texts_to(mobile)
    ask(visitor, number, mobile)
    code, _ = visitor.site.newest_code(mobile, before)
    typed = {"application_no": number, "mobile": mobile, "captcha_answer": visitor.site.captcha, "sms_code": code}
    return visitor.send("/progress", **typed)


def test_whose_turn_it_is(visitor: Visitor, member: Visitor) -> None:
    """Stage, type and authority of one's own application, and nothing personal, without logging in."""
    number = member.open()
    member.settle_name(number, trade_name=invented(4))
    page = followed(visitor, number, member.mobile)
    assert visitor.path == "/progress/case", page.text
    for shown in ("名称已保留", "等申请人办理", "中餐", "大同市平城区"):
        assert shown in page.text, shown
    assert "填报中" not in page.text
    for hidden in (member.person["name"], member.person["id_number"], member.mobile, "迎宾街", member.account):
        assert hidden not in page.text, hidden


def test_a_business_without_a_name_has_none_held(visitor: Visitor, member: Visitor) -> None:
    """Neither here nor on the page of the case, nor in the list."""
    number = member.open()
    member.settle_name(number, needs_name="no")
    assert member.path.endswith("/operator")
    pages = [followed(visitor, number, member.mobile)]
    pages += [member.go(f"/my/cases/{number}"), member.go("/my/cases")]
    assert "填报中" in pages[0].text and "填报中" in pages[1].text
    assert not any("名称已保留" in page.text.partition("系统记录的全部环节")[0] for page in pages[:2])
    assert "放弃后名称不再保留" not in pages[1].text


def test_the_course_is_told_as_to_its_applicant(site: Site, visitor: Visitor) -> None:
    """A line for each thing that happened; what the machine did on the way is left out."""
    with opened(site, None, invented(4)) as case:
        case.carry()
        case.comes_to("ARCHIVED")
        page = followed(visitor, case.number, case.form.account["mobile"])
        lines = re.findall(r"<li><strong>([^<]+)</strong>", page.text)
        assert lines and len(set(lines)) == len(lines)
        assert not {"信息待预览", "待预览", "已签名", "审查中", "已归档"} & set(lines), lines


def test_the_page_can_be_refreshed_and_left(visitor: Visitor, member: Visitor) -> None:
    """It stays for ten minutes in this browser, until one leaves; nothing of it is in the address."""
    followed(visitor, member.open(), member.mobile)
    assert visitor.go("/progress/case").status_code == 200 and visitor.path == "/progress/case"
    cookie = next(c for c in visitor.http.cookies.jar if c.name == "kaiye_progress")
    assert member.mobile not in str(cookie.value)
    visitor.send("/progress/case")
    assert visitor.path == "/progress"
    visitor.go("/progress/case")
    assert visitor.path == "/progress"


def test_the_deadline_is_told(visitor: Visitor, member: Visitor) -> None:
    """While documents wait for authentication and signature, the last day stands there."""
    number = member.open()
    member.settle_name(number, trade_name=invented(4))
    member.settle_operator(number)
    member.send(f"/my/cases/{number}/operator/confirmation")
    member.settle_details(number)
    member.confirm_documents(number)
    page = followed(visitor, number, member.mobile)
    assert "待实名认证" in page.text and "待实名认证、签名和提交" not in page.text
    assert "24:00 前完成认证、签名并提交" in page.text


def test_the_limit_of_a_review_is_told(site: Site, visitor: Visitor, examiner: Clerk, head: Clerk) -> None:
    """The legal one, then the extended one, and what it was extended for is not for this page; where nobody can say,
    no day is told."""
    with referred(site) as case:
        mobile = case.form.account["mobile"]
        page = followed(visitor, case.number, mobile)
        assert "经批准可以再延长三个工作日" in page.text
        before = _day_of(page)
        examiner.claim(case.number)
        examiner.decide(case.number, "EXTEND", extension_reason="须向社区核实经营场所")
        assert "审查期限已延长一次" not in visitor.go("/progress/case").text
        granted = re.search(
            rf'action="(/desk/{case.number}/extensions/[0-9a-f-]+/approve)"', head.go(f"/desk/{case.number}").text
        )
        assert granted
        head.send(granted[1])
        page = visitor.go("/progress/case")
        assert "审查期限已延长一次" in page.text and "须向社区核实" not in page.text
        assert _day_of(page) == working_days.add_working_days(before, 3, binds="authority")
        with portal_without(site, "approval", visitor) as portal:
            silent = portal.get("/progress/case")
        assert silent.status_code == 200 and "期限暂时取不到" in silent.text


def _day_of(page: httpx.Response) -> date:
    found = re.search(r"应当在 (\d+)年(\d+)月(\d+)日24:00 前作出决定", page.text)
    assert found, page.text
    return date(*map(int, found.groups()))


def test_the_stage_is_told_as_far_as_it_is_known(site: Site, visitor: Visitor, member: Visitor) -> None:
    """With the workflows out of sight, what the filing service has."""
    number = member.open()
    member.settle_name(number, trade_name=invented(4))
    followed(visitor, number, member.mobile)
    with portal_without(site, "approval", visitor) as portal:
        page = portal.get("/progress/case")
    assert page.status_code == 200 and "填报中" in page.text


def test_somebody_elses_number(visitor: Visitor, member: Visitor, stranger: Visitor) -> None:
    """With one's own mobile, another's number and one that nobody has are the same: not there."""
    number = member.open()
    unknown = number[:-2] + ("00" if number[-2:] != "00" else "11")
    for wrong in (number, unknown):
        page = followed(visitor, wrong, stranger.mobile)
        assert page.status_code == 422
        assert "这个手机号名下没有这份申请" in page.text
        assert stranger.mobile in page.text


def test_nobody_learns_whether_a_number_or_mobile_exists(visitor: Visitor, member: Visitor) -> None:
    """Before the code is right, known and unknown look alike, and an unknown mobile gets no text."""
    may_be_texted_again(visitor.site)
    number, unknown = member.open(), visitor.mobile
    pages = [ask(visitor, number, member.mobile), ask(visitor, "1" * 23, unknown)]
    assert [page.status_code for page in pages] == [200, 200]
    assert all("验证码已发送" in page.text for page in pages)
    assert visitor.site.texts_to(unknown) == 0
    guess = visitor.send("/progress", application_no="1" * 23, mobile=unknown, sms_code="123456")
    assert guess.status_code == 422 and "短信验证码不正确或已失效" in guess.text


def test_without_the_captcha_no_text_is_sent(visitor: Visitor, member: Visitor) -> None:
    """A wrong answer brings a new captcha and keeps what was typed."""
    may_be_texted_again(visitor.site)
    before = visitor.site.texts_to(member.mobile)
    page = ask(visitor, "1" * 23, member.mobile, captcha_answer="000000")
    assert page.status_code == 422
    assert 'id="captcha_answer-fault"' in page.text and "1" * 23 in page.text and member.mobile in page.text
    assert visitor.site.texts_to(member.mobile) == before


@pytest.mark.parametrize(
    ("number", "mobile", "field"), [("123", "13800000025", "application_no"), ("1" * 23, "1", "mobile")]
)
def test_what_is_malformed_is_told_at_its_field(visitor: Visitor, number: str, mobile: str, field: str) -> None:
    """Before anything is sent."""
    assert f'id="{field}-fault"' in ask(visitor, number, mobile).text


def test_in_english(visitor: Visitor, member: Visitor) -> None:
    """The other language, too."""
    visitor.go("/language/en?back=/progress")
    page = followed(visitor, member.open(), member.mobile)
    assert "It is the applicant’s turn" in page.text
