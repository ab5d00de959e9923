"""What is said to whoever fills in that their business rests, at its field, with article and remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.filing.domain.matters.standing import Standing
from services.filing.domain.matters.suspension import (
    begin_suspension,
    judge_resumption,
    judge_suspension,
    missing_in_resumption,
    missing_in_suspension,
)
from services.filing.domain.operator import Operator
from services.filing.domain.registered import Registered

TODAY = date(2026, 11, 30)
FILLED_IN = {
    **{"reason": "disaster", "first_on": "2026-12-01", "until": "2027-06-30", "service_at": "premises"},
    **{"agreed": True, "accepts_service": True},
}


def standing(status: str = "存续", **rest: Any) -> Standing:
    facts: dict[str, Any] = {"name": None, "scope_text": "餐饮服务", "premises": {"full_text": "大庆路33号"}}
    if rest:
        facts["suspension"] = {"first_on": "2026-06-01", "until": "2026-12-31", "service_address": "迎宾街18号"} | rest
    registered = {"uscc": "92140213MA0MU7MP45", "application_no": "1", "authority_code": "14021300", "status": status}
    return Standing(Operator(), Registered.model_validate(registered | {"facts": facts}))


def told(found: Standing, day: date = TODAY, **given: Any) -> list[tuple[str, str | None]]:
    _, findings = judge_suspension(FILLED_IN | given, day, found)
    assert all(each.zh and each.en and each.article for each in findings)
    return [(each.code, each.pointer) for each in findings]


def test_filed_before_it_begins() -> None:
    """Today and later, not earlier; a year is a matter of the owner, more than three are not."""
    assert told(standing()) == [] == told(standing(), first_on="2026-11-30")
    assert told(standing(), first_on="2026-11-29") == [("filing.too_late", "/first_on")]
    assert told(standing(), until="2026-12-01") == [("filing.before_beginning", "/until")]
    assert told(standing(), until="2029-12-01") == []
    assert told(standing(), until="2029-12-02") == [("filing.too_long", "/until")]


def test_what_it_rested_before_counts() -> None:
    """Thirty days of an earlier rest, ended by its owner, are missing at the end."""
    before = standing(resumed_on="2026-07-01")
    assert told(before, until="2029-11-01") == []
    assert told(before, until="2029-11-02") == [("filing.too_long", "/until")]


def test_made_longer_within_the_last_thirty_days() -> None:
    """From 1 December 2026 on, where it ends on 31 December; it goes on from when it began."""
    resting = standing("歇业", rested_before=0)
    longer = {"first_on": "2026-06-01", "until": "2027-06-30"}
    assert told(resting, date(2026, 11, 30), **longer) == [("filing.too_early", "/until")]
    assert told(resting, date(2026, 12, 1), **longer) == []
    assert told(resting, date(2026, 12, 1), **longer | {"first_on": "2026-12-01"}) == [
        ("filing.not_as_filed", "/first_on")
    ]
    assert told(resting, date(2026, 12, 1), **longer | {"until": "2026-12-31"}) == [("filing.not_longer", "/until")]
    begun = begin_suspension(resting)
    assert (begun.first_on, begun.served_at(resting)) == (date(2026, 6, 1), "迎宾街18号")


def test_everything_missing_is_told_at_once() -> None:
    section, _ = judge_suspension({}, TODAY, standing())
    missing = missing_in_suspension(section, standing())
    assert {each.pointer for each in missing} == {
        f"/matter/{name}" for name in ("reason", "first_on", "until", "service_at", "agreed", "accepts_service")
    }


def test_it_trades_again_within_its_rest() -> None:
    resting = standing("歇业", rested_before=0)
    section, findings = judge_resumption({"resumed_on": "2026-11-30", "as_registered": True}, TODAY, resting)
    assert findings == [] == missing_in_resumption(section, resting)
    for day in ("2026-12-01", "2026-05-31"):
        _, findings = judge_resumption({"resumed_on": day}, TODAY, resting)
        assert [each.pointer for each in findings] == ["/resumed_on"]
