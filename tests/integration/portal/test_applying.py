"""From the choice of a type to the licence with forms alone, and what may go wrong on the way."""

from __future__ import annotations

import re
import time

import pytest

from tests.integration.portal.visitor import Visitor

MOST_EVENTS = 110
"""Of a registration by the pages that goes straight through, in the engine."""


@pytest.fixture(scope="session")
def number(member: Visitor) -> str:
    """An application that was just opened."""
    return member.open()


def test_types_are_found_by_what_people_call_them(visitor: Visitor) -> None:
    """A search that finds nothing shows the way out."""
    assert "中餐店" in visitor.go("/apply?q=饺子").text + visitor.go("/apply?q=中餐").text
    assert "普通设立流程" in visitor.go("/apply?q=核电站").text


def test_the_same_form_opens_one_application(member: Visitor) -> None:
    """A double click, or the back button and once more."""
    member.go("/apply/GT002?province=140000&city=140200")
    typed = member.hidden("/apply/GT002") | {"county_code": "140213"}
    first, second = (member.http.post("/apply/GT002", data=typed).url.path for _ in range(2))
    assert first == second


def test_a_forbidden_name_is_refused_with_reasons_and_alternatives(member: Visitor, number: str) -> None:
    """Everything typed stays."""
    page = member.settle_name(number, trade_name="国务院")
    assert page.status_code == 422
    assert "企业名称登记管理规定" in page.text
    assert 'name="pick"' in page.text
    assert 'value="国务院"' in page.text


def test_a_draft_keeps_what_is_right(member: Visitor, number: str) -> None:
    """And says what is not."""
    member.go(f"/my/cases/{number}/name")
    typed = member.hidden(f"/my/cases/{number}/name") | {"detail": "迎宾街9号", "capital_amount": "-3"}
    answer = member.http.post(f"/my/cases/{number}/draft/premises", data=typed, headers={"HX-Request": "true"})
    assert "已保存" in answer.text and "1 处需要修改" in answer.text
    assert "迎宾街9号" in member.go(f"/my/cases/{number}/name").text


def test_another_tab_does_not_overwrite_silently(member: Visitor, number: str) -> None:
    """The version that was edited must be the one that is kept."""
    path, tabs = f"/my/cases/{number}/name", []
    for _ in range(2):
        member.go(path)
        tabs.append(member.hidden(path))
    saves = f"/my/cases/{number}/draft/premises"
    member.http.post(saves, data=tabs[0] | {"detail": f"迎宾街{time.monotonic_ns()}号"})
    answer = member.http.post(saves, data=tabs[1] | {"detail": "迎宾街2号"})
    assert "red" in answer.text
    assert "迎宾街2号" not in member.go(f"/my/cases/{number}/name").text


def test_nobody_sees_the_case_of_another(member: Visitor, stranger: Visitor, number: str) -> None:
    """It is as if it did not exist, on every page of it."""
    assert member.go(f"/my/cases/{number}").status_code == 200
    for page in ("", "/name", "/operator", "/preview", "/signing", "/events", "/papers/application_form.pdf"):
        assert stranger.go(f"/my/cases/{number}{page}").status_code == 404


def test_a_page_whose_turn_it_is_not_leads_to_the_one_whose_it_is(member: Visitor, number: str) -> None:
    """The back button and bookmarks do no harm."""
    member.go(f"/my/cases/{number}/preview")
    assert member.path == f"/my/cases/{number}/name"


def test_a_business_is_registered_without_javascript(member: Visitor, stranger: Visitor, number: str) -> None:
    """But for the drawing itself, forms are enough: name, operator, details, preview, authentication, signature,
    submission, licence."""
    case = f"/my/cases/{number}"
    with Visitor(member.site) as phone:
        for page in member.fill_in(number, phone):
            match page:
                case "operator":
                    assert member.settle_operator(number, email="not an address").status_code == 422
                    assert 'id="email-fault"' in member.page.text
                case "operator/confirmation":
                    assert "确定提交后不可更改，不可再返回到这一步" in member.page.text
                case "details":
                    assert member.settle_details(number, scope=["外卖递送服务"]).status_code == 422
                case "preview":
                    assert "documents_confirmed" not in member.page.text, "nothing was opened yet"
                    refused = member.send(f"{case}/preview", documents_confirmed="yes")
                    assert refused.status_code == 422 and "请先查看：个体工商户登记（备案）申请书、" in refused.text
                    sheets = re.findall(
                        r'src="(/my/cases/[^"]+\.png[^"]*)"', member.go(f"{case}/preview/name_notice").text
                    )
                    assert member.http.get(sheets[0]).content.startswith(b"\x89PNG")
                    listed = member.go(f"{case}/preview").text
                    assert (listed.count("已查看"), listed.count("未查看")) == (1, 4)
                case "signing":
                    assert re.search(r"请在\d{4}年\d\d月\d\d日前（6个工作日内）", member.page.text)
    member.await_licence(number)
    assert member.http.get(f"{case}/licence.pdf").content.startswith(b"%PDF")
    uscc = re.search(r"/verify/([0-9A-Z]{18})", member.page.text)
    assert uscc
    with member.http.stream("GET", f"{case}/events", timeout=90) as answer:
        assert any("data: ARCHIVED" in line for line in answer.iter_lines())
    assert "已归档" in member.go(case).text
    assert member.site.history_length(number) <= MOST_EVENTS
    assert "现在有效" in stranger.go(f"/verify/{uscc[1]}").text


def test_a_case_can_be_given_up_and_deleted(stranger: Visitor) -> None:
    """It is gone from the list."""
    number = stranger.open()
    stranger.go(f"/my/cases/{number}")
    stranger.send(f"/my/cases/{number}/deletion")
    assert stranger.path == "/my/cases"
    assert number not in stranger.page.text
    assert stranger.go(f"/my/cases/{number}").status_code == 404


def test_events_tell_the_stage(stranger: Visitor) -> None:
    """Server-sent events begin with where the case stands."""
    number = stranger.open()
    with stranger.http.stream("GET", f"/my/cases/{number}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = ""
        for piece in answer.iter_text():
            told += piece
            if "data: DRAFT" in told:
                break
    assert "event: moved" in told
