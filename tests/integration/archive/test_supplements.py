"""What comes after a volume was sealed is filed beside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from kernel.errors import Defect, Outage
from kernel.pdf.digests import sha256_hex
from services.archive.clients import PackageStore
from services.archive.contract import AddSupplement, FiledLater
from services.archive.operations.handing_over import hand_over_file
from services.archive.operations.supplementing import add_supplement
from tests.integration.archive.conftest import Archive, Case, unpacked


def _request(archive: Archive, case: Case, occasion: str = "request-1") -> AddSupplement:
    number, content = case.request.application_no, archive.documents["review_sheet"]
    now = archive.clock.now()
    return AddSupplement(
        application_no=number,
        occasion=occasion,
        documents=tuple(
            FiledLater(document=archive.deposited(number, kind, content), made_at=now)
            for kind in ("review_application", "review_answer")
        ),
    )


def _filed(archive: Archive) -> Case:
    case = archive.case(outcome="REJECTED")
    hand_over_file(archive.resources, case.request)
    archive.clock.advance(timedelta(days=400))
    return case


def test_goes_on_in_the_inventory(archive: Archive, tmp_path: Path) -> None:
    """The volume stays as it is, byte for byte; the package beside it names it by digest, and both are shown, read and
    verified together."""
    case = _filed(archive)
    filed = hand_over_file(archive.resources, case.request)
    before = archive.package(filed)
    added = add_supplement(archive.resources, _request(archive, case))
    assert added.supplement_name == f"{filed.volume_name}-B1"
    assert archive.package(filed) == before
    shown = archive.client.get(f"/files/{filed.archive_no}", headers=archive.archivist()).json()
    [volume] = shown["volumes"]
    numbers = [line["number"] for line in volume["inventory"]]
    assert numbers == list(range(len(numbers)))
    assert [(line["group"], line["title"]) for line in volume["inventory"][-2:]] == [
        ("补充材料", "人工审查申请书"),
        ("补充材料", "人工审查答复书"),
    ]
    [supplement] = volume["supplements"]
    assert (
        supplement["previous_sha256"] == filed.package_sha256 and supplement["package_sha256"] == added.package_sha256
    )
    base = f"/files/{filed.archive_no}/volumes/{filed.volume_name}"
    package = archive.client.get(f"{base}/supplements/1/package", headers=archive.archivist()).content
    assert sha256_hex(package) == added.package_sha256
    assert unpacked(package, tmp_path).is_valid()
    document = archive.client.get(f"{base}/documents/{numbers[-1]}", headers=archive.archivist())
    assert document.content == archive.documents["review_sheet"]
    own = archive.client.get(
        f"/own-files/{case.request.application_no}/documents/{numbers[-1]}", headers=archive.headers()
    )
    assert own.content == document.content
    verified = archive.client.post(f"{base}/verification", headers=archive.archivist()).json()
    assert verified["problems"] == []
    assert archive.broken_invariants() == []


def test_the_same_occasion_again_adds_nothing(archive: Archive) -> None:
    """Also when it is asked for by several at once, and after a crash between storing and writing down."""
    case = _filed(archive)
    request = _request(archive, case)
    crash = RuntimeError("crash")
    with (
        patch("services.archive.operations.supplementing._file", side_effect=crash),
        pytest.raises(RuntimeError, match="crash"),
    ):
        add_supplement(archive.resources, request)
    archive.clock.advance(timedelta(hours=1))
    with ThreadPoolExecutor(3) as threads:
        answers = set(threads.map(lambda _: add_supplement(archive.resources, request), range(3)))
    assert len(answers) == 1
    assert archive.rows("SELECT count(*) FROM archive.supplement") == [(1,)]
    assert archive.broken_invariants() == []


def test_supplements_follow_one_another(archive: Archive) -> None:
    """The second one names the first by digest and goes on with its numbers and pages."""
    case = _filed(archive)
    first = add_supplement(archive.resources, _request(archive, case))
    second = add_supplement(archive.resources, _request(archive, case, "request-2"))
    assert second.supplement_name.endswith("-B2")
    [row] = archive.rows("SELECT previous_sha256, first_page FROM archive.supplement WHERE number = 2")
    assert row[0] == first.package_sha256 and row[1] > 1
    assert archive.broken_invariants() == []


def test_a_volume_that_is_not_filed_is_waited_for(archive: Archive) -> None:
    case = archive.case(outcome="REJECTED")
    with pytest.raises(Outage, match="volume_not_filed"):
        add_supplement(archive.resources, _request(archive, case))


def test_what_the_store_gives_back_is_examined(archive: Archive) -> None:
    """A damaged package is no supplement: the inventory stays as it was."""
    case = _filed(archive)
    with (
        patch.object(PackageStore, "fetch", return_value=b"damaged"),
        pytest.raises(Defect, match="package_damaged"),
    ):
        add_supplement(archive.resources, _request(archive, case))
    assert archive.rows("SELECT count(*) FROM archive.filed_document WHERE supplement_name IS NOT NULL") == [(0,)]
    assert archive.broken_invariants() == []
