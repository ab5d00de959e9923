"""The licence office: who is to get a paper, batches for the printer, records that can be found again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pypdfium2
import pytest

from kernel.clock import local_date
from tests.integration.licence.conftest import COLLECTED, Opened, World

OTHER = "14021200"
AGENT = {
    "manner": "AGENT",
    "name": "李青禾",
    "mobile": "13800000025",
    "id_document_type": "10",
    "id_number": "140102198801011232",
}
PARCEL = {"manner": "POST", "name": "王收禾", "phone": "0352-5550025", "address": "山西省大同市平城区虚构巷2号"}


def prints(world: World, uscc: str) -> list[Any]:
    found: list[Any] = world.client.get(f"/licences/{uscc}/prints", headers=world.officer()).json()["items"]
    return found


def post(world: World, path: str, **body: Any) -> httpx.Response:
    return world.client.post(path, json=body, headers=world.officer())


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def put_addressee(world: World, number: str, **body: Any) -> httpx.Response:
    return world.client.put(f"/licences/{number}/addressee", json=body, headers=world.officer())


def test_agent_is_recorded_in_versions(world: World) -> None:
    """The same agent again is the same version, another one the next; the document's number is masked."""
    request, _ = world.issue(paper=True)
    number = request.application_no
    empty = world.client.get(f"/licences/{number}/addressee", headers=world.officer()).json()
    assert (empty["version"], empty["addressee"]) == (0, None)
    first = put_addressee(world, number, **AGENT)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert first.json()["addressee"]["id_number"] == "140***********1232"
    assert first.json()["by_applicant"] is False
    assert put_addressee(world, number, **AGENT).json() == first.json()
    assert put_addressee(world, number, manner="OPERATOR", name="不用填").json()["addressee"]["name"] is None
    assert world.client.get(f"/licences/{number}/addressee", headers=world.officer()).json()["version"] == 2


def test_posted_to_whom_the_applicant_named(world: World) -> None:
    """The address given on the application is the addressee from the start, and the queue says that it is posted."""
    wish = {"method": "post", "recipient": "王收禾", "phone": "13800000025", "address": "山西省大同市平城区虚构巷2号"}
    request, issued = world.issue(paper=True, delivery=wish)
    view = world.client.get(f"/licences/{request.application_no}/addressee", headers=world.officer()).json()
    assert (view["version"], view["by_applicant"]) == (1, True)
    kept = {"manner": "POST", "name": "王收禾", "mobile": "13800000025", "address": wish["address"]}
    assert kept.items() <= view["addressee"].items()
    assert {paper["delivery"] for paper in prints(world, issued.uscc)} == {"POST"}
    collected, at_window = world.issue(paper=True, delivery={**wish, "method": "window"})
    view = world.client.get(f"/licences/{collected.application_no}/addressee", headers=world.officer()).json()
    assert view["addressee"] is None
    assert {paper["delivery"] for paper in prints(world, at_window.uscc)} == {"COLLECT"}


def test_agents_are_encrypted(world: World) -> None:
    """Who collects cannot be read in the database."""
    request, _ = world.issue()
    put_addressee(world, request.application_no, **{**AGENT, "name": "欧阳青禾"})
    with world.resources.database.transaction() as session:
        dump = str(session.connection().exec_driver_sql("SELECT * FROM licence.receiver").all())
    assert request.application_no in dump
    assert not any(secret in dump for secret in ("欧阳青禾", AGENT["mobile"], AGENT["id_number"]))


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"name": None, "mobile": " "}, ["/name", "/mobile"]),
        ({"mobile": "12345678901"}, ["/mobile"]),
        ({"id_number": "140102198801011234"}, ["/id_number"]),
        ({"id_document_type": "99"}, ["/id_document_type"]),
        ({"email": "nobody", "phone": "12"}, ["/phone", "/email"]),
        ({"manner": "POST"}, ["/address"]),
    ],
)
def test_faulty_addressees(world: World, changed: dict[str, Any], pointers: list[str]) -> None:
    """Everything that is wrong is told at its field, and nothing is saved."""
    request, _ = world.issue()
    answer = put_addressee(world, request.application_no, **(AGENT | changed))
    assert refused(answer) == (422, "licence.addressee_faulty")
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers
    view = world.client.get(f"/licences/{request.application_no}/addressee", headers=world.officer()).json()
    assert view["addressee"] is None


def test_addressees_of_others(world: World) -> None:
    """Another authority's examiner finds no licence; the applicant may not look."""
    request, _ = world.issue()
    path = f"/licences/{request.application_no}/addressee"
    assert world.client.get(path, headers=world.officer(OTHER)).status_code == 404
    assert world.client.put(path, json=AGENT, headers=world.officer(OTHER)).status_code == 404
    assert world.client.get(path, headers=world.owner(request.application_no)).status_code == 403


def test_papers_go_the_way_that_is_recorded(world: World) -> None:
    """Papers not printed yet are posted or collected as was said last; printed ones stay as they were."""
    request, issued = world.issue(paper=True)
    first, _ = prints(world, issued.uscc)
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"W-{issued.uscc}"), print_no=first["print_no"])
    put_addressee(world, request.application_no, **PARCEL)
    assert [one["delivery"] for one in prints(world, issued.uscc)] == ["COLLECT", "POST"]
    put_addressee(world, request.application_no, manner="OPERATOR")
    assert [one["delivery"] for one in prints(world, issued.uscc)] == ["COLLECT", "COLLECT"]


def test_view_has_the_facts_of_the_second_step(world: World) -> None:
    """证照信息 tells capital, type, and whether the authority is the one of the place."""
    request, _ = world.issue(capital="12")
    view = world.client.get(f"/licences/{request.application_no}", headers=world.officer()).json()
    assert (view["capital_amount"], view["type_name"], view["local"]) == ("12", "饺子馆", True)


def test_paper_wished_for_later(world: World) -> None:
    """Who wanted no paper first gets it in the queue; the same click twice is one paper, and one original stands."""
    _, issued = world.issue()
    body = {"copy_kind": "正本", "reason": "FIRST_ISSUE", "request_id": f"first-{issued.uscc}"}
    first = post(world, f"/licences/{issued.uscc}/papers", **body)
    assert (first.status_code, first.json()["status"]) == (201, "UNPRINTED")
    assert post(world, f"/licences/{issued.uscc}/papers", **body).json() == first.json()
    again = post(world, f"/licences/{issued.uscc}/papers", **{**body, "request_id": f"second-{issued.uscc}"})
    assert refused(again) == (409, "licence.original_stands")
    assert again.json()["errors"][0]["pointer"] == "/copy_kind"


def test_replacement_needs_a_void_one(world: World) -> None:
    """A lost original is void first, though it was collected; then its replacement may be asked for."""
    _, issued = world.issue(paper=True)
    original = prints(world, issued.uscc)[0]["print_no"]
    copy = {"copy_kind": "副本", "reason": "REPLACEMENT", "request_id": f"replace-copy-{issued.uscc}"}
    assert refused(post(world, f"/licences/{issued.uscc}/papers", **copy)) == (409, "licence.reason_unfit")
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"R-{issued.uscc}"), print_no=original)
    claim = {"print_no": original, **COLLECTED, "recipient": "张晓禾"}
    post(world, f"/licences/{issued.uscc}/claims", **claim)
    void = post(world, f"/licences/{issued.uscc}/prints/{original}/void", reason="遗失").json()
    assert (void["status"], void["void_by"]) == ("VOID", "officer-1")
    body = {"copy_kind": "正本", "reason": "REPLACEMENT", "request_id": f"replace-{issued.uscc}"}
    assert post(world, f"/licences/{issued.uscc}/papers", **body).status_code == 201


def test_batch(world: World) -> None:
    """Several papers are printed as one document and recorded together; recording them again changes nothing."""
    one, other = (world.issue(paper=True)[1] for _ in range(2))
    numbers = [each["print_no"] for issued in (one, other) for each in prints(world, issued.uscc)]
    sheet = world.client.get("/prints/document", params={"print_no": numbers}, headers=world.officer())
    pages = pypdfium2.PdfDocument(sheet.content)
    texts = [pages[index].get_textpage().get_text_bounded() for index in range(len(pages))]
    assert len(texts) == 4
    assert [one.uscc in text for text in texts] == [True, True, False, False]
    records = [
        {"print_no": number, "serial_no": world.form(f"B-{number}", kind)}
        for number, kind in zip(numbers, ("正本", "副本") * 2, strict=True)
    ]
    done = post(world, "/prints", records=records)
    assert [each["print_no"] for each in done.json()] == numbers
    assert {each["status"] for each in done.json()} == {"PRINTED"}
    assert post(world, "/prints", records=records).json() == done.json()


def test_batch_keeps_the_seal(world: World) -> None:
    """What is printed together looks like what is printed alone, the red seal included."""
    _, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    sheet = world.client.get("/prints/document", params={"print_no": number}, headers=world.officer())

    def red(content: bytes) -> int:
        page = pypdfium2.PdfDocument(content)
        page.init_forms()
        picture = page[0].render(scale=420 / page[0].get_width()).to_pil().convert("RGB")
        return sum(1 for r, g, b in picture.get_flattened_data() if r > 150 and g < 100 and b < 100)

    alone = red(world.document(issued))
    assert alone > 100
    assert abs(red(sheet.content) - alone) < alone / 10


def test_batch_is_all_or_nothing(world: World) -> None:
    """One form that was used already spoils the batch, at its own place."""
    one, other = (world.issue(paper=True)[1] for _ in range(2))
    mine, theirs = prints(world, one.uscc)[0]["print_no"], prints(world, other.uscc)[0]["print_no"]
    post(world, f"/licences/{other.uscc}/prints", serial_no=world.form(f"U-{theirs}"), print_no=theirs)
    used = [{"print_no": prints(world, one.uscc)[1]["print_no"], "serial_no": world.form(f"N-{mine}", "副本")}]
    answer = post(world, "/prints", records=[*used, {"print_no": mine, "serial_no": f"U-{theirs}"}])
    assert refused(answer) == (409, "licence.serial_no_used")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/records/1/serial_no"]
    assert {each["status"] for each in prints(world, one.uscc)} == {"UNPRINTED"}
    twice = [{"print_no": each["print_no"], "serial_no": "SAME-1"} for each in prints(world, one.uscc)]
    assert refused(post(world, "/prints", records=twice)) == (422, "licence.forms_repeated")


def test_batches_of_others(world: World) -> None:
    """Another authority neither prints nor records."""
    _, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    other = world.officer(OTHER)
    assert world.client.get("/prints/document", params={"print_no": number}, headers=other).status_code == 404
    body = {"records": [{"print_no": number, "serial_no": f"X-{number}"}]}
    assert world.client.post("/prints", json=body, headers=other).status_code == 404


def test_records_are_found(opened: Opened) -> None:
    """Print and claim records are found by business, form, person, kind and day; others' are not."""
    world = opened()
    _, one = world.issue(paper=True, name="大同市平城区百分%馆")
    world.issue(paper=True)
    original, duplicate = prints(world, one.uscc)
    post(world, f"/licences/{one.uscc}/prints", serial_no=world.form("F-0001"), print_no=original["print_no"])
    claim = {"print_no": original["print_no"], **COLLECTED, "recipient": "司马晓禾"}
    post(world, f"/licences/{one.uscc}/claims", **claim)
    today = local_date(world.clock.now())

    def found(**body: Any) -> list[str]:
        return [each["print_no"] for each in post(world, "/prints/searches", **body).json()["items"]]

    assert len(found()) == 4
    assert found(name="分%") == [duplicate["print_no"], original["print_no"]]
    assert (
        found(serial_no="F-0001") == found(recipient="司马晓禾") == found(status="COLLECTED") == [original["print_no"]]
    )
    assert found(uscc=one.uscc.lower(), copy_kind="副本") == [duplicate["print_no"]]
    assert found(from_day=today.isoformat(), to_day=today.isoformat()) == [original["print_no"]]
    assert found(from_day=(today + timedelta(days=1)).isoformat()) == []
    assert found(recipient="司马") == []
    assert found(print_nos=[original["print_no"]]) == [original["print_no"]]
    elsewhere = world.client.post("/prints/searches", json={}, headers=world.officer(OTHER)).json()
    assert elsewhere["total"] == 0
    shown = post(world, "/prints/searches", recipient="司马晓禾").json()["items"][0]
    assert (shown["name"], shown["printed_by"], shown["handed_by"]) == (
        "大同市平城区百分%馆",
        "officer-1",
        "officer-1",
    )


def test_merged_sheets_open(world: World) -> None:
    """The merged document is a PDF of its own that others can read."""
    _, issued = world.issue(paper=True)
    numbers = [each["print_no"] for each in prints(world, issued.uscc)]
    sheet = world.client.get("/prints/document", params={"print_no": numbers}, headers=world.officer())
    assert sheet.headers["content-type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(BytesIO(sheet.content))) == 2
