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
    """An examiner of another authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("examiner2")
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


def heads(text: str) -> list[str]:
    """The column heads of the first table."""
    return [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th[^>]*>(.*?)</th>", text, re.DOTALL)]


# ---- the list ------------------------------------------------------------------------------------------------------


def test_list_has_the_columns_of_the_notice(examiner: Clerk, shop: Licensed) -> None:
    """The notice's seven columns in its order, and beside them the licence's state; one's own authority is told."""
    text = examiner.go("/licences").text
    assert tuple(heads(text)) == COLUMNS
    assert shop.uscc in text
    assert "大同市平城区市场监督管理局" in text


def test_licences_are_searched_without_a_person_in_an_address(examiner: Clerk, shop: Licensed, plain: Licensed) -> None:
    """By name, code, operator and status; what was typed stays in its field."""
    assert shop.uscc in search(examiner, name=shop.trade_name) and plain.uscc not in examiner.page.text
    assert f'value="{shop.trade_name}"' in examiner.page.text
    assert shop.uscc in search(examiner, operator=shop.operator)
    assert str(examiner.page.url).endswith("/licences")
    assert "没有符合条件的营业执照" in search(examiner, operator="查无此人")
    assert "没有符合条件的营业执照" in search(examiner, name=plain.trade_name, status="UNPRINTED")
    assert plain.uscc in search(examiner, name=plain.trade_name, status="ISSUED", type_name="中餐店")


def test_wrong_filters_are_refused_at_their_fields(examiner: Clerk) -> None:
    """And nothing typed is lost."""
    text = search(examiner, uscc="123", from_day="2026-02-30")
    assert examiner.page.status_code == 422
    assert 'id="uscc-fault"' in text and 'id="from_day-fault"' in text
    assert 'value="123"' in text


def test_lists_have_no_scripts_and_no_styles_inside(examiner: Clerk, shop: Licensed) -> None:
    """As every page."""
    pages = (
        "",
        "/queue",
        "/records",
        "/map",
        *(f"/{shop.number}/{step}" for step in ("agent", "facts", "certificate")),
    )
    for path in pages:
        page = examiner.go(f"/licences{path}")
        assert page.status_code == 200
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page.text)


# ---- who may -------------------------------------------------------------------------------------------------------


def test_applicants_have_no_licence_office(member: Visitor, shop: Licensed) -> None:
    """403 on every page of it."""
    for path in ("", "/queue", "/records", "/map", f"/{shop.number}/agent", f"/{shop.number}/licence.pdf"):
        assert member.go(f"/licences{path}").status_code == 403


def test_other_authorities_see_nothing_of_it(elsewhere: Clerk, examiner: Clerk, shop: Licensed) -> None:
    """Neither in lists nor by its address; the map begins at one's own division."""
    paper = papers(examiner, shop)[0]
    assert "没有符合条件的营业执照" in search(elsewhere, uscc=shop.uscc)
    assert "没有符合条件的记录" in search(elsewhere, "/licences/records", uscc=shop.uscc)
    for path in (f"/licences/{shop.number}/agent", f"/licences/{shop.number}/licence.png", paper, f"{paper}/sheet.pdf"):
        assert elsewhere.go(path).status_code == 404
    number = paper.rsplit("/", 1)[1]
    assert elsewhere.go(f"/licences/queue/sheets.pdf?print_no={number}").status_code == 404
    assert elsewhere.go("/licences/map?place=140213").status_code == 404
    assert "铁西区" in elsewhere.go("/licences/map").text


# ---- the four steps ------------------------------------------------------------------------------------------------


def test_an_agent_is_checked_before_the_second_step(examiner: Clerk, shop: Licensed) -> None:
    """The addressee of the application is there already; each fault is at its field; what was typed stays; then
    校验通过, with the number masked."""
    path = f"/licences/{shop.number}/agent"
    assert "申请人选择了邮寄" in examiner.go(path).text
    assert ADDRESSEE["phone"] in examiner.page.text and ADDRESSEE["address"] in examiner.page.text
    text = examiner.send(path, **(AGENT | {"mobile": "123", "id_number": "140102198801011234"})).text
    assert examiner.page.status_code == 422
    assert 'id="mobile-fault"' in text and 'id="id_number-fault"' in text and 'value="李青禾"' in text
    assert "请选择由谁领取" in examiner.send(path, manner="").text
    examiner.send(path, **AGENT)
    assert examiner.path == f"/licences/{shop.number}/facts"
    text = examiner.go(path).text
    assert "校验通过" in text and "140***********1232" in text
    assert AGENT["id_number"] not in text


def test_facts_and_certificate_show_the_fields_of_the_notice(examiner: Clerk, shop: Licensed) -> None:
    """证照信息 and 电子营业执照, the latter as picture and PDF."""
    text = examiner.go(f"/licences/{shop.number}/facts").text
    for field in ("是否属地管理", "管辖单位", "资金数额（万元）", "营业期限", "核准日期", "经营场所", "经营范围"):
        assert f"<dt>{field}</dt>" in text
    text = examiner.go(f"/licences/{shop.number}/certificate").text
    for field in ("企业类型", "统一社会信用代码", "营业期限起", "营业期限止", "登记机关"):
        assert f"<dt>{field}</dt>" in text
    assert examiner.http.get(f"/licences/{shop.number}/licence.png").content.startswith(b"\x89PNG")
    assert examiner.http.get(f"/licences/{shop.number}/licence.pdf").content.startswith(b"%PDF")


def test_printing_asks_first_who_collects(examiner: Clerk, plain: Licensed) -> None:
    """The fourth step leads back to the first; the operator in person needs no more than that word."""
    examiner.go(f"/licences/{plain.number}/papers")
    assert examiner.path == f"/licences/{plain.number}/agent"
    examiner.send(f"/licences/{plain.number}/agent", manner="OPERATOR")
    examiner.go(f"/licences/{plain.number}/papers")
    assert "申请人没有选择纸质营业执照" in examiner.page.text
    for field in ("证照分类", "证照名称", "执照状态", "证照的审批机关", "统一社会信用代码", "成立日期"):
        assert f"<dt>{field}</dt>" in examiner.page.text


def test_a_paper_goes_from_the_printer_to_its_owner(examiner: Clerk, site: Site) -> None:
    """Printed on a form, collected; posted with a tracking number, received; each with who and when."""
    case = licensed(site)
    original, duplicate = papers(examiner, case)
    examiner.go(original)
    assert examiner.http.get(f"{original}/sheet.png").content.startswith(b"\x89PNG")
    text = examiner.send(original, step="print", serial_no="不是编号").text
    assert examiner.page.status_code == 422 and 'id="serial_no-fault"' in text and 'value="不是编号"' in text
    examiner.send(original, step="print", serial_no=f"A{case.number}")
    assert "已打印" in examiner.page.text and "本人经办" in examiner.page.text
    assert f'value="{case.operator}"' in examiner.page.text
    text = examiner.send(original, step="claim", manner="COLLECTED", recipient="").text
    assert 'id="recipient-fault"' in text
    examiner.send(original, step="claim", manner="COLLECTED", recipient=case.operator)
    assert "已领取" in examiner.page.text
    examiner.go(duplicate)
    text = examiner.send(duplicate, step="print", serial_no=f"A{case.number}").text
    assert "该执照纸编号已用于另一份执照" in text
    examiner.send(duplicate, step="print", serial_no=f"B{case.number}")
    assert 'id="tracking_no-fault"' in examiner.send(duplicate, step="claim", manner="POSTED", tracking_no="").text
    examiner.send(duplicate, step="claim", manner="POSTED", tracking_no="EMS1234567")
    assert "已寄出" in examiner.page.text and "EMS1234567" in examiner.page.text
    examiner.send(duplicate, step="claim", manner="RECEIVED")
    assert "已签收" in examiner.page.text
    records = search(examiner, "/licences/records", recipient=case.operator, serial_no=f"A{case.number}")
    assert original.rsplit("/", 1)[1] in records
    assert 'id="print_nos-fault"' in search(examiner, "/licences/records", print_nos="123")
    assert f"A{case.number}" in search(examiner, "/licences/records", print_nos=original.rsplit("/", 1)[1])
    assert str(examiner.page.url).endswith("/licences/records")


def test_a_spoiled_paper_is_void_and_replaced(examiner: Clerk, plain: Licensed) -> None:
    """A first original is asked for, once; void with its reason; then its replacement."""
    steps = f"/licences/{plain.number}/papers"
    papers(examiner, plain)
    examiner.go(steps)
    typed = {"copy_kind": "正本", "reason": "FIRST_ISSUE"}
    examiner.send(steps, **typed)
    paper = examiner.path
    assert re.fullmatch(rf"{steps}/[0-9]{{18}}-01", paper)
    examiner.go(steps)
    text = examiner.send(steps, **typed).text
    assert examiner.page.status_code == 409 and "请先将原正本作废" in text and 'id="copy_kind-fault"' in text
    examiner.go(paper)
    assert 'id="reason-fault"' in examiner.send(paper, step="void", reason="").text
    examiner.send(paper, step="void", reason="打印错位")
    assert "作废" in examiner.page.text and "打印错位" in examiner.page.text
    examiner.go(steps)
    examiner.send(steps, copy_kind="正本", reason="REPLACEMENT")
    assert examiner.path.endswith("-02")


# ---- the batch -----------------------------------------------------------------------------------------------------


def test_a_batch_is_printed_as_one_and_recorded_as_one(examiner: Clerk, site: Site) -> None:
    """Numbers run on from the first; a fault spoils all, at its own field; then all are recorded."""
    case = licensed(site, street="水泊寺街道")
    numbers = [address.rsplit("/", 1)[1] for address in papers(examiner, case)]
    assert numbers[0] in examiner.go("/licences/queue").text
    ticked = "&".join(f"print_no={number}" for number in numbers)
    text = examiner.go(f"/licences/queue/batch?{ticked}&first=Z{case.number[-8:]}09").text
    first, second = f"Z{case.number[-8:]}09", f"Z{case.number[-8:]}10"
    assert f'value="{first}"' in text and f'value="{second}"' in text
    sheet = examiner.http.get(f"/licences/queue/sheets.pdf?{ticked}")
    assert sheet.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(io.BytesIO(sheet.content))) == 2
    fields = {"print_no": numbers, "records.0.serial_no": first, "records.1.serial_no": first}
    csrf = examiner.hidden("/licences/queue/batch")["csrf"]
    examiner.page = examiner.http.post("/licences/queue/batch", data={"csrf": csrf, **fields})
    assert examiner.page.status_code == 422 and 'id="records.1.serial_no-fault"' in examiner.page.text
    assert numbers[0] in examiner.go("/licences/queue").text
    right = {"csrf": csrf, **fields, "records.1.serial_no": second}
    examiner.page = examiner.http.post("/licences/queue/batch", data=right)
    assert "已登记打印 2 份" in examiner.page.text
    assert numbers[0] not in examiner.page.text
    examiner.page = examiner.http.post("/licences/queue/batch", data=right)
    assert "已登记打印 2 份" in examiner.page.text


def test_a_batch_of_nothing_is_refused(examiner: Clerk) -> None:
    """With the way to do it right."""
    page = examiner.go("/licences/queue/batch?first=1")
    assert page.status_code == 422 and "请先勾选要打印的执照" in page.text


# ---- the map -------------------------------------------------------------------------------------------------------


def test_map_has_tiles_with_a_table_behind(examiner: Clerk, shop: Licensed, plain: Licensed) -> None:
    """Each street with its number as text, in the picture and in the table; days narrow it down."""
    text = examiner.go("/licences/map").text
    tiles = dict(re.findall(r'<g role="img" aria-label="(\S+) (\d+)">', text))
    assert int(tiles["文瀛湖街道"]) >= 1 and int(tiles["大庆路街道"]) >= 1
    assert "卧虎湾街道" in tiles
    row = re.search(r"文瀛湖街道</td><td class=\"figure\">(\d+)", text)
    assert row and row[1] == tiles["文瀛湖街道"]
    past = examiner.go("/licences/map?from=2020-01-01&to=2020-12-31&period=year").text
    assert "已核发 0 张" in past and "这段时间没有核发执照" in past
    assert 'id="from-fault"' in examiner.go("/licences/map?from=2026-02-30").text
    assert examiner.go("/licences/map?place=210106").status_code == 404


def test_the_office_speaks_english(examiner: Clerk, shop: Licensed) -> None:
    """Every page of it, until Chinese is chosen again."""
    examiner.go("/language/en?back=/licences")
    try:
        assert "Licences and printing" in examiner.page.text
        assert "Print and claim records of this licence" in examiner.go(f"/licences/{shop.number}/papers").text
    finally:
        examiner.go("/language/zh?back=/licences")
