"""How an authority works, for everybody: each kind of filing by its own limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from catalogues.filing_types import editions
from kernel.clock import local_date
from kernel.deadlines import last_day
from services.approval.contract import CaseDecided
from services.approval.domain.revocation import Entry
from services.approval.operations.deciding import decide_case
from services.approval.operations.revocations import keeping
from services.approval.store.revocations import Revocation
from tests.integration.approval.conftest import AUTHORITY, DEFECTIVE, NOW, REFERRED, Office

PATH = f"/performance/{AUTHORITY}"
TEN_DAYS_OVER = datetime(2026, 11, 30, 16, 0, 5, tzinfo=UTC)
"""Five seconds after the tenth day of a push on 20 November."""


def _goes_to(office: Office, instant: datetime) -> None:
    office.clock.advance(instant - office.clock.now())


def _number(kind: str, serial: int) -> str:
    return f"140213{kind}{NOW:%Y%m%d}{serial:07d}"


def _decided(office: Office, kind: str, *changes: tuple[str, Any], complete_at: datetime | None = None) -> CaseDecided:
    request = office.request(*changes, application_no=_number(kind, 9_000_000 + int(kind)))
    return decide_case(office.resources, request.model_copy(update={"complete_at": complete_at}))


def _kinds(office: Office) -> dict[str, dict[str, Any]]:
    return {each["business_type"]: each for each in office.get(PATH).json()["kinds"]}


def test_everybody_sees_how_an_authority_works(office: Office) -> None:
    """Without a token: by kind of filing how many were decided, how many by rules alone, how many on time, how fast;
    what rules referred counts once a person decided it. Nobody is named. However many ask, it is counted once a
    minute."""
    for changes in ((), (), (DEFECTIVE,)):
        office.decide(*changes)
    number = office.referred()
    office.clock.advance(timedelta(days=1))
    path = f"/performance/{AUTHORITY}"
    before = office.get(path).json()
    [opened] = [kind for kind in before["kinds"] if kind["decided"]]
    assert (opened["business_type"], opened["title"]) == ("01", "个体工商户设立登记")
    assert [opened[key] for key in ("decided", "by_rules_share", "on_time_rate", "median_seconds")] == [
        3,
        1.0,
        1.0,
        3.0,
    ]
    office.decided(number, "APPROVE")
    assert office.get(path).json() == before
    office.clock.advance(timedelta(minutes=1))
    after = office.get(path).json()["kinds"][0]
    assert [after[key] for key in ("decided", "by_rules", "by_rules_share")] == [4, 3, 0.75]
    assert office.get("/performance/99999999").status_code == 404
    far = office.get("/performance/21010600").json()["kinds"]
    assert {(kind["decided"], kind["on_time_rate"], kind["median_seconds"]) for kind in far} == {(0, None, None)}


def test_every_kind_of_filing_counts(office: Office) -> None:
    """Changes, moves and ends as much as establishments: each under its title, none under another's."""
    office.clock.advance(timedelta(days=10))  # A revocation is a kind since 29 November.
    filed = {each.business_type: each.title for each in editions.in_force_on(local_date(office.clock.now()))}
    for kind in filed:
        _decided(office, kind)
    shown = _kinds(office)
    assert {kind: each["title"] for kind, each in shown.items()} == filed
    of_revocations = editions.in_force(editions.REVOCATION, local_date(office.clock.now())).business_type
    assert {kind: each["decided"] for kind, each in shown.items()} == dict.fromkeys(filed, 1) | {of_revocations: 0}


def test_departments_have_their_days_first(office: Office) -> None:
    """An end by the simple way is decided as soon as the ten days for objections are over, and that is in time; a
    change that took as long is late."""
    _goes_to(office, TEN_DAYS_OVER + timedelta(seconds=1))
    for kind, complete_at in (("05", TEN_DAYS_OVER), ("02", None)):
        _decided(office, kind, complete_at=complete_at)
    shown = _kinds(office)
    days = [round(shown["05"][key] / 86_400, 2) for key in ("median_seconds", "median_waited_seconds")]
    assert (shown["05"]["on_time_rate"], days) == (1.0, [10.58, 10.58])
    assert (shown["02"]["on_time_rate"], shown["02"]["median_waited_seconds"]) == (0.0, None)
    counted = office.get("/tasks/statistics", office.examiner()).json()
    assert (counted["decided"], counted["on_time"]) == (2, 1)


def test_a_person_has_three_days_from_when_the_file_came(office: Office) -> None:
    """A move whose file came after weeks, and that the rules refer: the limit of its review begins then."""
    came = datetime(2026, 12, 18, 2, tzinfo=UTC)
    _goes_to(office, came + timedelta(seconds=2))
    decided = _decided(office, "09", REFERRED, complete_at=came)
    assert decided.review_due and last_day(decided.review_due).isoformat() == "2026-12-23"
    assert _kinds(office)["09"]["decided"] == 0
    office.clock.advance(timedelta(days=4))
    office.decided(_number("09", 9_000_009), "APPROVE")
    office.clock.advance(timedelta(minutes=2))
    moved = _kinds(office)["09"]
    assert (moved["decided"], moved["by_rules"], moved["on_time_rate"]) == (1, 0, 1.0)


def test_revocations_count_by_their_own_periods(office: Office) -> None:
    """One that was not accepted on the second working day, and one decided after four months that nobody extended."""
    opened = datetime(2026, 11, 30, 2, tzinfo=UTC)
    _goes_to(office, opened)
    in_time, late = (f"14021306{opened:%Y%m%d}{serial:07d}" for serial in (1, 2))
    _written(office, in_time, (Entry.OPENED, {"origin": "application"}))
    _written(office, late, (Entry.OPENED, {"origin": "ex_officio"}))
    office.clock.advance(timedelta(days=2))
    _written(office, in_time, (Entry.NOT_ACCEPTED, {}))
    assert _of_revocations(office) == (1, 0, 1.0, 2 * 86_400.0)
    office.clock.advance(timedelta(days=118) - timedelta(minutes=1))
    _written(office, late, (Entry.PROPOSED, {"outcome": "refuse"}), (Entry.CONFIRMED, {}))
    assert _of_revocations(office) == (1, 0, 0.0, 120 * 86_400.0)


def _of_revocations(office: Office) -> tuple[int, int, float, float]:
    office.clock.advance(timedelta(minutes=1))
    shown = _kinds(office)["06"]
    return shown["decided"], shown["by_rules"], shown["on_time_rate"], shown["median_seconds"]


def _written(office: Office, number: str, *entries: tuple[Entry, dict[str, Any]]) -> None:
    with office.resources.database.transaction() as session:
        row = session.get(Revocation, number)
        if row is None:
            row = Revocation(
                revocation_no=number,
                uscc=f"9214021{number[-11:]}",
                authority_code=AUTHORITY,
                origin="ex_officio",
                stage="received",
                opened_at=office.clock.now(),
            )
            session.add(row)
            session.flush()
        for entry, content in entries:
            earlier = keeping.written(office.resources, session, number)
            keeping.write(office.resources, session, row, earlier, entry, content, "examiner-1")
