"""Lists, inventories, documents, packages, edits over HTTP: to whom, masked, and written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from kernel.clock import local_date
from kernel.pdf.digests import sha256_hex
from kernel.pdf.reading import page_count
from kernel.tokens import Role
from services.archive.contract import FileHandedOver
from services.archive.operations.handing_over import hand_over_file
from tests.integration.archive.conftest import AUTHORITY, OPERATOR, Archive
from tests.servers import as_owner

STRANGER = "21010600"


def _volume(filed: FileHandedOver) -> str:
    return f"/files/{filed.archive_no}/volumes/{filed.volume_name}"


def test_list_has_the_columns_of_the_notice(archive: Archive) -> None:
    """Code, name, operator (masked), category, times, reviewer, archivist, status, kind of sole trader."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    answer = archive.client.get("/files", headers=archive.archivist()).json()
    assert (answer["total"], answer["first"], answer["next"]) == (1, 1, None)
    (line,) = answer["items"]
    assert line.pop("approved_at") and line.pop("filed_at")
    assert line == {
        "archive_no": filed.archive_no,
        "volume_name": filed.volume_name,
        "application_no": case.request.application_no,
        "uscc": case.request.uscc,
        "full_name": (case.application.model_extra or {})["full_name"],
        "operator": "张**",
        "category": "设立登记",
        "outcome": "LICENSED",
        "reviewer": "智慧审批",
        "archivist": "系统自动归档",
        "status": "已归档",
        "type_name": "中餐店",
        "medium": "电子",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"operator": "李四"}, 1),
        ({"operator": "李"}, 0),
        ({"full_name": "饺子"}, 2),
        ({"full_name": "%"}, 0),
        ({"category": "设立登记"}, 3),
        ({"status": "已归档"}, 3),
        ({"status": "未归档"}, 0),
        ({"outcome": "LICENSED"}, 3),
        ({"outcome": "REJECTED"}, 0),
        ({"reviewer": "智慧审批"}, 3),
        ({"type_name": "小餐饮"}, 0),
        ({"archive_no": f"{AUTHORITY}A000002"}, 1),
        ({"uscc": "92140213MA0MU7MP45"}, 1),
    ],
)
def test_list_is_filtered(archive: Archive, query: dict[str, str], found: int) -> None:
    """Each filter of the list narrows it; an operator is found by the whole name only, never in an address."""
    archive.filed(kinds=("name_notice",), uscc="92140213MA0MU7MP45")
    archive.filed(kinds=("name_notice",), operator="李四")
    archive.filed(kinds=("name_notice",), named=False)
    answer = archive.client.post("/files/searches", json=query, headers=archive.archivist()).json()
    assert answer["total"] == len(answer["items"]) == found
    listed = archive.client.get("/files", params=query, headers=archive.archivist())
    if query.keys() & {"operator", "reviewer"}:
        assert listed.json()["errors"][0]["pointer"] == f"/{next(iter(query))}"
    else:
        assert listed.json() == answer


def test_list_is_filtered_by_days_in_china(archive: Archive) -> None:
    """Both days count; the day after does not."""
    archive.filed(kinds=("name_notice",))
    today = local_date(archive.clock.now())

    def total(**days: object) -> int:
        given = {name: str(day) for name, day in days.items()}
        return int(archive.client.get("/files", params=given, headers=archive.archivist()).json()["total"])

    assert total(filed_from=today, filed_to=today) == 1
    assert total(filed_from=today + timedelta(days=1)) == 0
    assert total(filed_to=today - timedelta(days=1)) == 0
    assert total(approved_to=today - timedelta(days=2)) == 0


def test_list_has_pages(archive: Archive) -> None:
    """Newest first; the second page goes on counting."""
    for _ in range(3):
        archive.filed(kinds=("name_notice",))
        archive.clock.advance(timedelta(seconds=1))
    first = archive.client.get("/files", params={"limit": 2}, headers=archive.archivist()).json()
    searched = {"limit": 2, "cursor": first["next"]}
    answer = archive.client.get("/files", params=searched, headers=archive.archivist()).json()
    assert (first["total"], answer["first"]) == (3, 3)
    assert [volume["archive_no"] for volume in answer["items"]] == [f"{AUTHORITY}A000001"]
    back = {"limit": 2, "cursor": answer["previous"]}
    assert archive.client.post("/files/searches", json=back, headers=archive.archivist()).json() == first


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"filed_from": "2026-13-01"},
        {"filed_to": "9999-12-31"},
        {"approved_from": "0001-01-01"},
        {"status": "gone"},
        {"uscc": "x" * 61},
        {"uscc": "\0"},
    ],
)
def test_bad_filters_are_named(archive: Archive, query: dict[str, object]) -> None:
    """A wrong filter is refused with its name."""
    answer = archive.client.get("/files", params=query, headers=archive.archivist())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(query))}"


def test_file_shows_its_inventory(archive: Archive) -> None:
    """Inventory first, page labels computed, the operator masked, four properties checked."""
    filed = archive.filed()
    shown = archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()
    assert (shown["operator"], shown["shop_name"]) == ("张**", "晓禾饺子馆")
    (volume,) = shown["volumes"]
    assert [line["number"] for line in volume["inventory"]] == list(range(10))
    assert volume["inventory"][0]["title"] == "卷内目录"
    assert volume["inventory"][-1]["title"] == "设立登记归档记录表"
    assert [check["property"] for check in volume["checks"]] == ["真实性", "完整性", "可用性", "安全性"]
    assert volume["information"]["revision"] == 1
    assert OPERATOR not in str({key: value for key, value in shown.items() if key != "volumes"})


def test_labels_follow_the_real_pages(archive: Archive) -> None:
    """In each group labels count the pages that the PDF files have."""
    filed = archive.filed()
    (volume,) = archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()["volumes"]
    materials = [line for line in volume["inventory"] if line["subgroup"] == "设立登记材料"]
    start = 1
    for line in materials:
        pages = page_count(archive.documents[line["kind"]])
        assert line["page_label"] == f"第{start}-{start + pages - 1}页共{pages}页"
        start += pages


@pytest.mark.parametrize("number", range(10))
def test_every_document_can_be_fetched(archive: Archive, number: int) -> None:
    """Each line of the inventory leads to the PDF whose digest it names, for the archivist and for the owner."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    own = f"/own-files/{case.request.application_no}"
    line = archive.client.get(own, headers=archive.headers()).json()["inventory"][number]
    for path, headers in ((_volume(filed), archive.archivist()), (own, archive.headers())):
        answer = archive.client.get(f"{path}/documents/{number}", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert sha256_hex(answer.content) == line["sha256"]
        assert page_count(answer.content) == line["pages"]


def test_package_can_be_fetched(archive: Archive) -> None:
    """Archivist and owner get the stored package, byte for byte."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    for path, headers in (
        (_volume(filed), archive.archivist()),
        (f"/own-files/{case.request.application_no}", archive.headers()),
    ):
        answer = archive.client.get(f"{path}/package", headers=headers)
        assert answer.headers["content-type"] == "application/zip"
        assert sha256_hex(answer.content) == filed.package_sha256


def test_others_find_nothing(archive: Archive) -> None:
    """Another applicant, another authority's archivist and a wrong archive number all get 404."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    own, stranger = f"/own-files/{case.request.application_no}", archive.headers("account-2")
    paths = [(own + tail, stranger) for tail in ("", "/documents/1", "/package")]
    elsewhere = archive.archivist(STRANGER)
    paths += [(_volume(filed) + tail, elsewhere) for tail in ("/documents/1", "/package", "/audit")]
    paths += [(f"/files/{filed.archive_no}", elsewhere), (f"/files/{AUTHORITY}A000099", archive.archivist())]
    paths += [(f"/files/{AUTHORITY}A000099/volumes/{filed.volume_name}/package", archive.archivist())]
    paths += [(_volume(filed) + "/documents/99", archive.archivist())]
    for path, headers in paths:
        answer = archive.client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "archive.not_found"), path
    assert archive.client.post(_volume(filed) + "/verification", headers=elsewhere).status_code == 404
    assert archive.client.get("/files", headers=elsewhere).json()["total"] == 0


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.EXAMINER, Role.OPERATIONS])
def test_only_archivists_see_files(archive: Archive, role: Role) -> None:
    """No other role lists files, and nobody without a token."""
    assert archive.client.get("/files", headers=archive.headers("x", role, AUTHORITY)).status_code == 403
    assert archive.client.get("/files").status_code == 401


def test_examiners_learn_which_volumes_a_business_has(archive: Archive) -> None:
    """Without a name of a person; nothing of another authority, and nothing to open."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    examiner, other = (archive.headers("x", Role.EXAMINER, authority) for authority in (AUTHORITY, STRANGER))
    uscc = archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()["uscc"]
    [line] = archive.client.get(f"/entities/{uscc}/volumes", headers=examiner).json()["items"]
    assert (line["volume_name"], line["medium"]) == (filed.volume_name, "电子") and "operator" not in line
    assert archive.client.get(f"/entities/{uscc}/volumes", headers=other).json()["items"] == []
    assert archive.client.get(f"/files/{filed.archive_no}", headers=examiner).status_code == 403
    assert archive.client.get(f"/entities/{uscc}/volumes", headers=archive.headers("account-1")).status_code == 403


def test_every_view_is_written_down(archive: Archive) -> None:
    """Who saw which file, document or package, and when."""
    case = archive.case()
    filed = hand_over_file(archive.resources, case.request)
    own = f"/own-files/{case.request.application_no}"
    for path in ("", "/documents/3", "/package"):
        archive.client.get(own + path, headers=archive.headers())
    for path in ("/files", f"/files/{filed.archive_no}", _volume(filed) + "/documents/0", _volume(filed) + "/audit"):
        archive.client.get(path, headers=archive.archivist())
    archive.client.post(_volume(filed) + "/verification", headers=archive.archivist())
    archive.client.get(own, headers=archive.headers("account-2"))
    assert archive.rows("SELECT subject, action, document FROM archive.access_log ORDER BY id") == [
        ("account-1", "file", None),
        ("account-1", "document", 3),
        ("account-1", "package", None),
        ("archivist-1", "list", None),
        ("archivist-1", "file", None),
        ("archivist-1", "document", 0),
        ("archivist-1", "audit", None),
        ("archivist-1", "verification", None),
    ]
    read = f"/files/{filed.archive_no}/accesses"
    lines = archive.client.get(read, headers=archive.archivist()).json()["items"]
    assert [(line["actor"], line["role"], line["view"], line["document"]) for line in lines[-4:]] == [
        ("archivist-1", "archivist", "file", None),
        ("account-1", "applicant", "package", None),
        ("account-1", "applicant", "document", 3),
        ("account-1", "applicant", "file", None),
    ]
    again = archive.client.get(read, headers=archive.archivist()).json()["items"]
    assert (again[0]["view"], len(again)) == ("audit", len(lines) + 1)
    for stranger in (archive.headers(), archive.headers("x", Role.ARCHIVIST, "21010600")):
        assert archive.client.get(read, headers=stranger).status_code in (403, 404)


def test_one_word_on_how_long_a_file_is_kept(archive: Archive) -> None:
    """Thirty years on the papers and on the page; where the store locks for less, as on a laptop, it says so."""
    filed = hand_over_file(archive.resources, archive.case().request)
    shown = archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()
    for volume in shown["volumes"]:
        assert volume["retention"] == "30年"
        assert int(volume["kept_until"][:4]) - int(volume["filed_at"][:4]) in (30, 31)
        whole = volume["locked_until"][:4] >= str(int(volume["kept_until"][:4]) - 1)
        assert volume["locked_throughout"] is whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archive.access_log SET subject = 'x'",
        "DELETE FROM archive.access_log",
        "UPDATE archive.information_change SET actor = 'x'",
        "DELETE FROM archive.filed_document",
        "UPDATE archive.archive_volume SET package_sha256 = 'x'",
        "DELETE FROM archive.archive_volume",
    ],
)
def test_records_cannot_be_rewritten(archive: Archive, statement: str) -> None:
    """The database itself refuses to change what is filed, viewed or edited."""
    filed = archive.filed(kinds=("name_notice",))
    archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist())
    _edit(archive, filed, '"1"', place="二区")
    with pytest.raises(DBAPIError, match=r"only ever added|filing information|never deleted"):
        archive.rows(statement + " RETURNING 1")


def _edit(archive: Archive, filed: FileHandedOver, if_match: str | None, **fields: object) -> httpx.Response:
    headers = archive.archivist() | ({"If-Match": if_match} if if_match else {})
    return archive.client.patch(_volume(filed) + "/information", json=fields, headers=headers)


def test_edit_is_chained_to_those_before(archive: Archive) -> None:
    """Two edits: new values are shown, the audit names who, when, what, and its links follow one another."""
    filed = archive.filed(kinds=("name_notice",))
    first = archive.client.patch(
        _volume(filed) + "/information",
        json={"reason": "离馆入库", "place": "二区"},
        headers=archive.archivist() | {"If-Match": '"1"'},
    )
    assert (first.status_code, first.headers["etag"], first.json()["reason"]) == (200, '"2"', "离馆入库")
    archive.clock.advance(timedelta(hours=1))
    _edit(archive, filed, '"2"', archivist="王档案")
    entries = archive.client.get(_volume(filed) + "/audit", headers=archive.archivist()).json()["items"]
    assert [entry["fields"] for entry in entries] == [["reason", "place"], ["archivist"]]
    assert [entry["actor"] for entry in entries] == ["archivist-1"] * 2
    assert entries[0]["before"] == {"reason": "设立登记办结，系统自动归档", "place": "电子档案库"}
    assert entries[1]["after"] == {"archivist": "王档案"}
    assert entries[1]["previous"] == entries[0]["link"] and entries[0]["previous"] == "0" * 64
    assert entries[1]["before_digest"] == entries[0]["after_digest"]
    assert all(entry["intact"] for entry in entries)


def test_edit_leaves_the_package_alone(archive: Archive) -> None:
    """Only the filing information changes; the package stays the one that was filed."""
    filed = archive.filed(kinds=("name_notice",))
    _edit(archive, filed, '"1"', institution="山西省档案馆综合部")
    assert sha256_hex(archive.package(filed)) == filed.package_sha256


def test_forged_audit_is_found(archive: Archive) -> None:
    """A row changed behind the service's back breaks its link, in the audit and in the invariants."""
    filed = archive.filed(kinds=("name_notice",))
    _edit(archive, filed, '"1"', place="二区")
    forge = "ALTER TABLE archive.information_change {} TRIGGER rows_are_only_added"
    with as_owner(archive.resources.database) as connection:
        run: Callable[[str], object] = connection.exec_driver_sql
        run(forge.format("DISABLE"))
        run("UPDATE archive.information_change SET actor = 'nobody'")
        run(forge.format("ENABLE"))
    (entry,) = archive.client.get(_volume(filed) + "/audit", headers=archive.archivist()).json()["items"]
    assert entry["intact"] is False
    assert archive.broken_invariants() == [f"audit broken at: {filed.volume_name}/1"]
    with as_owner(archive.resources.database) as connection:
        run = connection.exec_driver_sql
        run(forge.format("DISABLE"))
        run("UPDATE archive.information_change SET actor = 'archivist-1'")
        run(forge.format("ENABLE"))


@pytest.mark.parametrize(
    ("if_match", "fields", "status", "code"),
    [
        (None, {"place": "二区"}, 428, "archive.revision_missing"),
        ('"7"', {"place": "二区"}, 412, "archive.revision_outdated"),
        ('"1"', {"volume_name": "other"}, 422, "request.invalid"),
        ('"1"', {"place": ""}, 422, "request.invalid"),
        ('"1"', {"place": "a\x00b"}, 422, "request.invalid"),
        ('"1"', {"filed_at": "2026-11-22T00:00:00"}, 422, "request.invalid"),
        ('"1"', {"filed_at": "0001-01-01T00:00:00+08:00"}, 422, "request.invalid"),
        ('"1"', {"filed_at": "2999-01-01T00:00:00+08:00"}, 422, "archive.filed_in_future"),
        ("1", {"place": "二区"}, 422, "request.invalid"),
    ],
)
def test_wrong_edits_are_refused(
    archive: Archive, if_match: str | None, fields: dict[str, str], status: int, code: str
) -> None:
    """No revision, an old one, the volume's name, empty or broken text, a time without zone or in the future."""
    filed = archive.filed(kinds=("name_notice",))
    answer = _edit(archive, filed, if_match, **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert archive.rows("SELECT count(*) FROM archive.information_change") == [(0,)]


def test_broken_characters_are_refused(archive: Archive) -> None:
    """A lone surrogate in JSON is bad input, a rare character is not."""
    filed = archive.filed(kinds=("name_notice",))
    headers = archive.archivist() | {"If-Match": '"1"', "Content-Type": "application/json"}
    path = _volume(filed) + "/information"
    assert archive.client.patch(path, content=b'{"place": "\\ud800"}', headers=headers).status_code == 422
    edited = archive.client.patch(path, json={"archivist": "𠮷㛃"}, headers=headers)
    assert edited.json()["archivist"] == "𠮷㛃"


def test_edit_that_changes_nothing_leaves_no_trace(archive: Archive) -> None:
    """The same values again are no edit."""
    filed = archive.filed(kinds=("name_notice",))
    answer = _edit(archive, filed, '"1"', place="电子档案库")
    assert answer.json()["revision"] == 1


def test_service_is_ready(archive: Archive) -> None:
    """Database, exchange and archive bucket answer."""
    assert archive.client.get("/ready").json() == {"status": "ok", "missing": {}}
