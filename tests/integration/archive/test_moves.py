"""A file moves to another authority: from system to system at once, or as a stamped print that people carry."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest

from catalogues.filing_types.words import PartKind
from services.archive.contract import FileHandedOver, StandMove
from services.archive.operations.moving import conclude, stand_move
from services.archive.operations.packages import package_problems
from tests.fixtures.services.keys import left
from tests.integration.archive.conftest import AUTHORITY, OPERATOR, Archive, Part
from tests.servers import as_owner

NEXT_COUNTY, ANOTHER_PROVINCE = "14021500", "21010200"
USCC = "92140213MA00000001"


@pytest.fixture
def moving(archive: Archive) -> Iterator[Archive]:
    """A business of one authority, whose file is whole."""
    with as_owner(archive.resources.database) as connection:
        connection.exec_driver_sql("TRUNCATE archive.file_move")
    yield archive
    with as_owner(archive.resources.database) as connection:
        connection.exec_driver_sql("TRUNCATE archive.file_move")


def asked_by(archive: Archive, authority: str) -> tuple[FileHandedOver, StandMove]:
    """The file, and the request of another authority for it."""
    filed = archive.filed(uscc=USCC)
    number = f"{authority[:6]}09202611300000001"
    entity = Part(
        uscc=USCC,
        authority_code=AUTHORITY,
        authority_name="大同市平城区市场监督管理局",
        effective_on="2026-11-22",
        facts={
            "name": "大同市平城区晓禾饺子馆",
            "type_code": "GT002",
            "type_name": "中餐店",
            "parties": [{"roles": ["operator"], "name": OPERATOR}],
        },
    )
    part = left(archive.resources.exchange, number, "entity_before", entity)
    request = StandMove(application_no=number, uscc=USCC, to_authority=authority, parts={PartKind.ENTITY_BEFORE: part})
    return filed, request


def test_from_system_to_system(moving: Archive) -> None:
    """Asked, examined, handed over and received in one look; the package holds the volume byte for byte, and whoever
    gave it keeps its own. Asked again, nothing changes."""
    filed, request = asked_by(moving, NEXT_COUNTY)
    stands = stand_move(moving.resources, request)
    assert stands.status == "RECEIVED" and stands.next_at is None
    assert [paper.kind for paper in stands.papers] == ["move_letter", "move_manifest", "move_receipt"]
    name = f"{filed.archive_no}-{request.application_no}"
    package = moving.resources.packages.fetch(f"{filed.archive_no}/{name}.zip")
    assert package_problems(package, name) == []
    with zipfile.ZipFile(io.BytesIO(package)) as bag:
        assert bag.read(f"{name}/data/volumes/{filed.volume_name}.zip") == moving.package(filed)
    assert stand_move(moving.resources, request) == stands
    concluded = conclude(moving.resources, request.application_no, None)
    assert concluded and concluded.status == "ENDED"


def test_a_print_that_people_carry(moving: Archive) -> None:
    """Across provinces: the old side hands over, the new one receives, nobody else can; each page of the print is
    numbered and stamped, after a cover."""
    filed, request = asked_by(moving, ANOTHER_PROVINCE)
    assert stand_move(moving.resources, request).status == "REQUESTED"
    path, here, there = f"/moves/{request.application_no}", moving.archivist(), moving.archivist(ANOTHER_PROVINCE)
    early = moving.client.post(f"{path}/receipt", headers=there)
    assert (early.status_code, early.json()["code"]) == (409, "archive.move_not_sent")
    assert moving.client.post(f"{path}/handover", headers=there).status_code == 404
    sent = moving.client.post(f"{path}/handover", headers=here)
    assert sent.json()["status"] == "HANDED_OVER", sent.text
    [line] = moving.client.get("/moves", headers=there).json()["items"]
    assert (line["side"], line["act"], line["way"]) == ("in", "receive", "print")
    assert moving.client.post(f"{path}/receipt", headers=there).json()["status"] == "RECEIVED"
    assert stand_move(moving.resources, request).status == "RECEIVED"
    package = moving.client.get(f"{path}/package", headers=there).content
    name = f"{filed.archive_no}-{request.application_no}"
    with zipfile.ZipFile(io.BytesIO(package)) as bag:
        print_ = pypdfium2.PdfDocument(bag.read(f"{name}/data/prints/{filed.volume_name}.pdf"))
    texts = [page.get_textpage().get_text_bounded() for page in print_]
    assert "登记档案打印件" in texts[0] and len(texts) > 5
    for number, text in enumerate(texts[1:], start=1):
        assert "档案查询专用章" in text and f"第 {number} 页 共 {len(texts) - 1} 页" in text


def test_letters_carry_the_seal_of_who_writes_them(moving: Archive) -> None:
    """The new authority asks and confirms, the old one hands over; each paper is sealed by its own, and
    read by the people of both sides and of no other."""
    _, request = asked_by(moving, NEXT_COUNTY)
    stand_move(moving.resources, request)
    path, here, there = f"/moves/{request.application_no}", moving.archivist(), moving.archivist(NEXT_COUNTY)
    for headers in (here, there):
        [line] = moving.client.get("/moves", headers=headers).json()["items"]
        assert [each["title"] for each in line["papers"]] == [
            "迁移登记调档函",
            "登记档案移交清单",
            "登记档案接收回执",
        ]
    for kind, writer in (("move_letter", NEXT_COUNTY), ("move_manifest", AUTHORITY), ("move_receipt", NEXT_COUNTY)):
        read = [moving.client.get(f"{path}/papers/{kind}", headers=headers) for headers in (here, there)]
        assert {each.status_code for each in read} == {200} and read[0].content == read[1].content
        assert read[0].content.endswith(f"sealed by {writer}".encode())
        stranger = moving.client.get(f"{path}/papers/{kind}", headers=moving.archivist(ANOTHER_PROVINCE))
        assert stranger.status_code == 404
    assert moving.client.get(f"{path}/papers/licence", headers=here).status_code == 404


def test_alarms_and_the_limit(moving: Archive) -> None:
    """At the ends of the 60th and the 80th day both sides are told; after three months nothing is handed over."""
    _, request = asked_by(moving, ANOTHER_PROVINCE)
    first = stand_move(moving.resources, request)
    assert first.next_at is not None
    for days, alarms in ((59, 0), (2, 1), (20, 2)):
        moving.clock.advance(timedelta(days=days))
        stand_move(moving.resources, request)
        [line] = moving.client.get("/moves", headers=moving.archivist()).json()["items"]
        assert line["alarms"] == alarms
    moving.clock.advance(timedelta(days=20))
    assert stand_move(moving.resources, request).status == "OVERDUE"
    late = moving.client.post(f"/moves/{request.application_no}/handover", headers=moving.archivist())
    assert (late.status_code, late.json()["code"]) == (409, "archive.move_ended")
