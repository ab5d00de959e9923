"""我的店: what is registered of one's business, and a change of it, page by page without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.integration.portal.filled_form import filled
from tests.integration.portal.office import Clerk
from tests.integration.portal.people import invented
from tests.integration.portal.shopkeeper import Shopkeeper, shopkeeper
from tests.integration.portal.test_licences import SHOWN, stocked
from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site

CHANGE = "sole_trader.change"
DETAIL = "永泰街88号1层2号"
ADDRESS = f"山西省大同市平城区大庆路街道{DETAIL}"


@pytest.fixture(scope="module")
def keeper(site: Site) -> Iterator[Shopkeeper]:
    with shopkeeper(site, needs_paper_licence=True, delivery={"method": "window"}) as keeper:
        yield keeper


def handed_out(officer: Clerk, number: str) -> str:
    """The page of the original, which is printed and collected at the window."""
    officer.go(f"/licences/{number}/agent")
    officer.send(f"/licences/{number}/agent", manner="OPERATOR")
    paper = min(re.findall(rf"/licences/{number}/papers/[0-9-]+", officer.go(f"/licences/{number}/papers").text))
    officer.go(paper)
    officer.send(paper, step="print", serial_no=stocked(officer, f"{number[-11:]}S1"))
    officer.send(paper, step="claim", manner="COLLECTED", recipient="张三", **SHOWN)
    return paper


def test_nobody_without_a_business(site: Site) -> None:
    with logged_in(site, 50) as newcomer:
        assert "您还没有登记的店" in newcomer.go("/my/shops").text
        assert newcomer.http.head("/my/shops").status_code == 200


def test_a_business_and_what_can_be_filed(keeper: Shopkeeper) -> None:
    """The list leads to the sheet: the register's version, the licence, the filing that made it, what can be filed."""
    owner = keeper.owner
    assert f'href="{keeper.sheet}"' in owner.go("/my/shops").text
    text = owner.go(keeper.sheet).text
    for said in ("存续", "第 1 版", "个体工商户变更登记", f"/my/licences/{keeper.first.number}", "个体工商户设立登记"):
        assert said in text
    assert owner.http.head(keeper.sheet).status_code == 200
    assert f'href="{keeper.sheet}"' in owner.go(f"/my/cases/{keeper.first.number}").text


def test_to_others_it_does_not_exist(keeper: Shopkeeper, stranger: Visitor) -> None:
    assert stranger.go(keeper.sheet).status_code == 404
    sent = stranger.hidden() if stranger.go("/my/account") else {}
    posted = stranger.http.post(f"{keeper.sheet}/filings", data={**sent, "filing_type": CHANGE, "request_id": "x" * 12})
    assert posted.status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"filing_type": "sole_trader.nothing", "request_id": "x" * 12},
        {"filing_type": "sole_trader.establishment", "request_id": "y" * 12},
        {"filing_type": "../..", "request_id": "z" * 12},
        {"filing_type": CHANGE, "request_id": ""},
        {"filing_type": CHANGE * 9, "request_id": "😀"},
    ],
)
def test_what_cannot_be_filed_is_refused_on_the_sheet(keeper: Shopkeeper, typed: dict[str, str]) -> None:
    """Nothing is opened, and nothing breaks."""
    owner = keeper.owner
    owner.go(keeper.sheet)
    answer = owner.http.post(f"{keeper.sheet}/filings", data=owner.hidden() | typed)
    assert answer.status_code in {404, 409, 422}, answer.text
    assert 'name="filing_type"' in owner.go(keeper.sheet).text
    assert owner.go("/my/shops/nonsense").status_code == 404


def test_in_english(keeper: Shopkeeper) -> None:
    keeper.owner.go(f"/language/en?back={keeper.sheet}")
    try:
        assert "What you can file now" in keeper.owner.page.text and "Version 1" in keeper.owner.page.text
    finally:
        keeper.owner.go(f"/language/zh?back={keeper.sheet}")


def test_a_change_from_the_sheet_to_the_new_licence(keeper: Shopkeeper, officer: Clerk, site: Site) -> None:
    """What is registered is filled in; another name, other premises and a scope with one item less are stated; the
    preview shows the old beside the new; the sheet then has a second version. Meanwhile nothing else can be filed,
    and the sheet names what is under way. The old licence is void for whoever verifies it, and its paper comes back."""
    owner, paper = keeper.owner, handed_out(officer, keeper.first.number)
    old = owner.http.get(f"/my/cases/{keeper.first.number}/licence.pdf").content
    keeper.open(CHANGE)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    assert owner.path == f"{case}/name", keeper.told
    before = keeper.first.form.premises["detail"]
    assert f'value="{before}"' in owner.page.text and "选择类型" not in owner.page.text

    sheet = owner.go(keeper.sheet).text
    assert (
        sheet.count("个体工商户变更登记还没有办结") == 1
        and f'href="{case}"' in sheet
        and 'name="filing_type"' not in sheet
    )

    keeper.change(f"{case}/name", renames="yes", trade_name=invented(4), detail=DETAIL, commitment_accepted="yes")
    assert owner.path == f"{case}/details", keeper.told
    scope = keeper.first.form.details["scope_items"]
    lease = {"premises_commitment.use_from": "2026-01-01", "premises_commitment.use_to": "2031-12-31"}
    keeper.change(f"{case}/details", keeper.proof_of(ADDRESS), scope=scope[:-1], **lease)
    assert owner.path == f"{case}/preview", keeper.told
    text = unescape(owner.page.text)
    assert text.count("<del>") == 3 and DETAIL in text and "变更事项" in text and "经营者信息" not in text

    owner.confirm_documents(number)
    owner.send(f"{case}/authentication", consent_to_face="yes")
    with Visitor(site) as phone:
        owner.sign(number, phone)
    owner.go(f"{case}/signing")
    owner.send(f"{case}/submission")
    owner.await_licence(number)
    assert "原营业执照已经失效" in owner.page.text and "接下来做什么" not in owner.page.text
    sheet = unescape(owner.go(keeper.sheet).text)
    assert "第 2 版" in sheet and sheet.count("<del>") == 3 and 'name="filing_type"' in sheet
    assert "已换发" in owner.go(f"/my/licences/{keeper.first.number}").text
    assert "这张执照不再有效" in owner.go(f"/my/cases/{keeper.first.number}").text
    assert "licence.svg" not in owner.page.text

    new = owner.http.get(f"{case}/licence.pdf").content
    for file, said in ((old, "真实，但现在不再有效"), (new, "真实有效")):
        owner.go("/verify")
        sent = {"by": "document", **owner.hidden("/verify")}
        assert said in owner.http.post("/verify", data=sent, files={"document": ("licence.pdf", file)}).text
    verified = unescape(owner.go(f"/verify/{keeper.uscc}").text)
    assert DETAIL in verified and "现在有效" in verified and before not in verified

    assert "交回登记机关窗口或者邮寄交回" in owner.go(f"/my/licences/{keeper.first.number}").text
    officer.go("/licences/records")
    assert paper in officer.send("/licences/records", outstanding="yes", uscc=keeper.uscc).text
    officer.go(paper)
    assert "登记收回" in officer.page.text
    assert "已交回窗口" in officer.send(paper, step="return", returned="WINDOW").text
    assert "已交回窗口" in owner.go(f"/my/licences/{keeper.first.number}").text


def test_the_later_of_two_is_refused_and_leaves_nothing(keeper: Shopkeeper) -> None:
    """A sheet that was opened before the other filing began: the register says which is under way; given up, that one
    no longer stands in the way, and the one that was refused is in no list."""
    owner = keeper.owner
    owner.go(keeper.sheet)
    stale = filled(owner.form(f"{keeper.sheet}/filings"))
    keeper.open(CHANGE)
    case = owner.path.removesuffix("/name")
    again = {**stale, "request_id": [f"{stale['request_id'][0][:20]}-later"]}
    refused = owner.http.post(f"{keeper.sheet}/filings", data=again)
    told = unescape(refused.text).partition('id="faults"')[2].partition("</ul>")[0]
    assert refused.status_code == 409 and "个体工商户变更登记还没有办结" in told and f'href="{case}"' in refused.text
    assert owner.go("/my/cases").text.count(">继续<") == 1
    owner.go(case)
    owner.send(f"{case}/deletion")


def test_a_change_of_nothing_is_told_at_once(keeper: Shopkeeper) -> None:
    """The name stays, nothing else is otherwise: there is nothing to file; given up, the business is free again."""
    owner = keeper.owner
    keeper.open(CHANGE)
    number = owner.path.split("/")[3]
    case = f"/my/cases/{number}"
    keeper.change(f"{case}/name")
    assert owner.path == f"{case}/details", keeper.told
    keeper.change(f"{case}/details")
    assert "没有需要变更的事项" in owner.page.text
    owner.go(case)
    owner.send(f"{case}/deletion")
    assert 'name="filing_type"' in owner.go(keeper.sheet).text
