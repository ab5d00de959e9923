"""证照管理 with forms alone: the list, four steps of a licence, prints and claims, the batch, the records, the map."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pypdfium2
import pytest

from tests.integration.portal.licensed import ADDRESSEE, Licensed, licensed
from tests.integration.portal.office import Clerk
from tests.integration.portal.visitor import Visitor
from tests.site import Site

AGENT = {
    "manner": "AGENT",
    "name": "李青禾",
    "mobile": "13800000025",
    "id_document_type": "10",
    "id_number": "140102198801011232",
}
SHOWN = {"id_document_type": "10", "id_number": "140102198801011232", "signed": "ON_PAPER"}
"""The document of whoever collects a paper, and how they sign."""
COLUMNS = ("编号", "申请日期", "企业名称", "法人/经营者", "成立时间", "业务状态", "执照状态", "操作")


@pytest.fixture(scope="session")
def shop(site: Site) -> Licensed:
    """A business whose owner wants paper by post."""
    return licensed(site, posted=True)


@pytest.fixture(scope="session")
def plain(site: Site) -> Licensed:
    """A business whose owner wants no paper."""
    return licensed(site, paper=False, street="文瀛湖街道")


@pytest.fixture(scope="session")
def elsewhere(site: Site) -> Iterator[Clerk]:
    """The licence office of another authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("licence_officer2")
        yield clerk


def search(clerk: Clerk, path: str = "/licences", **typed: str) -> str:
    clerk.go(path)
    return clerk.send(path, **typed).text


def papers(clerk: Clerk, case: Licensed) -> list[str]:
    """Addresses of the licence's papers; whoever collects is recorded first."""
    clerk.go(f"/licences/{case.number}/papers")
    if clerk.path.endswith("/agent"):
        clerk.send(f"/licences/{case.number}/agent", manner="OPERATOR")
        clerk.go(f"/licences/{case.number}/papers")
    return sorted(set(re.findall(rf"/licences/{case.number}/papers/[0-9-]+", clerk.page.text)))


def stocked(officer: Clerk, serial_no: str, kind: str = "正本", last: str = "") -> str:
    """The number of a blank form, entered into the stock; what the clerk looks at stays."""
    before = officer.path
    officer.go("/licences/stock")
    officer.send("/licences/stock/received", copy_kind=kind, first=serial_no, last=last or serial_no)
    officer.go(before)
    return serial_no


def heads(text: str) -> list[str]:
    """The column heads of the first table."""
    return [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th[^>]*>(.*?)</th>", text, re.DOTALL)]


# ---- the list ------------------------------------------------------------------------------------------------------


def test_list_has_the_columns_of_the_notice(officer: Clerk, shop: Licensed) -> None:
    """The notice's seven columns in its order, and beside them the licence's state; one's own authority is told."""
    text = officer.go("/licences").text
    assert tuple(heads(text)) == COLUMNS
    assert shop.uscc in text
    assert "大同市平城区市场监督管理局" in text


def test_licences_are_searched_without_a_person_in_an_address(officer: Clerk, shop: Licensed, plain: Licensed) -> None:
    """By name, code, operator and status; what was typed stays in its field."""
    assert shop.uscc in search(officer, name=shop.trade_name) and plain.uscc not in officer.page.text
    assert f'value="{shop.trade_name}"' in officer.page.text
    assert shop.uscc in search(officer, operator=shop.operator)
    assert str(officer.page.url).endswith("/licences")
    assert "没有符合条件的营业执照" in search(officer, operator="查无此人")
    assert "没有符合条件的营业执照" in search(officer, name=plain.trade_name, status="UNPRINTED")
    assert plain.uscc in search(officer, name=plain.trade_name, status="ISSUED", type_name="中餐店")


def test_wrong_filters_are_refused_at_their_fields(officer: Clerk) -> None:
    """And nothing typed is lost."""
    text = search(officer, uscc="123", from_day="2026-02-30")
    assert officer.page.status_code == 422
    assert 'id="uscc-fault"' in text and 'id="from_day-fault"' in text
    assert 'value="123"' in text


def test_lists_have_no_scripts_and_no_styles_inside(officer: Clerk, shop: Licensed) -> None:
    """As every page."""
    pages = (
        "",
        "/queue",
        "/records",
        "/stock",
        "/map",
        *(f"/{shop.number}/{step}" for step in ("agent", "facts", "certificate")),
    )
    for path in pages:
        page = officer.go(f"/licences{path}")
        assert page.status_code == 200
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page.text)


# ---- who may -------------------------------------------------------------------------------------------------------


def test_applicants_have_no_licence_office(member: Visitor, shop: Licensed) -> None:
    """403 on every page of it."""
    for path in ("", "/queue", "/records", "/stock", "/map", f"/{shop.number}/agent", f"/{shop.number}/licence.pdf"):
        assert member.go(f"/licences{path}").status_code == 403


def test_examiners_read_licences_and_print_none(examiner: Clerk, shop: Licensed) -> None:
    """The list, the facts, the electronic licence and the map; no paper, no stock, nobody who collects."""
    text = examiner.go("/licences").text
    assert shop.uscc in text and "/licences/queue" not in text and f"/licences/{shop.number}/papers" not in text
    text = examiner.go(f"/licences/{shop.number}").text
    assert examiner.path == f"/licences/{shop.number}/facts" and "/agent" not in text and "/papers" not in text
    assert examiner.go(f"/licences/{shop.number}/certificate").status_code == 200
    assert examiner.go("/licences/map").status_code == 200
    for path in ("/queue", "/records", "/stock", f"/{shop.number}/agent", f"/{shop.number}/papers"):
        assert examiner.go(f"/licences{path}").status_code == 403


def test_other_authorities_see_nothing_of_it(elsewhere: Clerk, officer: Clerk, shop: Licensed) -> None:
    """Neither in lists nor by its address; the map begins at one's own division."""
    paper = papers(officer, shop)[0]
    assert "没有符合条件的营业执照" in search(elsewhere, uscc=shop.uscc)
    assert "没有符合条件的记录" in search(elsewhere, "/licences/records", uscc=shop.uscc)
    for path in (f"/licences/{shop.number}/agent", f"/licences/{shop.number}/licence.png", paper, f"{paper}/sheet.pdf"):
        assert elsewhere.go(path).status_code == 404
    number = paper.rsplit("/", 1)[1]
    assert elsewhere.go(f"/licences/queue/sheets.pdf?print_no={number}").status_code == 404
    assert elsewhere.go("/licences/map?place=140213").status_code == 404
    assert "铁西区" in elsewhere.go("/licences/map").text


# ---- the four steps ------------------------------------------------------------------------------------------------


def test_an_agent_is_checked_before_the_second_step(officer: Clerk, shop: Licensed) -> None:
    """The addressee of the application is there already; each fault is at its field; what was typed stays; then
    校验通过, with the number masked."""
    path = f"/licences/{shop.number}/agent"
    assert "申请人选择了邮寄" in officer.go(path).text
    assert ADDRESSEE["phone"] in officer.page.text and ADDRESSEE["address"] in officer.page.text
    text = officer.send(path, **(AGENT | {"mobile": "123", "id_number": "140102198801011234"})).text
    assert officer.page.status_code == 422
    assert 'id="mobile-fault"' in text and 'id="id_number-fault"' in text and 'value="李青禾"' in text
    assert "请选择由谁领取" in officer.send(path, manner="").text
    officer.send(path, **AGENT)
    assert officer.path == f"/licences/{shop.number}/facts"
    text = officer.go(path).text
    assert "校验通过" in text and "140***********1232" in text
    assert AGENT["id_number"] not in text


def test_facts_and_certificate_show_the_fields_of_the_notice(officer: Clerk, shop: Licensed) -> None:
    """证照信息 and 电子营业执照, the latter as picture and PDF."""
    text = officer.go(f"/licences/{shop.number}/facts").text
    for field in ("是否属地管理", "管辖单位", "资金数额（万元）", "营业期限", "核准日期", "经营场所", "经营范围"):
        assert f"<dt>{field}</dt>" in text
    text = officer.go(f"/licences/{shop.number}/certificate").text
    for field in ("企业类型", "统一社会信用代码", "营业期限起", "营业期限止", "登记机关"):
        assert f"<dt>{field}</dt>" in text
    assert officer.http.get(f"/licences/{shop.number}/licence.png").content.startswith(b"\x89PNG")
    assert officer.http.get(f"/licences/{shop.number}/licence.pdf").content.startswith(b"%PDF")


def test_printing_asks_first_who_collects(officer: Clerk, plain: Licensed) -> None:
    """The fourth step leads back to the first; the operator in person needs no more than that word."""
    officer.go(f"/licences/{plain.number}/papers")
    assert officer.path == f"/licences/{plain.number}/agent"
    officer.send(f"/licences/{plain.number}/agent", manner="OPERATOR")
    officer.go(f"/licences/{plain.number}/papers")
    assert "申请人没有选择纸质营业执照" in officer.page.text
    for field in ("证照分类", "证照名称", "执照状态", "证照的审批机关", "统一社会信用代码", "成立日期"):
        assert f"<dt>{field}</dt>" in officer.page.text


def test_a_paper_goes_from_the_printer_to_its_owner(officer: Clerk, site: Site) -> None:
    """Printed on a form, collected; posted with a tracking number, received; each with who and when."""
    case = licensed(site)
    original, duplicate = papers(officer, case)
    officer.go(original)
    assert officer.http.get(f"{original}/sheet.png").content.startswith(b"\x89PNG")
    text = officer.send(original, step="print", serial_no="不是编号").text
    assert officer.page.status_code == 422 and 'id="serial_no-fault"' in text and 'value="不是编号"' in text
    officer.send(original, step="print", serial_no=stocked(officer, f"A{case.number[-12:]}"))
    assert "已打印" in officer.page.text and "本人经办" in officer.page.text
    assert f'value="{case.operator}"' in officer.page.text
    text = officer.send(original, step="claim", manner="COLLECTED", recipient="", **SHOWN).text
    assert 'id="recipient-fault"' in text
    officer.send(original, step="claim", manner="COLLECTED", recipient=case.operator, **SHOWN)
    assert "已领取" in officer.page.text and "140***********1232" in officer.page.text
    assert SHOWN["id_number"] not in officer.page.text
    officer.go(duplicate)
    text = officer.send(duplicate, step="print", serial_no=f"A{case.number[-12:]}").text
    assert "该执照纸编号已用于另一份执照" in text
    officer.send(duplicate, step="print", serial_no=stocked(officer, f"B{case.number[-12:]}", "副本"))
    assert 'id="tracking_no-fault"' in officer.send(duplicate, step="claim", manner="POSTED", tracking_no="").text
    officer.send(duplicate, step="claim", manner="POSTED", tracking_no="EMS1234567")
    assert "已寄出" in officer.page.text and "EMS1234567" in officer.page.text
    assert "已短信告知申请人" in officer.page.text
    officer.send(duplicate, step="claim", manner="RECEIVED")
    assert "已签收" in officer.page.text
    records = search(officer, "/licences/records", recipient=case.operator, serial_no=f"A{case.number[-12:]}")
    assert original.rsplit("/", 1)[1] in records
    assert 'id="print_nos-fault"' in search(officer, "/licences/records", print_nos="123")
    assert f"A{case.number[-12:]}" in search(officer, "/licences/records", print_nos=original.rsplit("/", 1)[1])
    assert str(officer.page.url).endswith("/licences/records")


def test_a_spoiled_paper_is_void_and_replaced(officer: Clerk, plain: Licensed) -> None:
    """A first original is asked for, once; void with its reason; then its replacement."""
    steps = f"/licences/{plain.number}/papers"
    papers(officer, plain)
    officer.go(steps)
    typed = {"copy_kind": "正本", "reason": "FIRST_ISSUE"}
    officer.send(steps, **typed)
    paper = officer.path
    assert re.fullmatch(rf"{steps}/[0-9]{{18}}-01", paper)
    officer.go(steps)
    text = officer.send(steps, **typed).text
    assert officer.page.status_code == 409 and "请先将原正本作废" in text and 'id="copy_kind-fault"' in text
    officer.go(paper)
    assert 'id="reason-fault"' in officer.send(paper, step="void", reason="").text
    officer.send(paper, step="void", reason="打印错位")
    assert "作废" in officer.page.text and "打印错位" in officer.page.text
    officer.go(steps)
    officer.send(steps, copy_kind="正本", reason="REPLACEMENT")
    assert officer.path.endswith("-02")


# ---- the stock ---------------------------------------------------------------------------------------------------


def test_blank_forms_are_received_used_and_spoiled(officer: Clerk, site: Site) -> None:
    """Faults at their fields; the next form is told where it is printed on; a spoiled or unknown one is refused."""
    case = licensed(site)
    head = f"K{case.number[-9:]}"
    officer.go("/licences/stock")
    typed = {"copy_kind": "正本", "first": f"{head}0001", "last": "K1"}
    text = officer.send("/licences/stock/received", **typed).text
    assert officer.page.status_code == 422 and 'id="last-fault"' in text and f'value="{head}0001"' in text
    officer.send("/licences/stock/received", **{**typed, "last": f"{head}0003"}, note="领用单7号")
    assert officer.path == "/licences/stock" and "领用单7号" in officer.page.text
    text = officer.send("/licences/stock/received", copy_kind="正本", first=f"{head}0002", last=f"{head}0009").text
    assert officer.page.status_code == 409 and "其中有编号已经入库" in text and 'id="first-fault"' in text
    officer.send("/licences/stock/spoiled", serial_no=f"{head}0001", reason="打印机卡纸")
    assert "打印机卡纸" in officer.page.text
    paper = papers(officer, case)[0]
    assert "库存下一张" in officer.go(paper).text
    for wrong, told in (
        (f"{head}0001", "已登记损坏"),
        (f"{head}0008", "不在本机关的空白执照库存中"),
        ("0" * 20, ""),
    ):
        text = officer.send(paper, step="print", serial_no=wrong).text
        assert 'id="serial_no-fault"' in text and told in text and f'value="{wrong}"' in text
    officer.send(paper, step="print", serial_no=f"{head}0002")
    assert "已打印" in officer.page.text
    officer.go("/licences/stock")
    text = officer.send("/licences/stock/spoiled", serial_no=f"{head}0002", reason="受潮").text
    assert "该执照纸编号已用于另一份执照" in text and 'id="serial_no-fault"' in text


# ---- the batch -----------------------------------------------------------------------------------------------------


def test_a_batch_is_printed_as_one_and_recorded_as_one(officer: Clerk, site: Site) -> None:
    """Numbers run on from the first; a fault spoils all, at its own field; then all are recorded."""
    case = licensed(site, street="水泊寺街道")
    numbers = [address.rsplit("/", 1)[1] for address in papers(officer, case)]
    assert numbers[0] in officer.go("/licences/queue").text
    ticked = "&".join(f"print_no={number}" for number in numbers)
    text = officer.go(f"/licences/queue/batch?{ticked}&first=Z{case.number[-8:]}09").text
    first, second = f"Z{case.number[-8:]}09", f"Z{case.number[-8:]}10"
    assert f'value="{first}"' in text and f'value="{second}"' in text
    stocked(officer, first)
    stocked(officer, second, "副本")
    officer.go(f"/licences/queue/batch?{ticked}&first={first}")
    sheet = officer.http.get(f"/licences/queue/sheets.pdf?{ticked}")
    assert sheet.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(io.BytesIO(sheet.content))) == 2
    fields = {"print_no": numbers, "records.0.serial_no": first, "records.1.serial_no": first}
    csrf = officer.hidden("/licences/queue/batch")["csrf"]
    officer.page = officer.http.post("/licences/queue/batch", data={"csrf": csrf, **fields})
    assert officer.page.status_code == 422 and 'id="records.1.serial_no-fault"' in officer.page.text
    assert numbers[0] in officer.go("/licences/queue").text
    right = {"csrf": csrf, **fields, "records.1.serial_no": second}
    officer.page = officer.http.post("/licences/queue/batch", data=right)
    assert "已登记打印 2 份" in officer.page.text
    assert numbers[0] not in officer.page.text
    officer.page = officer.http.post("/licences/queue/batch", data=right)
    assert "已登记打印 2 份" in officer.page.text


def test_a_batch_of_nothing_is_refused(officer: Clerk) -> None:
    """With the way to do it right."""
    page = officer.go("/licences/queue/batch?first=1")
    assert page.status_code == 422 and "请先勾选要打印的执照" in page.text


# ---- the map -------------------------------------------------------------------------------------------------------


def test_map_has_tiles_with_a_table_behind(officer: Clerk, shop: Licensed, plain: Licensed) -> None:
    """Each street with its number as text, in the picture and in the table; days narrow it down."""
    text = officer.go("/licences/map").text
    tiles = dict(re.findall(r'<g role="img" lang="zh-CN" aria-label="(\S+) (\d+)">', text))
    assert int(tiles["文瀛湖街道"]) >= 1 and int(tiles["大庆路街道"]) >= 1
    assert "卧虎湾街道" in tiles
    row = re.search(r"文瀛湖街道</td><td class=\"figure\">(\d+)", text)
    assert row and row[1] == tiles["文瀛湖街道"]
    past = officer.go("/licences/map?from=2020-01-01&to=2020-12-31&period=year").text
    assert "已核发 0 张" in past and "这段时间没有核发执照" in past
    assert 'id="from-fault"' in officer.go("/licences/map?from=2026-02-30").text
    assert officer.go("/licences/map?place=210106").status_code == 404


def test_the_office_speaks_english(officer: Clerk, shop: Licensed) -> None:
    """Every page of it, until Chinese is chosen again."""
    officer.go("/language/en?back=/licences")
    try:
        assert "Licences and printing" in officer.page.text
        assert "Print and claim records of this licence" in officer.go(f"/licences/{shop.number}/papers").text
    finally:
        officer.go("/language/zh?back=/licences")


def test_printer_of_a_window(officer: Clerk, shop: Licensed) -> None:
    """套打: what is said of the printer holds for each sheet printed at this browser; a fault stands at its field."""
    officer.go("/licences/printer")
    answer = officer.send("/licences/printer", forms="PRINTED", original_right="far")
    assert answer.status_code == 422 and "请填写 -30 到 30 之间的毫米数" in answer.text
    number = papers(officer, shop)[0]
    officer.go("/licences/printer")
    assert officer.send("/licences/printer", forms="PRINTED", original_right="2").status_code == 200
    onto = pypdfium2.PdfDocument(officer.http.get(f"{number}/sheet.pdf").content)[0]
    assert shop.uscc in onto.get_textpage().get_text_bounded()
    assert "经营范围" not in onto.get_textpage().get_text_bounded()
    officer.go("/licences/printer")
    officer.send("/licences/printer", forms="")
    whole = pypdfium2.PdfDocument(officer.http.get(f"{number}/sheet.pdf").content)[0]
    assert "经营范围" in whole.get_textpage().get_text_bounded()
