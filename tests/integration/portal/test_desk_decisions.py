"""What an examiner decides: the one-time notice, two people for a refusal, more time, and what the applicant sees."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from services.portal.domain.one_time_notice import OWN_WORDS
from tests.integration.portal.office import Clerk, referred, token_of
from tests.integration.portal.people import Carried
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture(scope="module")
def case(site: Site) -> Iterator[Carried]:
    """For everything that does not end a case."""
    with referred(site) as case:
        yield case


@pytest.fixture
def fresh(site: Site) -> Iterator[Carried]:
    """For a test that ends it."""
    with referred(site) as case:
        case.comes_to("MANUAL_REVIEW")
        yield case


def _as_shown(clerk: Clerk, number: str) -> dict[str, str]:
    """The builder's form as it stands, ready to be sent more than once."""
    clerk.go(f"/desk/{number}/decision")
    return clerk.hidden(f"/desk/{number}/decision")


def _boxes(text: str) -> dict[str, bool]:
    found = re.findall(r'<input type="checkbox" name="reason" value="([^"]+)"( checked)?', text)
    return {code: bool(ticked) for code, ticked in found}


# ---- the builder ---------------------------------------------------------------------------------------------------


def test_the_builder_offers_every_reason_and_begins_with_what_was_found(examiner: Clerk, case: Carried) -> None:
    """Grouped, each with words and a field; what the rules found of this case comes first. What was only referred is
    not ticked, and what to say of it is the examiner's."""
    examiner.claim(case.number)
    page = examiner.go(f"/desk/{case.number}/decision").text
    boxes = _boxes(page)
    assert len(boxes) >= 38 and next(iter(boxes)) == "AR-25"
    assert all(f'name="text.{code}"' in page and f'name="pointer.{code}"' in page for code in [*boxes, *OWN_WORDS])
    assert re.search(r'name="text.AR-25"[^>]*></textarea>', page) and not boxes["AR-25"]
    assert re.search(r"系统：转人工审查 · [^<]*风水", page)
    groups = [page.index(title) for title in ("系统发现的问题", "身份与签名", "类型与经营范围", "材料与其他")]
    assert groups == sorted(groups)


def test_the_preview_says_what_the_applicant_will_read(examiner: Clerk, case: Carried) -> None:
    """Without JavaScript by a button, with it as a piece; nothing is decided, and what was typed stays."""
    typed: dict[str, Any] = {
        "outcome": "CORRECT",
        "reason": ["AR-31"],
        "text.AR-31": "经营场所请补充到门牌号",
        "pointer.AR-31": "/premises/detail",
        "text.OTHER-2": "请补交租赁合同",
        "remedy.OTHER-2": "请上传租赁合同",
        "remark": "已电话核实",
    }
    shown = _as_shown(examiner, case.number)
    piece = examiner.http.post(f"/desk/{case.number}/decision/preview", data=shown | typed).text
    assert "<html" not in piece and "补正通知书（一次性告知）" in piece
    assert piece.index("经营场所请补充到门牌号") < piece.index("请补交租赁合同")
    assert "修改处：经营场所" in piece and "实施细则第二十五条" in piece and case.name in piece
    page = examiner.http.post(f"/desk/{case.number}/decision", data=shown | typed | {"action": "preview"}).text
    assert "补正通知书（一次性告知）" in page and "请补交租赁合同</textarea>" in page
    assert _boxes(page)["AR-31"] and not _boxes(page)["AR-25"]
    assert case.stage == "MANUAL_REVIEW"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({}, "outcome-fault"),
        ({"outcome": "CORRECT"}, "reasons-fault"),
        ({"outcome": "REJECT"}, "reasons-fault"),
        ({"outcome": "CORRECT", "reason": ["AR-31"], "text.AR-31": " "}, "text.AR-31-fault"),
        ({"outcome": "CORRECT", "reason": ["AR-31"], "text.AR-31": "长" * 501}, "text.AR-31-fault"),
        ({"outcome": "CORRECT", "reason": ["AR-99"], "text.AR-99": "没有这条"}, "faults"),
        ({"outcome": "CORRECT", "reason": ["AR-31"], "text.AR-31": "补"}, "text.AR-31-fault"),
        ({"outcome": "CORRECT", "text.OTHER-3": "补"}, "text.OTHER-3-fault"),
        ({"outcome": "REJECT", "text.OTHER-1": "不行", "remedy.OTHER-1": "—"}, "text.OTHER-1-fault"),
        ({"outcome": "REJECT", "text.OTHER-1": "不行", "remedy.OTHER-1": "—"}, "remedy.OTHER-1-fault"),
        ({"outcome": "APPROVE"}, "override.AR-25-fault"),
        ({"outcome": "EXTEND", "extension_reason": ""}, "extension_reason-fault"),
    ],
)
def test_what_is_missing_is_said_at_its_place(
    examiner: Clerk, case: Carried, typed: dict[str, Any], fault: str
) -> None:
    """Every refusal of the service stands beside what it is about, and everything typed is still there."""
    examiner.claim(case.number)
    kept = {"remark": f"备注{secrets.token_hex(4)}", "text.AR-36": "电话打不通"}
    answer = examiner.decide(case.number, **({"outcome": ""} | typed | kept))
    assert answer.status_code == 422
    assert f'id="{fault}"' in answer.text
    assert all(f"{text}</textarea>" in answer.text for text in kept.values())
    assert case.stage == "MANUAL_REVIEW"


def test_nothing_is_proposed_without_the_claim(examiner: Clerk, countersigner: Clerk, case: Carried) -> None:
    """Said on the page and by the service; the words stay."""
    examiner.claim(case.number)
    assert "另一位审查人员正在办理" in countersigner.go(f"/desk/{case.number}/decision").text
    answer = countersigner.decide(
        case.number, "CORRECT", **{"text.OTHER-1": "请补交租赁合同", "remedy.OTHER-1": "请上传租赁合同"}
    )
    assert answer.status_code == 409
    assert "请补交租赁合同</textarea>" in answer.text and "另一位审查人员正在办理" in answer.text


def test_a_form_from_elsewhere_decides_nothing(examiner: Clerk, case: Carried) -> None:
    """Not even for an examiner who is logged in."""
    answer = examiner.http.post(f"/desk/{case.number}/decision", data={"outcome": "APPROVE", "action": "decide"})
    assert answer.status_code == 403


@contextmanager
def _at_home(site: Site, case: Carried) -> Iterator[Visitor]:
    """The applicant of a case, at a browser."""
    with Visitor(site) as applicant:
        applicant.account = case.form.account["account_name"]
        applicant.log_in()
        yield applicant


def _as_the_applicant_sees_it(site: Site, case: Carried) -> str:
    with _at_home(site, case) as applicant:
        return applicant.go(f"/my/cases/{case.number}").text


# ---- decisions -----------------------------------------------------------------------------------------------------


def test_approval_leads_to_the_licence(examiner: Clerk, fresh: Carried) -> None:
    """The applicant sees it at once; sending the form again, or going back to it, changes nothing."""
    examiner.claim(fresh.number)
    shown = _as_shown(examiner, fresh.number) | {
        "outcome": "APPROVE",
        "override.AR-25": "名称系经营者外号\r\n已核实",
    }
    answers = [examiner.http.post(f"/desk/{fresh.number}/decision", data=shown) for _ in range(2)]
    assert [answer.url.path for answer in answers] == [f"/desk/{fresh.number}"] * 2
    assert "本次提交已作出决定" in answers[1].text and "准予登记" in answers[1].text
    fresh.comes_to("APPROVED", "LICENSED", "ARCHIVED")
    assert "作出决定" in examiner.go(f"/desk/{fresh.number}").text
    notice = examiner.http.get(f"/desk/{fresh.number}/decision/decision_notice.pdf")
    assert notice.content.startswith(b"%PDF")
    fresh.comes_to("ARCHIVED")
    other = examiner.http.post(
        f"/desk/{fresh.number}/decision", data=shown | {"override.AR-25": "店名沿用二十年，没有迷信含义"}
    )
    assert other.status_code == 409 and "该申请已作出决定" in other.text


def test_a_correction_tells_everything_once(site: Site, examiner: Clerk, fresh: Carried) -> None:
    """The applicant's page shows each reason in the examiner's words, and the field leads to the page to mend."""
    examiner.claim(fresh.number)
    examiner.decide(
        fresh.number,
        "CORRECT",
        **{
            "reason": ["AR-31", "AR-36"],
            "text.AR-31": "经营场所请补充到门牌号",
            "pointer.AR-31": "/premises/detail",
            "text.AR-36": "联系电话无法接通",
            "text.OTHER-1": "请补交租赁合同",
            "remedy.OTHER-1": "请上传租赁合同",
            "pointer.OTHER-1": "/attachments/premises_proof",
        },
    )
    assert examiner.path == f"/desk/{fresh.number}"
    fresh.comes_to("CORRECTION_REQUIRED")
    assert fresh.number not in examiner.go("/desk?show=mine").text
    page = _as_the_applicant_sees_it(site, fresh)
    assert all(words in page for words in ("经营场所请补充到门牌号", "联系电话无法接通", "请补交租赁合同"))


def test_a_refusal_takes_two(examiner: Clerk, countersigner: Clerk, fresh: Carried) -> None:
    """Proposed by one, it stands in the queue of the other, who must say that the documents were compared; only then is
    the case refused. The one who proposed cannot countersign."""
    examiner.claim(fresh.number)
    shown = _as_shown(examiner, fresh.number) | {
        "outcome": "REJECT",
        "reason": "AR-25",
        "text.AR-25": "名称含有迷信内容，申请人不愿更换",
        "remedy.AR-25": "请换一个字号",
    }
    for _ in range(2):
        examiner.page = examiner.http.post(f"/desk/{fresh.number}/decision", data=shown)
        assert examiner.path == f"/desk/{fresh.number}"
    assert "等待另一位审查人员或者负责人复核" in examiner.page.text and fresh.stage == "MANUAL_REVIEW"
    mine = examiner.go("/desk?show=mine").text
    assert "待他人复核" in mine[mine.index(f'href="/desk/{fresh.number}"') :]

    own = re.search(r'data-settled="([^"]+)"', examiner.go(f"/desk/{fresh.number}").text)
    assert own, "what was typed need not be kept any longer"
    assert fresh.number in countersigner.go("/desk?show=countersign").text
    page = countersigner.go(f"/desk/{fresh.number}").text
    assert "名称含有迷信内容，申请人不愿更换" in page
    action = re.search(rf'action="(/desk/{fresh.number}/proposals/[0-9a-f-]+/countersign)"', page)
    assert action

    refused = examiner.http.post(action[1], data=examiner.hidden("/logout") | {"compared": "yes"})
    assert refused.status_code == 403 and "不能复核自己提出的意见" in refused.text
    assert countersigner.send(action[1]).status_code == 422
    assert 'id="compared-fault"' in countersigner.page.text and fresh.stage == "MANUAL_REVIEW"
    typed = countersigner.hidden(action[1]) | {"compared": "yes"}
    countersigner.page = countersigner.http.post(action[1], data=typed)
    assert countersigner.path == f"/desk/{fresh.number}"
    assert "不予登记" in countersigner.page.text and "本次提交已作出决定" in countersigner.page.text
    fresh.comes_to("REJECTED")
    again = countersigner.http.post(action[1], data=typed)
    assert again.status_code in {200, 409} and "本次提交已作出决定" in again.text


def test_a_proposal_that_was_not_carried_out_can_be_confirmed(site: Site, examiner: Clerk, fresh: Carried) -> None:
    """The service had the proposal, the case's step was never taken: the page offers to take it, once or twice."""
    examiner.claim(fresh.number)
    said = {"outcome": "CORRECT", "reasons": [{"code": "AR-31", "text": "请补充门牌号"}], "remark": ""}
    headers = {"Authorization": f"Bearer {token_of(site, 'examiner')}"}
    made = httpx.post(f"{site.addresses['approval']}/tasks/{fresh.number}/proposals", json=said, headers=headers)
    proposal = made.json()["proposal_id"]
    page = examiner.go(f"/desk/{fresh.number}").text
    action = f"/desk/{fresh.number}/proposals/{proposal}/confirmation"
    assert "还没有办结" in page and action in page
    typed = examiner.hidden(action)
    for _ in range(2):
        examiner.page = examiner.http.post(action, data=typed)
        assert "本次提交已作出决定" in examiner.page.text
    fresh.comes_to("CORRECTION_REQUIRED")


def test_more_time_is_the_heads_to_grant(site: Site, examiner: Clerk, head: Clerk, fresh: Carried) -> None:
    """Asked for with a reason, the limit stays; the head's room shows it; granted, the queue and the applicant see the
    new limit; there is no second time."""
    examiner.claim(fresh.number)
    before = re.search(r"还有 (\d) 个工作日", examiner.page.text)
    shown = _as_shown(examiner, fresh.number) | {"outcome": "EXTEND", "extension_reason": "须向社区核实\r\n经营场所"}
    for _ in range(2):
        examiner.page = examiner.http.post(f"/desk/{fresh.number}/decision", data=shown)
        assert examiner.path == f"/desk/{fresh.number}"
    asked = re.search(r"还有 (\d) 个工作日", examiner.page.text)
    assert before and asked and asked[1] == before[1] and "待负责人批准" in examiner.page.text
    assert "/extensions/" not in examiner.page.text
    assert fresh.number in head.go("/head").text
    page = head.go(f"/desk/{fresh.number}").text
    action = re.search(rf'action="(/desk/{fresh.number}/extensions/[0-9a-f-]+/approve)"', page)
    assert action and "须向社区核实\n经营场所" in page
    assert examiner.http.post(action[1], data=examiner.hidden("/logout")).status_code == 403
    head.send(action[1])
    after = re.search(r"还有 (\d) 个工作日", head.page.text)
    assert after and int(after[1]) == int(before[1]) + 3 and "已延长" in head.page.text
    assert 'value="EXTEND"' not in examiner.go(f"/desk/{fresh.number}/decision").text
    again = examiner.http.post(f"/desk/{fresh.number}/decision", data=shown | {"extension_reason": "房东下周才回大同"})
    assert again.status_code == 409 and "只能延长一次" in again.text
    assert fresh.stage == "MANUAL_REVIEW"
    assert "须向社区核实\n经营场所" in _as_the_applicant_sees_it(site, fresh)


def test_the_head_declines_more_time(examiner: Clerk, head: Clerk, case: Carried) -> None:
    """A phrase is refused at the field; with a reason it goes back to the examiner, who reads it."""
    examiner.claim(case.number)
    examiner.decide(case.number, "EXTEND", extension_reason="须向社区核实经营场所")
    page = head.go(f"/desk/{case.number}").text
    action = re.search(rf'action="(/desk/{case.number}/extensions/[0-9a-f-]+/decline)"', page)
    assert action
    assert head.send(action[1], reason="不行").status_code == 422 and 'id="reason-fault"' in head.page.text
    head.send(action[1], reason="社区当天即可答复，请直接联系")
    assert "社区当天即可答复" in examiner.go(f"/desk/{case.number}").text


def test_what_a_colleague_proposed_is_not_mine_to_carry_out(
    site: Site, examiner: Clerk, countersigner: Clerk, fresh: Carried
) -> None:
    """Neither by the page nor by the case's step, whoever has the proposal's number."""
    examiner.claim(fresh.number)
    said = {"outcome": "CORRECT", "reasons": [{"code": "AR-31", "text": "请补充门牌号"}], "remark": ""}
    headers = {"Authorization": f"Bearer {token_of(site, 'examiner')}"}
    made = httpx.post(f"{site.addresses['approval']}/tasks/{fresh.number}/proposals", json=said, headers=headers)
    proposal = made.json()["proposal_id"]
    other = {"Authorization": f"Bearer {token_of(site, 'countersigner')}"}
    body = {"request_id": secrets.token_hex(12), "proposal_id": proposal}
    step = httpx.post(f"{site.addresses['portal']}/cases/{fresh.number}/steps/decide", json=body, headers=other)
    assert (step.status_code, step.json()["code"]) == (403, "approval.proposal_of_another")
    action = f"/desk/{fresh.number}/proposals/{proposal}/confirmation"
    countersigner.go(f"/desk/{fresh.number}")
    assert countersigner.http.post(action, data=countersigner.hidden("/logout")).status_code == 403
    assert fresh.stage == "MANUAL_REVIEW"


def test_statistics_count_what_was_decided(site: Site, examiner: Clerk, fresh: Carried) -> None:
    """A bar for the day with its numbers in the table behind it."""
    examiner.claim(fresh.number)
    typed = {"text.OTHER-1": "请补交租赁合同", "remedy.OTHER-1": "请上传租赁合同"}
    examiner.decide(fresh.number, "CORRECT", **typed)
    page = examiner.go("/desk/statistics").text
    chart = re.search(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert chart and 'class="on-time"' in chart.group() and "<title" in chart.group()
    row = re.search(r"退回补正</th><td[^>]*>\d+</td><td[^>]*>(\d+)</td>", page)
    assert row and int(row[1]) >= 1
    assert re.search(r"逐日数字.*<td[^>]*>\d+</td>", page, re.DOTALL)


def test_a_refusal_by_the_machine_comes_before_two_persons(site: Site, examiner: Clerk, head: Clerk) -> None:
    """The applicant asks on the page of the case; the desk shows what was written and what the machine had said, and
    the examiner's word is what counts."""
    with referred(site, "限制四") as case:
        assert case.stage == "REJECTED"
        with _at_home(site, case) as applicant:
            page = f"/my/cases/{case.number}/review"
            applicant.go(page)
            applicant.send(page, statement="当年的公司不是我设立的，\r\n身份证曾经丢失。")
        case.comes_to("MANUAL_REVIEW")
        row = next(row for row in examiner.go("/desk").text.split("<tr") if case.number in row)
        assert "申请人要求人工审查" in row
        examiner.claim(case.number)
        assert "当年的公司不是我设立的，\n身份证曾经丢失。" in examiner.page.text
        history = examiner.page.text.partition('id="history"')[2]
        assert "不予登记" in history and "AR-12" in history and "智慧审批" in history
        why = "已向公安机关核实，限制登记的记录有误"
        answer = examiner.decide(case.number, "APPROVE", **{"override.AR-12": why})
        assert "等待另一位审查人员或者负责人复核" in answer.text
        page = head.go(f"/desk/{case.number}").text
        action = re.search(rf'action="(/desk/{case.number}/proposals/[0-9a-f-]+/countersign)"', page)
        assert action and why in page and "同意准予登记" in page
        head.send(action[1], compared="yes")
        assert "本次提交已作出决定" in head.page.text
        case.comes_to("LICENSED", "ARCHIVED")
