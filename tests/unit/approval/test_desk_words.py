"""The catalogue of reasons, and who did what in the words of the desk."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.approval.domain import acts, reasons, registry

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SERVICE = Path(__file__).resolve().parents[3] / "services" / "approval"


def test_reasons_are_the_rules_of_the_day() -> None:
    """One for each rule that decides on that day, none for rules of later stages, the own words last."""
    rules = registry.in_force(date(2026, 11, 20))
    offered = reasons.offered(rules)
    assert [each.code for each in offered] == [*(rule.id for rule in rules.rules if rule.test), "OTHER"]
    assert "AR-41" not in {each.code for each in offered}


@pytest.mark.parametrize(
    ("code", "outcomes"),
    [
        ("AR-31", ("CORRECT",)),
        ("AR-12", ("REJECT",)),
        ("AR-25", ("CORRECT", "REJECT")),
        ("OTHER", ("CORRECT", "REJECT")),
    ],
)
def test_a_reason_leads_where_its_rule_does(code: str, outcomes: tuple[str, ...]) -> None:
    """A rule that only refers leaves both ways to the examiner."""
    [reason] = [each for each in reasons.offered(registry.in_force(date(2026, 11, 20))) if each.code == code]
    assert reason.outcomes == outcomes


@pytest.mark.parametrize(
    ("actor", "who", "who_zh"),
    [
        ("rules", "rules", "系统"),
        ("applicant", "applicant", "申请人"),
        ("account-a", "applicant", "申请人"),
        ("examiner-1", "me", "我"),
        ("examiner-2", "examiner", "审查人员"),
    ],
)
def test_nobody_is_named(actor: str, who: str, who_zh: str) -> None:
    """Every actor is told by role."""
    told = acts.act(NOW, "task_claimed", actor, applicant="account-a", caller="examiner-1")
    assert (told.at, told.who, told.who_zh, told.what_zh) == (NOW, who, who_zh, "领取任务")


def test_every_recorded_event_has_words() -> None:
    """Whatever the operations write to the trail is told in words, or is a reading."""
    written = {
        event
        for path in (SERVICE / "operations").glob("*.py")
        for event in re.findall(
            r'"([a-z]+(?:_[a-z]+)+)",\s*(?:actor_ref|"")|, caller, row, "([a-z_]+)"', path.read_text()
        )
        for event in event
        if event
    }
    assert {"case_decided", "case_read", "document_read", "review_opened", "task_released"} <= written
    told = {event: acts.act(NOW, event, "rules", applicant="", caller="").what_zh for event in written - acts.READINGS}
    assert {event for event, words in told.items() if words == event} == set()
