"""Somebody restricted after the authentication: asked again at the decision, on the desk, when it is carried out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kernel.errors import Outage, Refusal
from services.approval.contract import Outcome
from services.approval.operations.deciding import decide_case
from tests.integration.approval.conftest import NOW, Office

RESTRICTED = {"restricted_until": date(2029, 11, 20)}


def test_who_was_restricted_since_is_refused_by_the_rules(office: Office) -> None:
    """The decision counts what the lists say now, keeps the answer, and is the same when it is asked for again."""
    request = office.request()
    office.lists.changed = dict(RESTRICTED)
    decided = decide_case(office.resources, request)
    assert (decided.outcome, decided.rules) == (Outcome.REJECT, ("AR-12",))
    office.lists.changed = {}
    assert decide_case(office.resources, request) == decided


def test_silent_lists_decide_nothing(office: Office) -> None:
    """No answer is an outage: neither refused nor approved, and decided once they answer."""
    request = office.request()
    office.lists.silent = True
    with pytest.raises(Outage):
        decide_case(office.resources, request)
    assert office.rows("SELECT count(*) FROM approval.decision") == [(0,)]
    office.lists.silent = False
    assert decide_case(office.resources, request).outcome is Outcome.APPROVE


def test_the_desk_shows_at_once_who_was_restricted(office: Office) -> None:
    """With the time of the answer, among what must be weighed; silent lists keep nobody from reading."""
    number = office.referred()
    office.lists.changed = dict(RESTRICTED)
    office.clock.advance(timedelta(hours=1))
    sheet = office.get(f"/tasks/{number}", office.examiner()).json()
    assert sheet["case"]["persons"][0]["facts"]["restricted_until"] == "2029-11-20"
    assert {r["rule_id"]: r["outcome"] for r in sheet["results"]}["AR-12"] == "REJECT"
    assert [(each["rule_id"], each["overrides"]) for each in sheet["weighing"]] == [("AR-12", True)]
    assert sheet["lists_asked_at"].startswith(f"{NOW + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}")
    office.lists.silent = True
    silent = office.get(f"/tasks/{number}", office.examiner()).json()
    assert (silent["lists_asked_at"], len(silent["weighing"])) == (None, 0)
    office.claim(number)
    assert office.propose(number, "APPROVE").status_code == 503


def test_an_approval_speaks_to_what_the_lists_say_when_it_is_carried_out(office: Office) -> None:
    """Restricted between proposal and decision: not approved on it; proposed anew with a reason and by two, it is."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    office.carry_out(number, proposal)
    office.lists.changed = dict(RESTRICTED)
    with pytest.raises(Refusal, match="lists_say_more") as refused:
        office.confirm(number, proposal)
    assert "AR-12" in refused.value.zh
    again = office.propose(number, "APPROVE", overrides={"AR-12": "限制决定已被复议机关撤销，文号平政复决3号"})
    assert again.json()["needs_countersign"]
    assert office.countersign(number, again.json()["proposal_id"]).status_code == 200
    decided = office.confirm(number, again.json()["proposal_id"])
    assert decided.outcome is Outcome.APPROVE
    assert [each.rule_id for each in office.part(decided).overrides] == ["AR-12"]


def test_silent_lists_carry_nothing_out(office: Office) -> None:
    """The step waits, as for any outage; a refusal needs no list."""
    number = office.referred()
    proposal = office.proposed(number, "APPROVE")
    office.carry_out(number, proposal)
    office.lists.silent = True
    with pytest.raises(Outage):
        office.confirm(number, proposal)
    other = office.referred() if not office.lists.silent else number
    refusal = office.propose(other, "REJECT").json()["proposal_id"]
    assert office.countersign(other, refusal).status_code == 200
    assert office.confirm(other, refusal).outcome is Outcome.REJECT
