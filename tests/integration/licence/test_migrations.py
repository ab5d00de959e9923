"""Licences from before there were versions keep their face, document and papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from catalogues.filing_types.words import PartKind
from kernel.keyring import KeyRing
from services.licence.contract import CodesPart, HandOverCodes, LicensedBusiness, ListLicensed
from services.licence.domain.states import LicenceState
from services.licence.operations.faces import content_of
from services.licence.store import licences
from tests.fixtures.services.keys import RING
from tests.integration.licence.conftest import Opened
from tests.servers import RunningPostgres

_DAY = date(2022, 2, 22)
_ISSUED_AT = datetime(2022, 2, 22, 2, tzinfo=UTC)
_FIRST, _PREPARED = "14021301202202220000001", "14021301202202220000002"
_DIGEST = "63f572b3b917022a0eff90542b23e542dd653faabc0a6cf25f509bd48b2a0eaf"
"""Of the face below, as the release before computed it."""


def _old(number: str, **changes: Any) -> dict[str, Any]:
    ring = KeyRing.parse(RING)
    return {
        "application_no": number,
        "state": "ISSUED",
        "uscc": "92140213MA0MU7MP45",
        "licence_no": "140213002022000001",
        "version": 1,
        "account_subject": "account-1",
        "authority_code": "14021300",
        "authority_name": "大同市平城区市场监督管理局",
        "county_code": "140213",
        "street_name": "大庆路街道",
        "type_name": "饺子馆",
        "name": "大同市平城区晓禾饺子馆",
        "entity_type": "个体工商户",
        "operator_sealed": ring.encrypt_text("张晓禾", f"licence:operator:{number}"),
        "operator_hash": "0" * 64,
        "composition_form": "个人经营",
        "scope_text": "一般项目：外卖递送服务。",
        "capital_amount": "10.50",
        "premises_sealed": ring.encrypt_text("山西省大同市平城区大庆路街道大庆路33号", f"licence:premises:{number}"),
        "applied_on": _DAY,
        "registered_on": _DAY,
        "approved_on": _DAY,
        "issued_on": _DAY,
        "issued_at": _ISSUED_AT,
        "face_digest": _DIGEST,
        "decision_key": "k",
        "decision_digest": "d",
        "decision_no": "D1",
        "paper_status": "UNPRINTED",
        "document_key": "k",
        "document_sha256": "0" * 64,
        "document_sm3": "0" * 64,
        "document_pages": 1,
        "part_key": "k",
        "part_digest": "d",
        **changes,
    }


def _insert(engine: Engine, table: str, row: Mapping[str, Any]) -> None:
    places = ", ".join(f":{column}" for column in row)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO licence.{table} ({', '.join(row)}) VALUES ({places})"), dict(row))


@pytest.fixture
def before(postgres: RunningPostgres) -> Iterator[tuple[str, Engine]]:
    """A database of the release before, with an issued licence that has a paper, and one being made."""
    url = postgres.database("licence")
    postgres.migrate("licence", url, "0002")
    engine = create_engine(url)
    block = {"id": "b", "authority_code": "14021300", "prefix": "MA", "first_position": 0, "last_position": 9}
    block |= {"next_position": 2, "status": "OPEN", "origin": "added", "created_at": _ISSUED_AT}
    _insert(engine, "code_block", block)
    nothing_yet = dict.fromkeys(
        ("document_key", "document_sha256", "document_sm3", "document_pages", "part_key", "part_digest")
    )
    prepared = {"state": "PREPARED", "uscc": "92140213MA0MU7MN60", "licence_no": "2", "capital_amount": None}
    rows = [_old(_FIRST), _old(_PREPARED, **prepared, name=None, **nothing_yet)]
    for position, row in enumerate(rows):
        used = {"position": position, "block_id": "b", "uscc": row["uscc"], "used_at": _ISSUED_AT}
        _insert(engine, "used_code", {**used, "application_no": row["application_no"]})
        _insert(engine, "licence", row)
    paper = {"print_no": "140213002022000001-01", "application_no": _FIRST, "authority_code": "14021300"}
    paper |= {"copy_kind": "正本", "copy_no": "", "reason": "FIRST_ISSUE", "delivery": "COLLECT"}
    _insert(engine, "paper_licence", {**paper, "status": "UNPRINTED", "requested_at": _ISSUED_AT})
    yield url, engine
    engine.dispose()


def test_licences_are_carried_over(
    postgres: RunningPostgres, before: tuple[str, Engine], opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is the first print of version 1, in force once it has its document, with the digest it always had."""
    url, engine = before
    monkeypatch.setenv("KAIYE_LICENCE_KEYS", RING)
    postgres.migrate("licence", url)
    world = opened(url)
    with world.resources.database.transaction() as session:
        issued, prepared = (licences.of_application(session, number) for number in (_FIRST, _PREPARED))
    assert issued is not None and prepared is not None
    assert (issued.version, issued.issue, issued.state) == (1, 1, LicenceState.VALID)
    assert (prepared.state, prepared.name) == (LicenceState.PREPARED, None)
    content = content_of(world.resources, issued)
    assert content.face.digest().hex() == _DIGEST
    assert (content.face.operator_name, str(content.capital_amount)) == ("张晓禾", "10.50")
    shown = world.client.get(f"/licences/{issued.uscc}/verification").json()
    assert (shown["valid"], shown["premises"]) == (True, "山西省大同市平城区大庆路街道大庆路33号")
    (paper,) = world.client.get(f"/licences/{issued.uscc}/prints", headers=world.officer()).json()["items"]
    assert paper["print_no"] == "140213002022000001-01"
    with engine.begin() as connection:
        taken = connection.execute(text("SELECT count(uscc) FROM licence.used_code")).scalar_one()
    assert taken == 2  # for the register to take over
    with pytest.raises(IntegrityError):
        _insert(
            engine,
            "receiver",
            {
                "application_no": "1" * 23,
                "version": 1,
                "manner": "POST",
                "sealed": "",
                "recorded_at": _ISSUED_AT,
                "recorded_by": "",
            },
        )
    engine.dispose()


def test_what_the_register_takes_over(
    postgres: RunningPostgres, before: tuple[str, Engine], opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks with what an earlier system used of them, and every entity's first licence once, page by page."""
    url, engine = before
    _insert(engine, "used_code", {"position": 7, "block_id": "b", "used_at": _ISSUED_AT})
    engine.dispose()
    monkeypatch.setenv("KAIYE_LICENCE_KEYS", RING)
    postgres.migrate("licence", url)
    world = opened(url)
    handed = world.activities.hand_over_codes(HandOverCodes())
    (block,) = world.resources.exchange.collect(handed.codes, CodesPart, PartKind.CODES).blocks
    assert (block.authority_code, block.next_position, block.used) == ("14021300", 2, (7,))
    request, later = world.issue()
    world.changed(later)
    listed: list[LicensedBusiness] = []
    after = ""
    while page := world.activities.list_licensed(ListLicensed(after=after, limit=2)).businesses:
        listed += page
        after = page[-1].application_no
    assert [one.application_no for one in listed] == [_FIRST, _PREPARED, request.application_no]
    assert [one.licence is None for one in listed] == [False, True, False]


def test_without_the_keys_nothing_changes(
    postgres: RunningPostgres, before: tuple[str, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that cannot read the faces leaves every licence as it was."""
    url, engine = before
    monkeypatch.delenv("KAIYE_LICENCE_KEYS", raising=False)
    with pytest.raises(KeyError, match="KAIYE_LICENCE_KEYS"):
        postgres.migrate("licence", url)
    with engine.begin() as connection:
        states = connection.execute(text("SELECT state FROM licence.licence ORDER BY state")).scalars().all()
        assert connection.execute(text("SELECT count(premises_sealed) FROM licence.licence")).scalar_one() == 2
    engine.dispose()
    assert states == ["ISSUED", "PREPARED"]
