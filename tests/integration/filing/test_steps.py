"""Steps that are refused, lines of the timeline, invariants, and what may never be written down."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import structlog

from kernel import printable
from kernel.errors import Defect, Refusal
from kernel.failures import refused
from kernel.typesetting import coverage
from services.filing.contract.activities import FilingActivities
from services.filing.contract.messages import ConfirmedApplication, LockOperator, RecordStages, StageEntered
from services.filing.invariants import INVARIANTS
from tests.integration.filing.conftest import NOW, OPERATOR, Filing, resident_id


def _lines(filing: Filing, no: str) -> list[str]:
    return [e["stage"] for e in filing.get(f"/applications/{no}/timeline").json()["entries"]]


def test_incomplete_operator_is_refused_with_every_field(filing: Filing) -> None:
    """Confirming an empty application names all that is missing, records no stage and locks nothing."""
    no = filing.open()
    with pytest.raises(Refusal) as caught:
        filing.lock(no)
    pointers = {f.pointer for f in caught.value.findings}
    assert caught.value.code == "filing.operator_incomplete"
    assert {"/premises/detail", "/operator/name", "/attachments/photo"} <= pointers
    assert _lines(filing, no) == []
    assert filing.put(no, "operator", OPERATOR).status_code == 200


def test_wanted_name_must_be_held(filing: Filing) -> None:
    """Who wants a name reserves it first."""
    no = filing.filled()
    with pytest.raises(Refusal) as caught:
        filing.activities.lock_operator(LockOperator(application_no=no, name=None, entries=()))
    assert [f.code for f in caught.value.findings] == ["filing.name_not_reserved"]


def test_name_of_another_county(filing: Filing) -> None:
    """A name held for another county does not fit these premises."""
    no = filing.filled()
    with pytest.raises(Refusal) as caught:
        filing.lock(no, filing.name(no, county_code="140212"))
    assert [f.code for f in caught.value.findings] == ["filing.name_of_another_county"]


def test_incomplete_details_are_refused_with_every_field(filing: Filing) -> None:
    """Documents are made only of a complete application."""
    no = filing.open()
    with pytest.raises(Refusal) as caught:
        filing.prepare(no)
    pointers = {f.pointer for f in caught.value.findings}
    assert caught.value.code == "filing.details_incomplete"
    assert {"/details/shop_name", "/details/premises_commitment/owner", "/operator/name"} <= pointers
    assert filing.rows("SELECT * FROM filing.revision") == []


def test_refusals_of_steps_hold_no_personal_data(filing: Filing) -> None:
    """What a workflow carries back names fields and rules only."""
    no = filing.filled(operator={"id_valid_until": "2026-11-21"})
    filing.clock.advance(timedelta(days=2))
    with pytest.raises(Refusal) as caught:
        filing.lock(no)
    carried = str(refused(caught.value).details)
    assert "/operator/id_valid_until" in carried
    assert [v for v in (*OPERATOR.values(), "大庆路33号") if len(v) > 2 and v in carried] == []


def test_new_name_is_adopted_after_reopening(filing: Filing) -> None:
    """When the hold ended and another name was reserved, confirming again takes it and outdates the preview."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.record(no, "DRAFT", reopen=("name",))
    filing.lock(no, filing.name(no, full_name="大同市平城区晓禾面馆", industry="面"), entries=())
    shown = filing.get(f"/applications/{no}").json()
    assert (shown["full_name"], shown["documents_current"]) == ("大同市平城区晓禾面馆", False)


def test_eight_confirmations_at_once(filing: Filing) -> None:
    """The same step delivered eight times in parallel has one effect and one answer."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    entries = filing.entries(no, "AUTH_PENDING")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: filing.fix(no, entries=entries), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert _lines(filing, no) == ["DRAFT", "NAME_RESERVED", "OPERATOR_LOCKED", "AUTH_PENDING"]


def test_parallel_preparations_give_one_set(filing: Filing) -> None:
    """Two workers that make the same revision end with the same documents."""
    no = filing.filled()
    filing.lock(no)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: filing.prepare(no), range(2))
    assert first == second


def test_parallel_acceptances_count_once(filing: Filing) -> None:
    """One submission is accepted once."""
    no = filing.fixed()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: filing.accept(no), range(8)))
    assert all(answer == answers[0] for answer in answers)


def test_lines_are_written_once(filing: Filing) -> None:
    """The same entries again change nothing, whatever moment they claim."""
    no = filing.open()
    first = (StageEntered(number=1, stage="DRAFT", at=NOW),)
    later = (StageEntered(number=1, stage="DRAFT", at=NOW + timedelta(days=1)),)
    for entries in (first, later):
        filing.activities.record_stages(RecordStages(application_no=no, entries=entries))
    shown = filing.get(f"/applications/{no}/timeline").json()
    assert [e["at"] for e in shown["entries"]] == ["2026-11-20T02:00:00Z"]
    assert shown["entries"][0]["label"] == "填报中"


def test_later_word_replaces_a_line(filing: Filing) -> None:
    """When an answer was lost and the case went another way, the timeline follows the workflow."""
    no = filing.open()
    for stage in ("INFO_READY", "ABANDONED"):
        entries = (StageEntered(number=1, stage=stage, at=NOW),)
        assert filing.activities.record_stages(RecordStages(application_no=no, entries=entries)).stage == stage
    assert _lines(filing, no) == ["ABANDONED"]


def test_gap_is_a_defect(filing: Filing) -> None:
    """A line whose predecessor is unknown is not written."""
    no = filing.open()
    entries = (StageEntered(number=2, stage="DRAFT", at=NOW),)
    with pytest.raises(Defect, match=r"filing\.timeline_gap"):
        filing.activities.record_stages(RecordStages(application_no=no, entries=entries))
    assert _lines(filing, no) == []


def test_unknown_application(filing: Filing) -> None:
    """A step of an application that does not exist is refused."""
    with pytest.raises(Refusal, match=r"filing\.application\.not_found"):
        filing.activities.record_stages(RecordStages(application_no="1" * 23, entries=()))


@pytest.mark.parametrize(
    ("check", "damage", "mend"),
    [
        ("locked_operators_are_unaltered", "UPDATE filing.section SET sealed = sealed || ' ' WHERE kind = 'operator'",
         "UPDATE filing.section SET sealed = rtrim(sealed)"),
        ("locked_operators_are_unaltered", "UPDATE filing.section SET kind = 'x' WHERE kind = 'operator'",
         "UPDATE filing.section SET kind = 'operator' WHERE kind = 'x'"),
        ("timelines_are_contiguous", "UPDATE filing.stage_entry SET number = 9 WHERE number = 2",
         "UPDATE filing.stage_entry SET number = 2 WHERE number = 9"),
        ("stages_are_the_last_of_their_timelines", "UPDATE filing.application SET stage = 'ARCHIVED'",
         "UPDATE filing.application SET stage = 'OPERATOR_LOCKED'"),
        ("confirmed_documents_are_unaltered", "UPDATE filing.document SET sha256 = sha256 || ' ' WHERE position = 2",
         "UPDATE filing.document SET sha256 = rtrim(sha256)"),
        ("confirmed_documents_are_unaltered", "UPDATE filing.document SET revision = 2 WHERE position = 5",
         "UPDATE filing.document SET revision = 1"),
    ],
)  # fmt: skip
def test_invariants_notice(filing: Filing, check: str, damage: str, mend: str) -> None:
    """Each invariant finds the damage it is there for."""
    no = filing.fixed()
    filing.execute(
        "INSERT INTO filing.revision (application_no, number, content_version, prepared_at) VALUES (:no, 2, 0, now())",
        no=no,
    )
    (invariant,) = [i for i in INVARIANTS if i.__name__ == check]
    filing.execute(damage)
    with filing.resources.database.transaction() as session:
        found = invariant(session)
    filing.execute(mend)
    assert found
    assert all(message.startswith(no) for message in found)


def test_lost_document_is_noticed(filing: Filing) -> None:
    """A confirmed document that the object store does not hold is reported."""
    filing.fixed()
    filing.execute("UPDATE filing.document SET object_key = replace(object_key, '#', 'x#') WHERE position = 1")
    assert [m for m in filing.broken_invariants() if m.endswith("objects.absent")] != []
    filing.execute("UPDATE filing.document SET object_key = replace(object_key, 'x#', '#') WHERE position = 1")


def test_nothing_personal_is_logged_or_stored_plainly(filing: Filing, caplog: pytest.LogCaptureFixture) -> None:
    """Through a whole course, and through refusals, logs and tables hold no name, number, phone or address."""
    secrets: dict[str, Any] = {
        "name": "欧阳秘密", "id_number": resident_id(1), "mobile": "13911112222", "email": "hidden@example.com",
        "residence": "虚构省虚构县隐秘街77号", "contact_phone": "0351-7654321",
    }  # fmt: skip
    with structlog.testing.capture_logs() as logged, caplog.at_level(logging.DEBUG):
        no = filing.filled(operator=secrets, premises={"detail": "隐蔽巷9号"})
        filing.put(no, "operator", secrets | {"postcode": "x"})
        filing.lock(no)
        filing.prepare(no)
        filing.fix(no)
        filing.accept(no)
        filing.get(f"/applications/{no}")
    tables = ["application", "section", "attachment", "revision", "document", "submission", "stage_entry"]
    stored = [str(filing.rows(f"SELECT * FROM filing.{table}")) for table in tables]
    written = " ".join([str(logged), caplog.text, *stored])
    assert [v for v in (*secrets.values(), "隐蔽巷") if v in written] == []


def test_every_promised_activity_is_carried_out(filing: Filing) -> None:
    """The implementation has each promised activity under its promised name."""
    for name in FilingActivities.__abstractmethods__:
        definition = getattr(getattr(filing.activities, name), "__temporal_activity_definition")
        assert definition.name == f"filing.{name}"


def test_unreadable_characters_name_their_field(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A character whose font went away after the form was filled in is refused with the field that holds it."""
    known = coverage.drawable()
    monkeypatch.setattr(printable, "drawable", lambda: known | {0x2EBEF})
    no = filing.filled(operator={"name": "张\U0002ebef"})
    filing.lock(no)
    with pytest.raises(Refusal) as caught:
        filing.prepare(no)
    assert caught.value.code == "filing.text_unprintable"
    assert "/operator/name" in {f.pointer for f in caught.value.findings}


def test_confirmed_application(filing: Filing) -> None:
    """Whoever knows only the number finds the application as it was confirmed last."""
    no = filing.filled()
    ask = ConfirmedApplication(application_no=no)
    with pytest.raises(Defect, match=r"filing\.application_unconfirmed"):
        filing.activities.confirmed_application(ask)
    filing.lock(no)
    filing.prepare(no)
    assert filing.fix(no).application == filing.activities.confirmed_application(ask).application
