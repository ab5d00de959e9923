"""What was filled in is checked before it is locked and before the documents are confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site


@pytest.fixture(scope="module")
def member(site: Site) -> Iterator[Visitor]:
    """Somebody without a business, whose own name is free as a trade name."""
    with logged_in(site, 89) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def number(member: Visitor) -> str:
    """An application whose name and operator are filled in."""
    number = member.open()
    member.settle_name(number)
    member.settle_operator(number)
    return number


def _answers(text: str) -> dict[str, tuple[str, str]]:
    """By label: what is shown, and where it is changed."""
    rows = re.findall(r"<div[^>]*><dt>([^<]+)</dt><dd>(.*?)</dd>(.*?)</div>", text, re.DOTALL)
    links = {label: re.search(r'href="([^"]+)"', change) for label, _, change in rows}
    return {label: (value, found[1] if (found := links[label]) else "") for label, value, _ in rows}


def test_the_operator_is_checked_with_a_way_to_each_field(member: Visitor, number: str) -> None:
    """Name and person, before both are locked."""
    case = f"/my/cases/{number}"
    answers = _answers(member.go(f"{case}/operator/confirmation").text)
    assert answers["姓名"] == (member.person["name"], f"{case}/operator#name")
    assert answers["出生日期"][1] == f"{case}/operator#id_number"
    assert answers["申请人照片"][1] == f"{case}/operator#photo"
    assert answers["经营场所"][1] == f"{case}/name?back=check#detail"
    assert answers["个体工商户名称"][1] == f"{case}/name?back=check#trade_name"


def test_who_changes_the_name_comes_back_to_the_check(member: Visitor, number: str) -> None:
    """And what was changed stands there."""
    case = f"/my/cases/{number}"
    member.go(f"{case}/name?back=check")
    typed = {"needs_name": "yes", "street_name": "大庆路街道", "detail": f"迎宾街{int(number[-6:])}号1层3号"}
    named = {"trade_name": member.person["name"], "industry": "饺子", "organisation_form": "馆"}
    ticked = {"commitment_accepted": "yes", "similar_confirmed": "yes"}
    member.send(f"{case}/name", **typed, **named, **ticked, capital_amount="12.5")
    assert member.path == f"{case}/operator/confirmation", member.page.text
    assert _answers(member.page.text)["资金数额（万元）"][0] == "12.5"


def test_everything_is_checked_before_the_documents(member: Visitor, number: str) -> None:
    """What is locked says so; the details lead to their fields and back."""
    case = f"/my/cases/{number}"
    member.go(f"{case}/operator/confirmation")
    member.send(f"{case}/operator/confirmation")
    member.settle_details(number)
    assert member.path == f"{case}/preview", member.page.text
    answers = _answers(member.page.text)
    assert answers["姓名"] == (member.person["name"], "")
    assert member.page.text.count("已确认，不可更改") == 2
    assert answers["从业人数（人）"] == ("3", f"{case}/details#employee_count")
    assert answers["使用方式"][1] == f"{case}/details#premises_commitment.tenure"
    assert answers["经营范围"][1] == f"{case}/details#scope_items" and "餐饮服务" in answers["经营范围"][0]
    details = member.go(f"{case}/details").text
    linked = {link.partition("#")[2] for _, link in answers.values() if "#" in link}
    assert {field for field in linked if f'id="{field}"' not in details} == set()


def test_documents_made_anew_are_read_anew(member: Visitor, number: str) -> None:
    """Whoever changed something after reading confirms what they read, not what was made since."""
    case = f"/my/cases/{number}"
    for kind in re.findall(rf'href="({case}/preview/[a-z_]+)"', member.go(f"{case}/preview").text):
        member.go(kind)
    assert "documents_confirmed" in member.go(f"{case}/preview").text
    member.settle_details(number, employee_count="4")
    assert "documents_confirmed" not in member.page.text
    assert "未查看" in member.page.text


def test_the_case_lists_what_is_left_to_do(member: Visitor, number: str) -> None:
    """Each task with its state, and until when the name is held."""
    page = member.go(f"/my/cases/{number}").text
    listed = page[page.index("要办的事") :].partition("</section>")[0]
    states = re.findall(r'<span class="badge [a-z]*">([^<]+)</span>', listed)
    assert states == ["已完成", "已完成", "已完成", "未开始", "未开始", "未开始"]
    assert "已完成 3 项，共 6 项" in listed
    assert re.search(r"名称保留到 \d{4}年\d{1,2}月\d{1,2}日24:00 <small>还剩 \d+ 天", listed)
    assert f'href="/my/cases/{number}/preview"' in listed
