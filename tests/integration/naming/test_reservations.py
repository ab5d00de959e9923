"""Holding a name: one winner, one hold for an application, two months, and nothing twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Outage, Refusal
from services.naming.contract import Verdict
from services.naming.operations.declarations import DeclaredName
from tests.integration.naming.conftest import Naming
from tests.servers import RunningObjectStore


def _outcome(naming: Naming, declared: DeclaredName) -> str:
    try:
        naming.reserve(declared)
    except Refusal as refusal:
        return refusal.code
    return "held"


def test_a_held_name_is_handed_on_with_its_verdict(naming: Naming) -> None:
    """The deposited part holds the exact text, its parts, whose it is and until when."""
    reserved = naming.hold("穆静")
    part = naming.part(reserved)
    assert (part.full_name, part.division, part.verdict, part.account_subject, part.authority_code) == (
        "大同市平城区穆静饺子馆（个体工商户）",
        "大同市平城区",
        Verdict.AVAILABLE,
        "account-1",
        "14021300",
    )
    assert (part.reservation_no, part.held_until) == (reserved.reservation_no, reserved.held_until)


def test_a_hold_lasts_until_midnight_two_months_later(naming: Naming) -> None:
    """Held on 20 November, it ends with 20 January, Beijing time (企业名称登记管理规定 Art. 18)."""
    assert naming.hold("穆静").held_until == datetime(2027, 1, 20, 16, 0, tzinfo=UTC)


def test_of_sixteen_for_one_name_one_has_it(naming: Naming) -> None:
    """Sixteen applications at the same instant: one holds the name, fifteen are told that it is taken."""
    declared = [naming.declare("穆静", subject=f"account-{number}") for number in range(16)]
    with ThreadPoolExecutor(16) as threads:
        outcomes = Counter(threads.map(lambda one: _outcome(naming, one), declared))
    assert outcomes == {"held": 1, "naming.name_taken": 15}


def test_of_sixteen_for_names_that_mean_the_same_one_has_it(naming: Naming) -> None:
    """饺子 and 水饺, 馆 and 店 do not make different names, not even at the same instant."""
    words = [("饺子", "馆"), ("水饺", "店"), ("饺子", "店"), ("水饺", "馆")] * 4
    declared = [naming.declare("穆静", word, form) for word, form in words]
    with ThreadPoolExecutor(16) as threads:
        outcomes = Counter(threads.map(lambda one: _outcome(naming, one), declared))
    assert outcomes == {"held": 1, "naming.name_taken": 15}


def test_one_declaration_sixteen_times_is_one_hold(naming: Naming) -> None:
    """The same step in parallel answers the same every time."""
    declared = naming.declare("穆静")
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: naming.reserve(declared), range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert naming.rows("SELECT count(*) FROM naming.registered_name")[0][0] == 1


def test_the_same_step_again_answers_the_same(naming: Naming) -> None:
    """A repeated reservation is the first one, reference and digest included."""
    declared = naming.declare("穆静")
    first = naming.reserve(declared)
    naming.clock.advance(timedelta(days=3))
    assert naming.reserve(declared) == first


def test_a_new_declaration_replaces_the_earlier_hold(naming: Naming) -> None:
    """An application holds one name; the earlier one is free again at once."""
    application_no = naming.application()
    naming.hold("穆静", application_no=application_no)
    second = naming.hold("雅兰", application_no=application_no)
    assert second.reservation_no == f"{application_no}-02"
    assert naming.hold("穆静").verdict == Verdict.AVAILABLE


def test_one_may_declare_the_same_name_again(naming: Naming) -> None:
    """One's own hold is not somebody else's."""
    application_no = naming.application()
    naming.hold("穆静", application_no=application_no)
    assert naming.hold("穆静", application_no=application_no).verdict == Verdict.AVAILABLE


def test_a_refused_redeclaration_keeps_the_earlier_hold(naming: Naming) -> None:
    """Who asks for a name that is taken does not lose the name they have."""
    application_no = naming.application()
    naming.hold("穆静", application_no=application_no)
    naming.hold("雅兰")
    with pytest.raises(Refusal):
        naming.hold("雅兰", application_no=application_no)
    held = naming.rows("SELECT status FROM naming.registered_name WHERE application_no = :no", no=application_no)
    assert held == [("held",)]


@pytest.mark.parametrize(
    ("trade_name", "form", "code"),
    [
        ("中国味", "馆", "naming.name_prohibited"),
        ("静", "馆", "naming.name_malformed"),
        ("穆静", "公司", "naming.name_malformed"),
    ],
)
def test_a_name_against_the_rules_is_refused(naming: Naming, trade_name: str, form: str, code: str) -> None:
    """Prohibited and malformed names are not held."""
    with pytest.raises(Refusal) as caught:
        naming.hold(trade_name, form=form)
    assert caught.value.code == code
    assert naming.rows("SELECT count(*) FROM naming.registered_name")[0][0] == 0


def test_a_refusal_names_rules_and_never_the_name(naming: Naming) -> None:
    """What travels in a workflow is the code, the rule ids and the declaration's id."""
    naming.hold("穆静")
    declared = naming.declare("穆静", form="店")
    with pytest.raises(Refusal) as caught:
        naming.reserve(declared)
    refusal = caught.value
    assert refusal.details == {"declaration_id": declared.declaration_id, "rule_ids": ["N-52"]}
    carried = repr((refusal.zh, refusal.en, refusal.remedy_zh, refusal.remedy_en, refusal.findings, refusal.details))
    assert "穆静" not in carried


def test_why_it_was_refused_is_read_from_the_declaration(naming: Naming) -> None:
    """A name that was free when declared and taken when reserved: the declaration says by whom, and what is free."""
    late = naming.declare("穆静", subject="late")
    assert late.verdict == Verdict.AVAILABLE
    naming.hold("穆静")
    with pytest.raises(Refusal):
        naming.reserve(late)
    shown = naming.client.get(f"/declarations/{late.declaration_id}", headers=naming.headers("late")).json()
    assert (shown["verdict"], shown["findings"][0]["conflicting_name"]) == (
        "SAME",
        "大同市平城区穆静饺子馆（个体工商户）",
    )
    assert len(shown["alternatives"]) >= 5


def test_a_name_for_a_person_to_judge_is_held(naming: Naming) -> None:
    """CAUTION goes to an examiner later; until then nobody else gets the name."""
    reserved = naming.hold("朝阳")
    assert (reserved.verdict, naming.part(reserved).findings[0].rule_id) == (Verdict.CAUTION, "N-12")


def test_a_similar_name_needs_confirmation(naming: Naming) -> None:
    """Without the applicant's confirmation a similar name is not held; with it, it is."""
    naming.hold("穆静")
    application_no = naming.application()
    with pytest.raises(Refusal) as caught:
        naming.hold("木静", application_no=application_no)
    assert caught.value.code == "naming.similar_unconfirmed"
    assert naming.hold("木静", application_no=application_no, confirmed=True).verdict == Verdict.SIMILAR


def test_a_similar_name_for_a_person_to_judge_needs_confirmation_too(naming: Naming) -> None:
    """CAUTION does not hide the similar name behind it."""
    naming.hold("潮阳餐")
    naming.hold("朝扬")
    with pytest.raises(Refusal) as caught:
        naming.hold("朝阳")
    assert caught.value.code == "naming.similar_unconfirmed"


def test_an_unknown_declaration_is_refused(naming: Naming) -> None:
    """A declaration of another application is as unknown as none."""
    declared = naming.declare("穆静")
    other = declared.model_copy(update={"application_no": naming.application()})
    with pytest.raises(Refusal) as caught:
        naming.reserve(other)
    assert caught.value.code == "naming.declaration_unknown"


def test_an_expired_hold_is_free_for_others(naming: Naming) -> None:
    """After two months somebody else may take the name; the old hold is over."""
    naming.hold("穆静")
    naming.clock.advance(timedelta(days=63))
    assert naming.hold("穆静", subject="account-2").verdict == Verdict.AVAILABLE
    ended = naming.rows("SELECT status, end_reason FROM naming.registered_name ORDER BY since")
    assert ended == [("released", "expired"), ("held", None)]


def test_a_hold_stands_until_its_last_second(naming: Naming) -> None:
    """At 23:59:59 of the last day it is taken, at 24:00 it is free."""
    naming.hold("穆静")
    naming.clock.advance(datetime(2027, 1, 20, 15, 59, 59, tzinfo=UTC) - naming.clock.now())
    assert naming.declare("穆静").verdict == Verdict.SAME
    naming.clock.advance(timedelta(seconds=1))
    assert naming.declare("穆静").verdict == Verdict.AVAILABLE


def test_a_declaration_whose_hold_has_ended_is_spent(naming: Naming) -> None:
    """A late repetition of an old step does not take the name again."""
    declared = naming.declare("穆静")
    naming.reserve(declared)
    naming.clock.advance(timedelta(days=63))
    with pytest.raises(Refusal) as caught:
        naming.reserve(declared)
    assert caught.value.code == "naming.declaration_spent"


def test_the_operators_own_name_is_judged_the_same_when_held(naming: Naming) -> None:
    """The operator's name is not stored, and still 王海军 is noted, 李中华 for a person to judge."""
    assert naming.hold("王海军", operator_name="王海军").verdict == Verdict.AVAILABLE
    assert naming.hold("李中华", operator_name="李中华").verdict == Verdict.CAUTION


def test_a_rare_character_is_held_as_it_is(naming: Naming) -> None:
    """Characters beyond the basic plane survive database, exchange and comparison."""
    assert naming.part(naming.hold("𬱖䶮")).full_name == "大同市平城区𬱖䶮饺子馆（个体工商户）"
    assert naming.declare("𬱖䶮").verdict == Verdict.SAME


def test_another_city_has_other_names(naming: Naming) -> None:
    """The same trade name is taken in every district of the city, and free in the next city."""
    naming.hold("穆静")
    assert naming.declare("穆静", county="140212").verdict == Verdict.SAME
    assert naming.hold("穆静", county="140105").verdict == Verdict.AVAILABLE


def test_the_database_itself_refuses_a_second_holder(naming: Naming) -> None:
    """The unique index stands even where somebody writes past the operations."""
    naming.hold("穆静")
    copied = (
        "INSERT INTO naming.registered_name SELECT 'x', authority_code, full_name || 'x', division,"
        " trade_name, industry,"
        " organisation_form, full_key || 'x', order_key, trade_key, industry_key, meaning, family, status, origin,"
        " 'other', NULL, NULL, account_subject, uscc, since, held_until, registered_on, ended_on, end_reason, part,"
        " keys_version, grandfathered, area_code"
        " FROM naming.registered_name RETURNING id"
    )
    with pytest.raises(Exception, match="one_trade_name_per_industry"):
        naming.rows(copied)


def test_of_many_in_the_counties_of_a_city_one_has_the_name(naming: Naming) -> None:
    """Applicants of four districts want one name at one moment: exactly one hold stands afterwards."""
    declared = [naming.declare("穆静", county=county) for county in ("140212", "140213", "140214", "140215") * 4]
    with ThreadPoolExecutor(16) as threads:
        outcomes = Counter(threads.map(lambda one: _outcome(naming, one), declared))
    assert outcomes == {"held": 1, "naming.name_taken": 15}
    assert naming.broken_invariants() == []


def test_a_declaration_never_changes(naming: Naming) -> None:
    """The database refuses to alter what somebody declared."""
    naming.declare("穆静")
    with pytest.raises(Exception, match="never changes"):
        naming.rows("UPDATE naming.name_declaration SET trade_name = 'x' RETURNING id")


def test_of_sixteen_for_an_expired_name_one_has_it(naming: Naming) -> None:
    """An expired hold is taken over once, however many want it."""
    naming.hold("穆静")
    naming.clock.advance(timedelta(days=63))
    declared = [naming.declare("穆静") for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        outcomes = Counter(threads.map(lambda one: _outcome(naming, one), declared))
    assert outcomes == {"held": 1, "naming.name_taken": 15}


def test_an_outage_after_the_hold_is_made_good_by_repetition(naming: Naming, object_store: RunningObjectStore) -> None:
    """With the object store down the step is an outage, not a refusal; repeated, it answers with the one hold."""
    declared = naming.declare("穆静")
    with object_store.down(), pytest.raises(Outage):
        naming.reserve(declared)
    assert naming.part(naming.reserve(declared)).full_name == "大同市平城区穆静饺子馆（个体工商户）"
    assert naming.rows("SELECT count(*) FROM naming.registered_name")[0][0] == 1
