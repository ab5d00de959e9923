"""On the desk's pages: a second examiner who does not agree, and what the first one finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.integration.portal.office import Clerk, referred
from tests.integration.portal.people import Carried
from tests.site import Site

WORDS, WHY = "名称含有迷信内容，申请人不愿更换", "字号是经营者外号，\n请改为补正"


@pytest.fixture
def case(site: Site) -> Iterator[Carried]:
    """A case that the rules sent to the desk."""
    with referred(site) as case:
        yield case


def _refuse(clerk: Clerk, case: Carried, **more: str) -> None:
    clerk.claim(case.number)
    clerk.decide(case.number, "REJECT", reason="AR-25", **{"text.AR-25": WORDS, "remedy.AR-25": "请换一个字号", **more})
    assert "等待另一位审查人员或者负责人复核" in clerk.page.text


def _decline(clerk: Clerk, case: Carried, reason: str) -> None:
    page = clerk.go(f"/desk/{case.number}").text
    action = re.search(rf'action="(/desk/{case.number}/proposals/[0-9a-f-]+/decline)"', page)
    assert action
    clerk.send(action[1], reason=reason)


def test_declining_needs_a_reason_and_keeps_it(examiner: Clerk, countersigner: Clerk, case: Carried) -> None:
    """Said at its field, which stands open with what was typed; the proposal waits on."""
    _refuse(examiner, case)
    _decline(countersigner, case, " 好 ")
    assert countersigner.page.status_code == 422
    assert 'id="reason-fault"' in countersigner.page.text and " 好 </textarea>" in countersigner.page.text
    assert '<details class="decline" open>' in countersigner.page.text
    assert case.number in countersigner.go("/desk?show=countersign").text


def test_a_declined_refusal_comes_back_to_be_mended(examiner: Clerk, countersigner: Clerk, case: Carried) -> None:
    """The queue and the case tell the first examiner, the builder has their words and the reason; the same words are
    refused, mended ones are countersigned, and the history keeps what was declined."""
    _refuse(examiner, case)
    assert "/decline" not in examiner.page.text
    _decline(countersigner, case, WHY.replace("\n", "\r\n"))
    assert countersigner.path == f"/desk/{case.number}" and "您已退回" in countersigner.page.text
    assert case.number not in countersigner.go("/desk?show=countersign").text

    queue = examiner.go("/desk?show=mine").text
    assert "复核退回" in queue[queue.index(f'href="/desk/{case.number}"') :]
    page = examiner.go(f"/desk/{case.number}").text
    assert "复核人退回" in page and WHY in page and "复核退回审查意见" in page
    assert "data-settled" not in page, "what is typed now is kept"
    builder = examiner.go(f"/desk/{case.number}/decision").text
    assert WHY in builder and f"{WORDS}</textarea>" in builder
    assert 'value="REJECT" checked' in builder and 'value="AR-25" checked' in builder
    same = examiner.decide(
        case.number, "REJECT", reason="AR-25", **{"text.AR-25": WORDS, "remedy.AR-25": "请换一个字号"}
    )
    assert same.status_code == 409 and "同样的意见已被复核人退回" in same.text

    _refuse(examiner, case, remark="已与申请人面谈")
    page = countersigner.go(f"/desk/{case.number}").text
    assert "/countersign" in page and WHY in page
    action = re.search(rf'action="(/desk/{case.number}/proposals/[0-9a-f-]+/countersign)"', page)
    assert action
    countersigner.send(action[1], compared="yes")
    assert "本次提交已作出决定" in countersigner.page.text and WHY in countersigner.page.text
    case.comes_to("REJECTED")


def test_the_applicant_reads_nothing_of_it(examiner: Clerk, countersigner: Clerk, case: Carried) -> None:
    """Until there is a decision, the case waits for the authority as before."""
    _refuse(examiner, case)
    _decline(countersigner, case, WHY)
    assert case.stage == "MANUAL_REVIEW"
    examiner.decide(case.number, "APPROVE", **{"override.AR-25": "名称系经营者外号，已核实"})
    case.comes_to("APPROVED", "LICENSED", "ARCHIVED")
