"""What owners and examiners see and record: lists, documents, paper licences, figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pypdfium2
import pytest

from kernel.clock import local_date
from services.licence.domain import attestations
from tests.integration.licence.conftest import AUTHORITY, COLLECTED, Opened, World

OTHER = "14021200"


def listed(world: World, **filters: Any) -> Any:
    answer = world.client.get("/licences", params=filters, headers=world.officer())
    assert answer.status_code == 200, answer.text
    return answer.json()


def prints(world: World, uscc: str) -> list[Any]:
    found: list[Any] = world.client.get(f"/licences/{uscc}/prints", headers=world.officer()).json()["items"]
    return found


def record(world: World, uscc: str, what: str, **body: Any) -> httpx.Response:
    return world.client.post(f"/licences/{uscc}/{what}", json=body, headers=world.officer())


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_owner(world: World) -> None:
    """The applicant sees their licence and gets its document, byte for byte."""
    request, issued = world.issue()
    path, owner = f"/licences/{request.application_no}", world.owner(request.application_no)
    view = world.client.get(path, headers=owner).json()
    assert (view["uscc"], view["licence_no"], view["status"]) == (issued.uscc, issued.licence_no, "ISSUED")
    assert view["operator_name"] == "张晓禾"
    answer = world.client.get(f"{path}/document", headers=owner)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == world.document(issued)


def test_symbol_on_a_screen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner is shown the QR code as a picture; what it says is genuine."""
    said: list[str] = []
    draw = attestations.picture

    def drawn(text: str) -> bytes:
        said.append(text)
        return draw(text)

    monkeypatch.setattr(attestations, "picture", drawn)
    request, issued = world.issue()
    answer = world.client.get(f"/licences/{request.application_no}/symbol", headers=world.owner(request.application_no))
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg") and "#000" in answer.text
    (address,) = said
    verdict = world.client.post("/verifications/qr", json={"cwt": address.partition("#")[2]}).json()
    assert (verdict["genuine"], verdict["licence"]["uscc"]) == (True, issued.uscc)


def test_nobody_else(world: World) -> None:
    """Other applicants and other authorities' examiners are told that there is nothing; strangers log in first."""
    request, issued = world.issue(paper=True)
    path = f"/licences/{request.application_no}"
    for headers in (world.bearer("account-x", "applicant"), world.officer(OTHER)):
        for suffix in ("", "/document", "/symbol"):
            assert refused(world.client.get(path + suffix, headers=headers)) == (404, "licence.not_found")
    assert world.client.get(path).status_code == 401
    assert world.client.get(path, headers=world.operations()).status_code == 403
    other = world.officer(OTHER)
    assert world.client.get(f"/licences/{issued.uscc}/prints", headers=other).status_code == 404
    body = {"serial_no": "F-0000", "copy_kind": "副本"}
    assert world.client.post(f"/licences/{issued.uscc}/prints", json=body, headers=other).status_code == 404


@pytest.mark.parametrize("serial_no", ["0" * 40, "0000", "00-00", "A" * 25, "A1"])
def test_a_form_has_a_number(world: World, serial_no: str) -> None:
    """Nothing but zeros is none, nor is what no form has room for."""
    _, issued = world.issue(paper=True)
    body = {"serial_no": serial_no, "copy_kind": "副本"}
    answer = world.client.post(f"/licences/{issued.uscc}/prints", json=body, headers=world.officer())
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/serial_no"]


def test_officials(world: World) -> None:
    """The authority's examiner and its licence office see licence and document."""
    request, issued = world.issue()
    path = f"/licences/{request.application_no}"
    for headers in (world.examiner(), world.officer()):
        assert world.client.get(path, headers=headers).json()["uscc"] == issued.uscc
        assert world.client.get(f"{path}/document", headers=headers).content == world.document(issued)


def test_list(opened: Opened) -> None:
    """The list has the notice's columns, newest first, of one's own authority only, in pages."""
    world = opened()
    world.issue(authority=OTHER, authority_name="大同市新荣区市场监督管理局")
    made = []
    for number in range(3):
        world.clock.advance(timedelta(seconds=1))
        made.append(world.issue(name=f"大同市平城区第{number}号饺子馆")[1])
    page = listed(world, limit=2)
    assert page["total"] == 3
    assert [line["uscc"] for line in page["items"]] == [made[2].uscc, made[1].uscc]
    line = page["items"][0]
    assert line["number"] == made[2].licence_no
    assert line["applied_on"] == line["registered_on"] == local_date(world.clock.now()).isoformat()
    assert (line["name"], line["operator_name"]) == ("大同市平城区第2号饺子馆", "张晓禾")
    assert line["status_label"] == "已审核"
    assert [line["uscc"] for line in listed(world, limit=2, cursor=page["next"])["items"]] == [made[0].uscc]


def test_filters(opened: Opened) -> None:
    """Licences are found by part of the name, code, status and day; by a person's name in a body only."""
    world = opened()
    first = world.issue(name="大同市平城区百分%馆", operator="李一", paper=True)[1]
    world.clock.advance(timedelta(days=1))
    second = world.issue(name=None, operator="李二")[1]

    def found(**filters: Any) -> list[str]:
        return [line["uscc"] for line in listed(world, **filters)["items"]]

    assert found(name="百分%") == found(name="分%馆") == [first.uscc]
    assert found(name="_") == []
    assert found(name="李二") == []
    searched = world.client.post("/licences/searches", json={"operator": "李二"}, headers=world.officer())
    assert [line["uscc"] for line in searched.json()["items"]] == [second.uscc]
    assert found(uscc=first.uscc.lower()) == [first.uscc]
    assert found(status="UNPRINTED") == [first.uscc]
    assert found(status="ISSUED") == [second.uscc]
    assert found(status="PREPARED") == []
    assert found(to_day=first.established_on.isoformat()) == [first.uscc]
    assert found(from_day=second.established_on.isoformat()) == [second.uscc]


@pytest.mark.parametrize(
    "filters", [{"status": "LOST"}, {"uscc": "1"}, {"from_day": "2026-02-30"}, {"limit": 0}, {"name": "a\x00"}]
)
def test_bad_filters(world: World, filters: dict[str, Any]) -> None:
    """A filter that cannot be is refused with its field."""
    answer = world.client.get("/licences", params=filters, headers=world.officer())
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [f"/{next(iter(filters))}"]


def test_paper_is_queued(opened: Opened) -> None:
    """Who wished for paper has an original and a duplicate in the print queue; who did not has none."""
    world = opened()
    _, wished = world.issue(paper=True)
    _, without = world.issue()
    queue = world.client.get("/prints", headers=world.officer()).json()
    assert queue["total"] == 2
    assert [(one["copy_kind"], one["copy_no"], one["status_label"]) for one in queue["items"]] == [
        ("正本", "", "未打印"),
        ("副本", "1-1", "未打印"),
    ]
    assert {one["reason"] for one in prints(world, wished.uscc)} == {"FIRST_ISSUE"}
    assert prints(world, without.uscc) == []
    assert world.client.get("/prints", headers=world.officer(OTHER)).json()["total"] == 0


def test_print_and_collect(world: World) -> None:
    """Each paper goes from the queue to the entity's hands; the licence's status is that of its last paper."""
    _, issued = world.issue(paper=True)
    original, duplicate = prints(world, issued.uscc)

    def status() -> str:
        found: str = listed(world, uscc=issued.uscc)["items"][0]["status_label"]
        return found

    printed = record(
        world, issued.uscc, "prints", serial_no=world.form(f"P-{issued.uscc}-1"), print_no=original["print_no"]
    )
    assert (printed.status_code, printed.json()["status"]) == (201, "PRINTED")
    assert status() == "未打印"
    record(
        world, issued.uscc, "prints", serial_no=world.form(f"P-{issued.uscc}-2", "副本"), print_no=duplicate["print_no"]
    )
    assert status() == "已打印"
    claim = {"print_no": original["print_no"], **COLLECTED, "recipient": "张晓禾"}
    collected = record(world, issued.uscc, "claims", **claim)
    assert (collected.status_code, collected.json()["recipient"]) == (201, "张晓禾")
    posted = {"print_no": duplicate["print_no"], "manner": "POSTED", "tracking_no": "EMS123456"}
    sent = record(world, issued.uscc, "claims", **posted).json()
    assert (sent["tracking_no"], sent["delivery"]) == ("EMS123456", "POST")
    assert status() == "已寄出"
    assert record(world, issued.uscc, "claims", print_no=duplicate["print_no"], manner="RECEIVED").status_code == 201
    assert status() == "已领取"
    assert record(world, issued.uscc, "claims", **claim).json() == collected.json()


def test_print_again(world: World) -> None:
    """The same form's number twice is one print; for another licence it is refused."""
    _, one = world.issue(paper=True)
    _, other = world.issue(paper=True)
    body = {"serial_no": world.form(f"A-{one.uscc}"), "print_no": prints(world, one.uscc)[0]["print_no"]}
    first = record(world, one.uscc, "prints", **body)
    assert record(world, one.uscc, "prints", **body).json() == first.json()
    taken = record(world, other.uscc, "prints", **{**body, "print_no": prints(world, other.uscc)[0]["print_no"]})
    assert refused(taken) == (409, "licence.serial_no_used")


def test_replacement(world: World) -> None:
    """A spoiled paper is void with its reason, and a replacement gets the next numbers."""
    _, issued = world.issue(paper=True)
    duplicate = prints(world, issued.uscc)[1]
    record(
        world, issued.uscc, "prints", serial_no=world.form(f"V-{issued.uscc}", "副本"), print_no=duplicate["print_no"]
    )
    for _ in range(2):
        void = record(world, issued.uscc, f"prints/{duplicate['print_no']}/void", reason="打印错位")
        assert (void.json()["status_label"], void.json()["void_reason"]) == ("作废", "打印错位")
    again = record(
        world,
        issued.uscc,
        "prints",
        serial_no=world.form(f"W-{issued.uscc}", "副本"),
        copy_kind="副本",
        reason="REPLACEMENT",
    ).json()
    assert (again["print_no"], again["copy_no"], again["status"]) == (f"{issued.licence_no}-03", "1-2", "PRINTED")
    late = record(world, issued.uscc, "claims", print_no=duplicate["print_no"], **COLLECTED, recipient="张晓")
    assert refused(late) == (409, "licence.paper_out_of_order")


def test_refused_claims(world: World) -> None:
    """A claim says who collected or how it was posted, of a paper that was printed and is this licence's."""
    _, issued = world.issue(paper=True)
    _, other = world.issue(paper=True)
    number, foreign = prints(world, issued.uscc)[0]["print_no"], prints(world, other.uscc)[0]["print_no"]

    def claim(**body: Any) -> tuple[int, str]:
        return refused(record(world, issued.uscc, "claims", **body))

    assert claim(print_no=number, **COLLECTED) == (422, "licence.collector_faulty")
    assert claim(print_no=number, manner="POSTED") == (422, "licence.tracking_no_missing")
    assert claim(print_no=number, **COLLECTED, recipient="张晓") == (409, "licence.paper_out_of_order")
    assert claim(print_no=foreign, **COLLECTED, recipient="张晓") == (404, "licence.print.not_found")
    assert claim(print_no=number, **COLLECTED, recipient="a\x00") == (422, "request.invalid")
    assert {one["status"] for one in prints(world, issued.uscc)} == {"UNPRINTED"}


def test_print_documents(world: World) -> None:
    """The printer gets an original on A3 and a duplicate, as 副本, on A4, both with the seal across the date."""
    _, issued = world.issue(paper=True)
    original, duplicate = prints(world, issued.uscc)

    first, second = (sheet(world, issued.uscc, each["print_no"]) for each in (original, duplicate))
    assert (size(first), size(second)) == ((420, 297), (297, 210))
    assert "副" not in words(first) and "副" in words(second)
    for printed in (first, second):
        picture = pypdfium2.PdfDocument(printed)[0].render(scale=0.5).to_pil().convert("RGB")
        width, height = picture.size
        box = (int(width * 0.66), int(height * 0.62), int(width * 0.90), int(height * 0.90))
        red = sum(1 for r, g, b in picture.crop(box).get_flattened_data() if r > 150 and g < 100 and b < 100)
        assert red > 100


def test_print_onto_printed_forms(world: World) -> None:
    """套打: only what differs is printed onto a form that has frame and labels, moved as far as the printer is out."""
    _, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    onto = sheet(world, issued.uscc, number, overlay=True)
    assert issued.uscc in words(onto) and "登记机关" not in words(onto) and "经营范围" not in words(onto)
    assert "登记机关" in words(sheet(world, issued.uscc, number))
    moved = sheet(world, issued.uscc, number, overlay=True, original_right=5, original_down=2.5)
    (left, top), (there, below) = place(onto, issued.uscc), place(moved, issued.uscc)
    millimetres = 72 / 25.4
    assert there - left == pytest.approx(5 * millimetres, abs=0.2)
    assert top - below == pytest.approx(2.5 * millimetres, abs=0.2)
    far = {"original_right": 31}
    path = f"/licences/{issued.uscc}/prints/{number}/document"
    assert world.client.get(path, params=far, headers=world.officer()).status_code == 422


def sheet(world: World, uscc: str, number: str, **printing: Any) -> bytes:
    path = f"/licences/{uscc}/prints/{number}/document"
    answer = world.client.get(path, params=printing, headers=world.officer())
    assert answer.status_code == 200, answer.text
    return answer.content


def size(content: bytes) -> tuple[int, int]:
    """Of the first page, in millimetres."""
    width, height = pypdfium2.PdfDocument(content)[0].get_size()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def words(content: bytes) -> str:
    return pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()


def place(content: bytes, text: str) -> tuple[float, float]:
    """Left and top of the first letter of `text`, in points."""
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    found = page.search(text).get_next()
    assert found
    left, _, _, top = page.get_charbox(found[0])
    return left, top


def test_recipients_are_encrypted(world: World) -> None:
    """Who collected a paper cannot be read in the database."""
    _, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    record(world, issued.uscc, "prints", serial_no=world.form(f"E-{issued.uscc}"), print_no=number)
    record(world, issued.uscc, "claims", print_no=number, **COLLECTED, recipient="司马晓禾")
    with world.resources.database.transaction() as session:
        dump = str(session.connection().exec_driver_sql("SELECT * FROM licence.paper_licence").all())
    assert number in dump and "司马晓禾" not in dump


def test_heat(opened: Opened) -> None:
    """Licences are counted by county, street and month, for an authority and those below it."""
    world = opened()
    for street in ("大庆路街道", "大庆路街道", "向阳里街道"):
        world.issue(street=street)
    world.issue(authority=OTHER, authority_name="大同市新荣区市场监督管理局", street="新荣镇")
    day = local_date(world.clock.now())

    def heat(authority: str, **query: str) -> Any:
        return world.client.get("/statistics/heat", params=query, headers=world.officer(authority)).json()

    own = heat(AUTHORITY)
    assert own["total"] == 3
    assert [(one["street_name"], one["count"]) for one in own["counts"]] == [("大庆路街道", 2), ("向阳里街道", 1)]
    assert {(one["county_name"], one["begins"]) for one in own["counts"]} == {
        ("平城区", day.replace(day=1).isoformat())
    }
    city = heat("14020000", period="day")
    assert city["total"] == 4
    assert {one["begins"] for one in city["counts"]} == {day.isoformat()}
    assert heat(AUTHORITY, from_day=(day + timedelta(days=1)).isoformat())["total"] == 0
