"""Copies out of a volume: what stands in them, who gets which, and how anybody tells a genuine one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from kernel.pdf.digests import sha256_hex
from kernel.pdf.reading import opened, page_count
from services.archive.contract import FileHandedOver
from services.archive.operations.handing_over import hand_over_file
from tests.integration.archive.conftest import AUTHORITY, OWNER, Archive, Case

PURPOSE = "向某银行申请经营贷款"
ORGAN = {
    **{"reader": "organ", "asker": "大同市平城区人民法院", "persons": ["赵一", "钱二"]},
    **{"letter": "（2026）晋0213执12号", "purpose": "执行案件查询"},
}
LAWYER = {
    **{"reader": "lawyer", "asker": "某律师事务所", "persons": ["孙三"]},
    **{"letter": "律函2026-7", "purpose": "民事诉讼取证"},
}


def _filed(archive: Archive) -> tuple[Case, FileHandedOver]:
    """A volume with the opinion of a second examiner, which is internal."""
    case = archive.case()
    opinion = archive.deposited(case.request.application_no, "countersignatures", archive.documents["review_sheet"])
    request = case.request.model_copy(update={"documents": (*case.request.documents, opinion)})
    return case, hand_over_file(archive.resources, request)


def _asked(archive: Archive, case: Case, status: int = 201, **more: Any) -> Any:
    body = {"request_id": "request-1", "purpose": PURPOSE, **more}
    answer = archive.client.post(
        f"/own-files/{case.request.application_no}/copies", json=body, headers=archive.headers()
    )
    assert answer.status_code == status, answer.text
    return answer.json()


def _text(pdf: bytes, page: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[page].get_textpage().get_text_bounded()).replace("\r\n", "")
    finally:
        document.close()


def test_a_holder_makes_a_copy_by_themselves(archive: Archive) -> None:
    """Cover with number, purpose and code; then every page but the internal ones, each under the watermark; nothing in
    it verifies as a signature."""
    case, _ = _filed(archive)
    made = _asked(archive, case)
    path = f"/own-files/{case.request.application_no}/copies/{made['copy_no']}"
    content = archive.client.get(path, headers=archive.headers()).content
    assert sha256_hex(content) == made["sha256"] and page_count(content) == made["pages"]
    cover, last = _text(content, 0), _text(content, made["pages"] - 1)
    for told in (made["copy_no"], PURPOSE, made["code"], "档案查询专用", "按密级不提供：复核意见书（内部）"):
        assert told in cover.replace("\u200b", ""), told
    assert PURPOSE in last and made["code"] in last and "档案查询专用" in last
    titles = [each["title"] for each in made["documents"]]
    assert (
        "申请人签署的《个体工商户登记申请书》" in titles and "复核意见书" not in titles and len(made["left_out"]) == 1
    )
    originals = sum(each["pages"] for each in made["documents"])
    assert made["pages"] > originals
    with opened(content) as reader:
        assert not reader.embedded_signatures


def test_the_same_request_makes_one_copy(archive: Archive) -> None:
    """A second click gets what the first one got; another request is another copy."""
    case, _ = _filed(archive)
    assert _asked(archive, case) == _asked(archive, case)
    archive.clock.advance(timedelta(seconds=1))
    _asked(archive, case, request_id="request-2", documents=[1])
    copies = archive.client.get(f"/own-files/{case.request.application_no}/copies", headers=archive.headers()).json()
    assert copies["total"] == 2 and len(copies["items"][0]["documents"]) == 1


def test_anybody_who_holds_a_copy_checks_it(archive: Archive) -> None:
    """By its code however typed, and by the file; one byte more, and nobody knows it."""
    case, filed = _filed(archive)
    made = _asked(archive, case)
    by_code = archive.client.get(f"/copies/{made['code'].lower().replace('-', ' ')}").json()
    assert by_code == archive.client.get(f"/copies/by-digest/{made['sha256']}").json()
    assert (by_code["purpose"], by_code["reader"], by_code["originals_kept"]) == (PURPOSE, "本人", True)
    assert {each["sha256"] for each in by_code["documents"]} <= {
        line["sha256"]
        for line in archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()["volumes"][0][
            "inventory"
        ]
    }
    for unknown in ("/copies/0000-0000-0000-0000", f"/copies/by-digest/{'0' * 64}", "/copies/not-a-code-of-ours"):
        assert archive.client.get(unknown).status_code == 404


def test_others_come_with_a_letter(archive: Archive) -> None:
    """An organ gets what is internal, a lawyer does not; an organ sends two; who came stands in the archive's list and
    not in the open."""
    _, filed = _filed(archive)
    path = f"/files/{filed.archive_no}/volumes/{filed.volume_name}/copies"

    def ask(body: dict[str, Any], authority: str = AUTHORITY) -> Any:
        return archive.client.post(path, json=body, headers=archive.archivist(authority))

    organ = ask({**ORGAN, "request_id": "organ-01"}).json()
    archive.clock.advance(timedelta(seconds=1))
    lawyer = ask({**LAWYER, "request_id": "lawyer-1"}).json()
    assert organ["left_out"] == [] and len(lawyer["left_out"]) == 1
    assert ask({**ORGAN, "persons": ["赵一"], "request_id": "organ-02"}).status_code == 422
    assert ask({**ORGAN, "request_id": "organ-03"}, "21010600").status_code == 404
    listed = archive.client.get(f"/files/{filed.archive_no}/copies", headers=archive.archivist()).json()["items"]
    assert [(each["asker"], each["letter"]) for each in listed] == [
        (LAWYER["asker"], LAWYER["letter"]),
        (ORGAN["asker"], ORGAN["letter"]),
    ]
    assert not {"asker", "persons", "letter"} & archive.client.get(f"/copies/{lawyer['code']}").json().keys()
    content = archive.client.get(
        f"/files/{filed.archive_no}/copies/{organ['copy_no']}", headers=archive.archivist()
    ).content
    assert sha256_hex(content) == organ["sha256"] and "复核意见书" in _text(content, 0)


def test_what_is_internal_is_not_read_by_its_holder(archive: Archive) -> None:
    """The inventory names it and says so; neither it nor a package that holds it is given out."""
    case, filed = _filed(archive)
    own = f"/own-files/{case.request.application_no}"
    lines = archive.client.get(own, headers=archive.headers()).json()["inventory"]
    (internal,) = [line for line in lines if line["withheld"]]
    assert (internal["title"], internal["security_class"]) == ("复核意见书", "内部")
    for path in (f"{own}/documents/{internal['number']}", f"{own}/package"):
        answer = archive.client.get(path, headers=archive.headers())
        assert (answer.status_code, answer.json()["code"]) == (403, "archive.withheld")
    theirs = f"/files/{filed.archive_no}/volumes/{filed.volume_name}/documents/{internal['number']}"
    assert archive.client.get(theirs, headers=archive.archivist()).status_code == 200


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"documents": [99]}, 422, "archive.copy.unknown_document"),
        ({"purpose": ""}, 422, "request.invalid"),
        ({"purpose": "贷\n款"}, 422, "request.invalid"),
    ],
)
def test_what_cannot_be_copied_is_said(archive: Archive, more: dict[str, Any], status: int, code: str) -> None:
    """At its field, and nothing is made."""
    case, _ = _filed(archive)
    assert _asked(archive, case, status, **more)["code"] == code
    assert archive.rows("SELECT 1 FROM archive.archive_copy") == []


def test_copies_have_a_limit_by_day(archive: Archive) -> None:
    """Twenty; each holds the archive's typesetter for a while."""
    case, _ = _filed(archive)
    made = _asked(archive, case, documents=[0])
    with archive.resources.database.transaction() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO archive.archive_copy SELECT copy_no || n, volume_name, code || n, reader, asked_by,"
            " request_id || n, asked_sealed, documents, left_out, pages, made_at, copy_key, copy_size, copy_sha256"
            " FROM archive.archive_copy, generate_series(1, 19) n"
        )
    refused = _asked(archive, case, 429, request_id="request-2")
    assert refused["code"] == "archive.copy.too_many"
    assert _asked(archive, case)["copy_no"] == made["copy_no"]


def test_who_made_and_read_copies_is_written_down(archive: Archive) -> None:
    """With the account, never what for: that is encrypted."""
    case, filed = _filed(archive)
    made = _asked(archive, case)
    accesses = archive.client.get(f"/files/{filed.archive_no}/accesses", headers=archive.archivist()).json()["items"]
    assert (accesses[0]["actor"], accesses[0]["view"]) == (OWNER, "copy")
    ((kept,),) = archive.rows("SELECT archive_copy::text FROM archive.archive_copy")
    assert made["copy_no"] in kept and "银行" not in kept
