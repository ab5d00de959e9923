"""The examiner's desk: who gets in, the queue, the case sheet with its documents, the lock, the statistics."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from kernel.clock import SystemClock, local_date
from tests.integration.portal.office import Clerk, referred, written
from tests.integration.portal.people import Carried
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture(scope="module")
def case(site: Site) -> Iterator[Carried]:
    """Waits for an examiner; nobody decides it in this module."""
    with referred(site) as case:
        assert case.stage == "MANUAL_REVIEW"
        yield case


@pytest.fixture(scope="module")
def late(site: Site) -> Iterator[Carried]:
    """Should have been decided two weeks ago."""
    with referred(site) as case:
        with written(site, "approval") as cursor:
            cursor.execute(
                "UPDATE approval.review_task SET review_due = review_due - interval '14 days'"
                " WHERE application_no = %s",
                [case.number],
            )
        yield case


def _row(clerk: Clerk, number: str, show: str = "all") -> str:
    """The line of a case in the queue, on whichever page of it."""
    return next((row for row in _rows(clerk, show) if f'href="/desk/{number}"' in row), "")


def _rows(clerk: Clerk, show: str = "all") -> list[str]:
    rows: list[str] = []
    following: str | None = f"/desk?show={show}"
    while following:
        page = clerk.go(following).text
        rows += re.findall(r"<tr.*?</tr>", page.partition("<tbody>")[2], re.DOTALL)
        found = re.search(rf'href="(/desk\?show={show}&amp;cursor=[^"]+)"', page)
        following = unescape(found[1]) if found else None
    return rows


def _free(clerk: Clerk, case: Carried) -> None:
    clerk.go(f"/desk/{case.number}")
    if f'action="/desk/{case.number}/release"' in clerk.page.text:
        clerk.send(f"/desk/{case.number}/release")


# ---- who gets in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/desk", "/desk/statistics", "/desk/counts", "/desk/{}", "/desk/{}/decision"])
def test_applicants_are_kept_out(member: Visitor, case: Carried, page: str) -> None:
    """A page says so; it is not that the desk does not exist."""
    answer = member.go(page.format(case.number))
    assert answer.status_code == 403
    assert "您没有办理此事项的权限" in answer.text and "<main" in answer.text


def test_whoever_is_not_logged_in_is_asked_to(visitor: Visitor, case: Carried) -> None:
    """And then led back to the case."""
    visitor.go(f"/desk/{case.number}")
    assert visitor.path == "/login"
    assert visitor.page.url.params["next"] == f"/desk/{case.number}"


def test_another_authority_sees_nothing(site: Site, case: Carried) -> None:
    """Not in its queue, and no page of the case: it is as if there were no such case."""
    with Clerk(site) as outsider:
        outsider.begin_work("examiner2")
        assert outsider.path == "/desk"
        assert case.number not in outsider.page.text
        pages = ("", "/decision", "/documents/application_form.pdf", "/documents/application_form/1.png")
        for page in pages:
            assert outsider.go(f"/desk/{case.number}{page}").status_code == 404
        outsider.go("/desk")
        token = outsider.hidden("/logout")
        for step in ("claim", "release", "decision"):
            assert outsider.http.post(f"/desk/{case.number}/{step}", data=token).status_code == 404


def test_an_examiner_who_applied_is_told_why_not(site: Site, examiner: Clerk) -> None:
    """Nobody examines an application of their own; the page names the article."""
    with written(site, "identity") as cursor:
        cursor.execute("SELECT account_id FROM identity.account WHERE account_name = 'examiner'")
        (subject,) = cursor.fetchone() or ("",)
    with referred(site) as own:
        with written(site, "approval") as cursor:
            cursor.execute(
                "UPDATE approval.review_task SET account_subject = %s WHERE application_no = %s", [subject, own.number]
            )
        answer = examiner.claim(own.number)
    assert answer.status_code == 403
    assert "审查人员不能办理本人的申请" in answer.text and "公务员法第七十六条" in answer.text


# ---- the queue -----------------------------------------------------------------------------------------------------


def test_the_queue_tells_what_since_when_and_until_when(examiner: Clerk, case: Carried) -> None:
    """Name, type, number, when it was referred, how many working days are left, and that nobody has it."""
    _free(examiner, case)
    row = _row(examiner, case.number)
    assert case.name in row and "中餐店" in row
    assert re.search(r"还有 \d 个工作日|今天到期", row) and "24:00 前" in row
    assert "待领取" in row and f'action="/desk/{case.number}/claim"' in row


def test_what_is_overdue_comes_first_and_says_so_in_words(examiner: Clerk, case: Carried, late: Carried) -> None:
    """By words and an icon, not by colour alone."""
    page = "".join(_rows(examiner))
    assert page.index(late.number) < page.index(case.number)
    row = _row(examiner, late.number)
    assert re.search(r"已超期 \d+ 个工作日", row) and "<svg" in row
    examiner.go(f"/desk/{late.number}")
    assert re.search(r"已超期 \d+ 个工作日", examiner.page.text)


@pytest.mark.parametrize(
    ("show", "claimed", "overdue"),
    [("all", True, True), ("mine", True, False), ("unclaimed", False, True), ("overdue", False, True)],
)
def test_filters(examiner: Clerk, case: Carried, late: Carried, show: str, claimed: bool, overdue: bool) -> None:
    """Each shows what it says: here `case` is claimed and `late` is overdue."""
    examiner.claim(case.number)
    assert bool(_row(examiner, case.number, show)) is claimed
    assert bool(_row(examiner, late.number, show)) is overdue
    _free(examiner, case)


def test_a_queue_for_each_kind_of_filing(examiner: Clerk, case: Carried) -> None:
    """The kind of filing narrows the queue, beside the other filters, and is kept by them."""
    assert case.number in examiner.go("/desk?show=unclaimed&kind=01").text
    assert 'href="/desk?show=mine&amp;kind=01"' in examiner.page.text
    assert "个体工商户设立登记 " in examiner.page.text
    assert case.number not in examiner.go("/desk?show=all&kind=02").text
    assert examiner.go("/desk?kind=02x").status_code == 404
    examiner.go(f"/desk/closed?number={case.number}")
    assert case.number in examiner.page.text


def test_a_filter_that_does_not_exist(examiner: Clerk) -> None:
    """No page, and no error of ours."""
    assert examiner.go("/desk?show=everything").status_code == 404
    assert examiner.go("/desk?cursor=bm90IGEgY3Vyc29y").status_code == 422


def test_pages_follow_one_another(site: Site, examiner: Clerk, case: Carried) -> None:
    """A full page leads to the next by the service's cursor; every open case is on exactly one of them."""
    with written(site, "approval") as cursor:
        cursor.execute(
            "INSERT INTO approval.review_task (application_no, submission, authority_code, account_subject, state,"
            " opened_at, review_due, origin) SELECT '99999999' || lpad(n::text, 15, '0'), 1, authority_code,"
            " account_subject, state, opened_at, review_due + interval '1 day', origin"
            " FROM approval.review_task, generate_series(1, 25) AS n WHERE application_no = %s",
            [case.number],
        )
    try:
        seen = [number for row in _rows(examiner) for number in re.findall(r'<a href="/desk/([0-9]{23})" lang', row)]
        assert len(seen) == len(set(seen)) and case.number in seen
        assert sum(number.startswith("99999999") for number in seen) == 25
    finally:
        with written(site, "approval") as cursor:
            cursor.execute("DELETE FROM approval.review_task WHERE application_no LIKE '99999999%'")


def test_the_count_is_a_piece_that_renews_itself(examiner: Clerk, case: Carried) -> None:
    """And says when cases came since the list was made."""
    piece = examiner.go("/desk/counts?known=0&show=mine").text
    assert "<html" not in piece and 'hx-trigger="every' in piece
    assert "刷新列表" in piece and "known=0" in piece
    assert "刷新列表" not in examiner.go("/desk").text


# ---- the lock ------------------------------------------------------------------------------------------------------


def test_a_claimed_case_is_locked_for_others(examiner: Clerk, countersigner: Clerk, case: Carried) -> None:
    """Who has it sees until when; whoever has not is told, sees no button, and is refused beside the lock."""
    examiner.claim(case.number)
    assert examiner.path == f"/desk/{case.number}"
    assert re.search(r"我在办理.*锁定至 \d\d:\d\d", examiner.page.text, re.DOTALL)
    countersigner.go(f"/desk/{case.number}")
    assert "另一位审查人员在办理" in countersigner.page.text
    assert f'action="/desk/{case.number}/claim"' not in countersigner.page.text
    typed = countersigner.hidden("/logout")
    refused = countersigner.http.post(f"/desk/{case.number}/claim", data=typed)
    assert refused.status_code == 409 and "另一位审查人员正在办理" in refused.text
    assert f'href="/language/en?back=/desk/{case.number}"' in refused.text
    _free(examiner, case)


def test_claiming_twice_keeps_it_and_giving_it_back_frees_it(
    examiner: Clerk, countersigner: Clerk, case: Carried
) -> None:
    """A double click does no harm; neither does giving back what one has not."""
    examiner.go(f"/desk/{case.number}")
    typed = examiner.hidden(f"/desk/{case.number}/claim")
    assert all(examiner.http.post(f"/desk/{case.number}/claim", data=typed).status_code == 200 for _ in range(2))
    examiner.go(f"/desk/{case.number}")
    examiner.send(f"/desk/{case.number}/release")
    assert examiner.path == "/desk"
    countersigner.claim(case.number)
    assert "我在办理" in countersigner.page.text
    _free(countersigner, case)


# ---- the sheet -----------------------------------------------------------------------------------------------------


def test_the_sheet_shows_rules_with_the_case_s_own_facts(examiner: Clerk, case: Carried) -> None:
    """What made the rules refer it, under its outcome, with article; what passed is there too, folded away."""
    page = examiner.go(f"/desk/{case.number}").text
    assert "转人工审查" in page and "AR-25" in page and "风水" in page
    assert "企业名称登记管理规定第十一条" in page
    assert re.search(r"<details><summary>.*?通过.*?</summary>", page, re.DOTALL)
    assert "按规则自动审查" in page


def test_persons_are_masked(examiner: Clerk, case: Carried) -> None:
    """The page holds neither the applicant's name nor number, mobile or residence."""
    page = examiner.go(f"/desk/{case.number}").text
    operator = case.form.operator
    assert [text for text in (operator["id_number"], operator["mobile"], operator["residence"]) if text in page] == []


def test_signed_documents_stand_beside_it(examiner: Clerk, case: Carried) -> None:
    """Every document as pictures of its pages, and as the signed PDF."""
    page = examiner.go(f"/desk/{case.number}").text
    sheets = re.findall(rf'(?:src|href)="(/desk/{case.number}/documents/[^"]+\.png[^"]*)"', page)
    assert len(sheets) >= 8
    picture = examiner.http.get(sheets[0])
    assert picture.content.startswith(b"\x89PNG") and "private" in picture.headers["cache-control"]
    document = examiner.http.get(f"/desk/{case.number}/documents/application_form.pdf")
    assert document.content.startswith(b"%PDF") and b"/ByteRange" in document.content
    assert examiner.http.get(f"/desk/{case.number}/documents/nothing.pdf").status_code == 404
    assert examiner.http.get(f"/desk/{case.number}/documents/application_form/99.png").status_code == 404


def test_readings_of_documents_are_recorded(site: Site, examiner: Clerk, case: Carried) -> None:
    """By the service that keeps the trail."""
    examiner.http.get(f"/desk/{case.number}/documents/application_form.pdf")
    with written(site, "approval") as cursor:
        cursor.execute(
            "SELECT count(*) FROM approval.audit_entry WHERE application_no = %s AND event = 'document_read'",
            [case.number],
        )
        (times,) = cursor.fetchone() or (0,)
    assert times > 0


def test_a_withdrawn_case_says_so(site: Site, examiner: Clerk) -> None:
    """It can still be read; nothing can be done with it, once the desk heard of it, which it does afterwards."""
    with referred(site) as case:
        case.step("withdraw")
        case.comes_to("WITHDRAWN")
        until = time.monotonic() + 30
        while "申请人已撤回" not in (page := examiner.go(f"/desk/{case.number}").text) and time.monotonic() < until:
            time.sleep(0.2)
        assert "申请人已撤回" in page and "/claim" not in page
        assert not _row(examiner, case.number)


def test_english(site: Site, case: Carried, countersigner: Clerk) -> None:
    """Every page of the desk speaks it."""
    countersigner.go(f"/language/en?back=/desk/{case.number}")
    try:
        assert "What the rules found" in countersigner.page.text
        assert "working day" in countersigner.go("/desk").text or "due today" in countersigner.page.text
        assert "Median time" in countersigner.go("/desk/statistics").text
    finally:
        countersigner.go("/language/zh?back=/desk")


@pytest.mark.parametrize("path", ["/desk", "/desk/{}", "/desk/{}/decision", "/desk/statistics"])
def test_pages_keep_scripts_out(examiner: Clerk, case: Carried, path: str) -> None:
    """No inline script, no inline style, no address of anybody else's."""
    page = examiner.go(path.format(case.number))
    assert page.status_code == 200
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)


# ---- statistics ----------------------------------------------------------------------------------------------------


def test_statistics_of_a_span(examiner: Clerk, case: Carried) -> None:
    """The desk now, who decided, and every day in a table."""
    page = examiner.go("/desk/statistics").text
    today = local_date(SystemClock().now())
    assert f'value="{today}"' in page and f'value="{today - timedelta(days=29)}"' in page
    assert "按期率" in page and "转人工审查" in page and "现在待决定" in page


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ("from=2026-13-40", "请按 2026-11-22 的格式填写日期"),
        ("from=2026-11-20&to=2026-11-01", "统计期间应从早到晚"),
        ("from=2020-01-01&to=2026-11-01", "不超过366天"),
    ],
)
def test_a_span_that_is_none(examiner: Clerk, span: str, said: str) -> None:
    """Said at the field; what was typed stays."""
    page = examiner.go(f"/desk/statistics?{span}")
    assert page.status_code == 422
    assert said in page.text and 'id="from-fault"' in page.text
    assert f'value="{span[5:15]}"' in page.text
