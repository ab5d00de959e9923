"""Volumes whose time is over: destroyed by two archivists, gone from the store, kept as a list."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from kernel.errors import Defect, Outage
from kernel.tokens import Role
from services.archive.contract import FileHandedOver
from services.archive.operations import destroying
from services.archive.operations.handing_over import hand_over_file
from tests.integration.archive.conftest import OWNER, Archive
from tests.servers import as_owner

_LOCK = timedelta(seconds=6)
"""Longer than filing takes on a busy machine: the store refuses a lock that is over before it has the object."""
_LONG_AFTER = timedelta(days=31 * 366)
_REASON = "保管期满，鉴定无继续保存价值"


_authorities = itertools.count(99000000)


@pytest.fixture(autouse=True)
def authority() -> Iterator[str]:
    """Of each test its own: numbers begin anew in each, and the store keeps what earlier tests locked under them."""
    _here.append(str(next(_authorities)))
    yield _here[-1]
    _here.pop()


_here: list[str] = []


def _first(archive: Archive) -> dict[str, str]:
    return archive.headers("archivist-1", Role.ARCHIVIST, _here[-1])


def _second(archive: Archive) -> dict[str, str]:
    return archive.headers("archivist-2", Role.ARCHIVIST, _here[-1])


def _long_filed(archive: Archive, lock: timedelta = _LOCK) -> FileHandedOver:
    """A volume that was filed more than thirty years ago, in a store that locked it for some seconds."""
    request = archive.case(authority=_here[-1]).request
    behind = datetime.now(UTC) - archive.clock.now()
    return hand_over_file(replace(archive.resources, lock=lock + behind), request)


def _later(archive: Archive) -> None:
    archive.clock.advance(_LONG_AFTER)
    time.sleep(_LOCK.total_seconds())  # the store's own clock


def _proposed(archive: Archive, *names: str, status: int = 201, request: str = "request-1") -> Any:
    body = {"request_id": request, "volume_names": list(names), "reason": _REASON}
    answer = archive.client.post("/destructions", json=body, headers=_first(archive))
    assert answer.status_code == status, answer.text
    return answer.json()


def _decided(archive: Archive, no: str, headers: dict[str, str], how: str = "confirmation") -> Any:
    return archive.client.post(f"/destructions/{no}/{how}", json={"remark": "逐卷核对，同意"}, headers=headers)


def test_two_archivists_destroy_what_is_due(archive: Archive) -> None:
    """Proposed by one, confirmed by another: package and copies are gone in every version; the list stays, its digest
    is that of the file, and nobody is named in what is left."""
    kept, filed = archive.filed(authority=_here[-1]), _long_filed(archive)
    own = archive.rows("SELECT application_no FROM archive.archive_volume ORDER BY 1")[1][0]
    asked = {"request_id": "copy-of-it", "purpose": "办理贷款", "documents": [0]}
    copy = archive.client.post(f"/own-files/{own}/copies", json=asked, headers=archive.headers()).json()
    assert archive.client.get("/due-volumes", headers=_first(archive)).json()["items"] == []
    _later(archive)
    due = archive.client.get("/due-volumes", headers=_first(archive)).json()["items"]
    assert [each["volume_name"] for each in due] == [kept.volume_name, filed.volume_name]
    proposal = _proposed(archive, filed.volume_name)
    assert proposal == _proposed(archive, filed.volume_name)
    no = proposal["destruction_no"]
    assert _decided(archive, no, _first(archive)).json()["code"] == "archive.destruction.own"
    assert archive.package(filed)
    done = _decided(archive, no, _second(archive)).json()
    assert (done["outcome"], done["complete"], done["volumes"][0]["objects"]) == ("CONFIRMED", True, 2)
    assert done["volumes"][0]["line"]["package_sha256"] == filed.package_sha256
    for key in (f"{filed.archive_no}/{filed.volume_name}.zip", f"{filed.archive_no}/{copy['copy_no']}"):
        with pytest.raises(Defect):
            archive.resources.packages.fetch(key)
        assert archive.resources.packages.remove(key) == 0
    content = archive.client.get(f"/destructions/{no}/list", headers=_second(archive)).content
    assert hashlib.sha256(content).hexdigest() == done["list_sha256"] and filed.volume_name.encode() in content
    ((row,),) = archive.rows(
        "SELECT v::text FROM archive.archive_volume v WHERE volume_name = :name", name=filed.volume_name
    )
    assert OWNER not in row and "晓禾饺子馆," not in row
    assert archive.package(kept)
    assert archive.client.get(f"/copies/{copy['code']}").json()["originals_kept"] is False
    assert archive.client.get(f"/own-files/{own}", headers=archive.headers()).status_code == 404
    assert archive.client.get("/files?status=已销毁", headers=_first(archive)).json()["total"] == 1


def test_what_is_not_due_is_on_no_list(archive: Archive) -> None:
    """Each volume is named that is still kept, still locked, unknown, or on another list."""
    young, locked = _long_filed(archive), _long_filed(archive, timedelta(days=40 * 366))
    assert _proposed(archive, young.volume_name, status=422)["code"] == "archive.destruction.not_due"
    _later(archive)
    unknown = young.volume_name.replace("A00", "A99")
    refused = _proposed(archive, young.volume_name, locked.volume_name, unknown, status=422)
    assert len(refused["errors"]) == 2
    _proposed(archive, young.volume_name, request="request-2")
    assert _proposed(archive, young.volume_name, status=422, request="request-3")
    elsewhere = archive.headers("archivist-9", Role.ARCHIVIST, "21010600")
    assert archive.client.get("/destructions", headers=elsewhere).json()["total"] == 0


def test_a_declined_list_destroys_nothing(archive: Archive) -> None:
    """Its volumes are due again, and it cannot be confirmed any more."""
    filed = _long_filed(archive)
    _later(archive)
    no = _proposed(archive, filed.volume_name)["destruction_no"]
    assert _decided(archive, no, _second(archive), "decline").json()["outcome"] == "DECLINED"
    assert _decided(archive, no, _second(archive)).json()["code"] == "archive.destruction.declined"
    assert archive.client.get("/due-volumes", headers=_first(archive)).json()["total"] == 1
    assert archive.package(filed)


def test_a_destruction_goes_on_where_it_broke_off(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store went away after the first volume; the same confirmation again does the rest."""
    volumes = [_long_filed(archive) for _ in range(2)]
    _later(archive)
    no = _proposed(archive, *(each.volume_name for each in volumes))["destruction_no"]
    removed = type(archive.resources.packages).remove_copies

    def away(store: Any, archive_no: str, volume_name: str) -> int:
        if volume_name == volumes[1].volume_name:
            raise Outage("objects.unavailable")
        return removed(store, archive_no, volume_name)

    with monkeypatch.context() as patch:
        patch.setattr(type(archive.resources.packages), "remove_copies", away)
        assert _decided(archive, no, _second(archive)).status_code == 503
    half = archive.client.get(f"/destructions/{no}", headers=_first(archive)).json()
    assert (half["outcome"], half["complete"]) == ("CONFIRMED", False)
    assert [bool(each["destroyed_at"]) for each in half["volumes"]] == [True, False]
    assert _decided(archive, no, _second(archive)).json()["complete"] is True


def test_the_database_wants_two_persons(archive: Archive) -> None:
    """Whoever has the service's own role destroys no row alone: neither without a list, nor confirming their own."""
    filed = _long_filed(archive)
    _later(archive)
    no = _proposed(archive, filed.volume_name)["destruction_no"]
    alone = (
        "UPDATE archive.archive_volume SET status = 'DESTROYED'",
        "INSERT INTO archive.destruction_decision"
        f" SELECT destruction_no, proposed_by, proposed_by, 'CONFIRMED', '', now() FROM archive.destruction -- {no}",
        "DELETE FROM archive.destruction_volume",
    )
    for statement in alone:
        with pytest.raises(DBAPIError), as_owner(archive.resources.database) as connection:
            connection.exec_driver_sql(statement)
    assert archive.package(filed) and destroying.MOST == 200
