"""Decisions: kept once, told in documents, made again from their references."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from kernel.errors import Defect, Outage
from kernel.numbers import mod_11_10_is_valid
from services.approval.activities import Activities
from services.approval.contract import CaseDecided, Outcome
from services.approval.operations import deciding, publishing
from services.approval.operations.deciding import decide_case
from services.approval.operations.replaying import replay
from services.approval.store import decisions
from services.register.contract.parts import RegisterFactsPart
from tests.fixtures.approval.cases import registered
from tests.fixtures.notices import NOTICE_OF_2027, load_notice
from tests.fixtures.services.keys import left
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, SEALED, Office
from tests.integration.documents.text_of_pdf import pages_of


def _text(office: Office, decided: CaseDecided, kind: str) -> str:
    [reference] = [document for document in decided.documents if document.kind == kind]
    return "".join("".join(pages_of(office.resources.exchange.collect_document(reference))).split())


def test_an_approval_is_decided_and_told(office: Office) -> None:
    """The valid case is approved with a number, a part and both documents."""
    decided = office.decide()
    part = office.part(decided)
    assert (decided.outcome, decided.return_to, decided.review_due) == (Outcome.APPROVE, None, None)
    assert decided.decision_no.startswith("1402130020261120") and mod_11_10_is_valid(decided.decision_no)
    assert (part.reviewer, part.automatic, len(part.results)) == ("智慧审批", True, 45)
    assert [document.kind for document in decided.documents] == ["review_sheet", "decision_notice"]
    assert "准予登记通知书" in _text(office, decided, "decision_notice")
    sheet = _text(office, decided, "review_sheet")
    assert "AR-40" in sheet and part.rule_set_version in sheet and part.catalogue_edition in sheet


def test_a_defective_case_returns_with_every_defect(office: Office) -> None:
    """The letter names all defects in one notice, and the earliest section is where the case returns to."""
    decided = office.decide(DEFECTIVE, ("/application/operator/email", "xiaohe@"))
    letter = _text(office, decided, "decision_notice")
    assert (decided.outcome, decided.return_to) == (Outcome.CORRECT, "operator")
    assert "补正通知书" in letter and "从业人数0人" in letter and "电子邮箱" in letter


def test_a_refusal_tells_reasons_and_remedies(office: Office) -> None:
    """The letter of a refusal has reason, article, both remedies and a person's review (条例 Art. 20)."""
    letter = _text(office, office.decide(REJECTED), "decision_notice")
    for words in ("不予登记通知书", "未开放智能审批", "行政复议", "行政诉讼", "工作人员重新审查"):
        assert words in letter


def test_a_referred_case_has_a_task_and_no_letter(office: Office) -> None:
    """A referred case is due at 24:00 of the third working day; its applicant has a receipt that says so (条例 Art. 19)
    and no letter yet."""
    decided = office.decide(REFERRED)
    assert decided.outcome is Outcome.REFER
    referring = {result.rule_id for result in office.part(decided).results if result.outcome == Outcome.REFER}
    assert set(decided.rules) == referring != set()
    assert decided.review_due == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    assert [document.kind for document in decided.documents] == ["review_sheet", "material_receipt"]
    receipt = _text(office, decided, "material_receipt")
    assert (
        "申请材料接收凭证" in receipt
        and "2026年11月25日24:00前" in receipt
        and "个体工商户登记（备案）申请书" in receipt
    )
    assert office.rows("SELECT state FROM approval.review_task") == [("open",)]


def test_a_correction_has_one_limit(office: Office) -> None:
    """24:00 of the sixth working day after the decision: the same in the answer, the part and the notice, whenever the
    decision is asked for again."""
    request = office.request(DEFECTIVE)
    decided = decide_case(office.resources, request)
    until = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert decided.correction_until == office.part(decided).correction_until == until
    notice = _text(office, decided, "decision_notice")
    assert "2026年11月30日24:00前" in notice and "视为撤回申请" in notice
    office.clock.advance(timedelta(days=40))
    assert decide_case(office.resources, request) == decided


def test_a_case_without_name_is_decided(office: Office) -> None:
    """A business without a name is approved without a name part (民法典 Art. 54)."""
    decided = office.decide(("/name", None), ("/application/name_sha256", None))
    assert decided.outcome is Outcome.APPROVE
    assert "不使用名称" in _text(office, decided, "decision_notice")


def test_asking_again_gives_the_same_decision(office: Office) -> None:
    """The decision kept first is answered with, whatever the clock and the request say later."""
    request = office.request()
    first = decide_case(office.resources, request)
    office.clock.advance(timedelta(days=2))
    later = request.model_copy(update={"submitted_at": request.submitted_at + timedelta(days=1)})
    assert decide_case(office.resources, request) == first == decide_case(office.resources, later)
    assert office.rows("SELECT count(*) FROM approval.decision") == [(1,)]


def test_a_new_submission_is_a_new_decision(office: Office) -> None:
    """After a correction the same application is decided again under a new number."""
    request = office.request(DEFECTIVE)
    first = decide_case(office.resources, request)
    second = office.decide(submission=2, application_no=request.application_no)
    assert (first.outcome, second.outcome) == (Outcome.CORRECT, Outcome.APPROVE)
    assert first.decision_no != second.decision_no


def test_the_same_case_at_once_is_decided_once(office: Office) -> None:
    """Eight identical requests at the same instant lead to one decision, one task, one audit entry."""
    request = office.request(REFERRED)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: decide_case(office.resources, request), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert office.rows("SELECT count(*) FROM approval.decision") == [(1,)]
    assert office.rows("SELECT count(*) FROM approval.review_task") == [(1,)]
    assert office.rows("SELECT event FROM approval.audit_entry") == [("case_decided",)]


def test_cases_at_once_have_their_own_numbers(office: Office) -> None:
    """Different cases decided at the same instant never share a number."""
    requests = [office.request() for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda request: decide_case(office.resources, request), requests))
    assert max(Counter(answer.decision_no for answer in answers).values()) == 1


def test_a_decision_cut_off_before_its_documents_is_completed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash between decision and documents, asking again completes the decision that was kept."""
    request = office.request()

    def broken(*_: object, **__: object) -> bytes:
        raise Outage("typesetting.process_died")

    with monkeypatch.context() as patched:
        patched.setattr(office.resources.typesetter, "render", broken)
        with pytest.raises(Outage):
            decide_case(office.resources, request)
    [(number, part)] = office.rows("SELECT decision_no, part_key FROM approval.decision")
    assert part is None
    office.clock.advance(timedelta(hours=3))
    decided = decide_case(office.resources, request)
    assert decided.decision_no == number
    assert office.part(decided).decided_at == datetime(2026, 11, 20, 2, 0, 3, tzinfo=UTC)
    assert len(decided.documents) == 2


def test_nothing_is_kept_when_keeping_fails(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decision, task, number and audit entry are one transaction."""

    def broken(*_: object, **__: object) -> None:
        raise Outage("database.unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(deciding, "_task", broken)
        with pytest.raises(Outage):
            office.decide(REFERRED)
    for table in ("decision", "review_task", "audit_entry", "decision_sequence"):
        assert office.rows(f"SELECT count(*) FROM approval.{table}") == [(0,)]


def test_a_helper_leaves_a_line_in_the_trail(office: Office) -> None:
    """Who filled in for somebody is named to officials, masked, and the trail says that somebody was; without their
    name, which stands in the application."""
    helper = {"name": "李青禾", "relation": "community", "mobile": "13800000077"}
    decided = office.decide(("/application/operator/helper", helper), REFERRED)
    office.decide()
    number = decided.part.key.split("/")[1]
    found = office.rows("SELECT application_no, object_ref FROM approval.audit_entry WHERE event = 'helper_named'")
    assert found == [(number, decided.decision_no)]
    shown = office.get(f"/tasks/{number}", office.examiner()).json()["case"]["application"]["operator"]["helper"]
    assert shown["relation"] == "community" and "李青禾" not in str(shown) and helper["mobile"] not in str(shown)


def test_documents_made_twice_are_the_same(office: Office) -> None:
    """Part and documents follow from the kept decision alone, byte for byte up to the seals."""
    decided = office.decide(REJECTED)
    with office.resources.database.transaction() as session:
        kept = decisions.all_decisions(session)[0]
    part, documents = publishing._deposit(office.resources, kept)
    assert part.digest == decided.part.digest
    collected = office.resources.exchange.collect_document
    assert [collected(each).split(SEALED)[0] for each in documents] == [
        collected(each).split(SEALED)[0] for each in decided.documents
    ]


def test_an_altered_record_is_found(office: Office) -> None:
    """A record changed in the database no longer has its digest, and the invariant names the decision."""
    decided = office.decide()
    office.rows("UPDATE approval.decision SET record = record || ' '::bytea RETURNING 1")
    office.expected.append(f"decision {decided.decision_no}: its record changed")


def test_an_altered_outcome_is_found(office: Office) -> None:
    """An outcome changed in the database is not the worst of the results any more, and two invariants say so."""
    decided = office.decide()
    office.rows("UPDATE approval.decision SET outcome = 'REJECT' RETURNING 1")
    office.expected += [
        f"decision {decided.decision_no}: its row contradicts its record",
        f"decision {decided.decision_no}: its outcome is not the worst of its results",
    ]


def test_parts_of_different_applications_are_a_defect(office: Office) -> None:
    """A part of another application is never decided upon."""
    mine, others = office.request(), office.request()
    parts = {**mine.parts, "filing_facts": others.part("filing_facts")}
    with pytest.raises(Defect, match="parts_of_different_applications"):
        decide_case(office.resources, mine.model_copy(update={"parts": parts}))


@pytest.mark.parametrize(
    ("under_way", "facts", "outcome"),
    [
        (5, {}, Outcome.APPROVE),
        (3, {"at_premises": 2}, Outcome.APPROVE),
        (3, {"at_premises": 3}, Outcome.REFER),
        (0, {"duplicates": 1}, Outcome.REFER),
    ],
)
def test_registered_and_under_way_count_together(
    office: Office, under_way: int, facts: dict[str, int], outcome: Outcome
) -> None:
    """AR-33 and AR-38 look at what is registered and at what is under way, and replay to the same (条例 Art. 19)."""
    request = office.request(("/facts/entities_at_premises", under_way))
    number = request.application_no
    part = RegisterFactsPart.model_validate(registered(number, **facts))
    parts = {**request.parts, "register_facts": left(office.resources.exchange, number, "register_facts", part)}
    asked = request.model_copy(update={"parts": parts})
    assert decide_case(office.resources, asked).outcome == outcome
    assert replay(office.resources, number).identical


def test_the_register_is_asked_for_a_case_that_says_so(office: Office) -> None:
    """What it says counts, is kept with the decision, and is asked for once however often the activity is tried."""
    request = office.request().model_copy(update={"asks_register": True})
    office.register.duplicates = 1
    first = decide_case(office.resources, request)
    office.register.duplicates = 0
    assert first.outcome == Outcome.REFER
    assert decide_case(office.resources, request) == first
    assert office.register.asked == 1
    assert replay(office.resources, request.application_no).identical


def test_while_the_register_is_silent_nothing_is_decided(office: Office) -> None:
    """The case waits; with the register's answer it is decided."""
    request = office.request().model_copy(update={"asks_register": True})
    office.register.silent = True
    with pytest.raises(Outage, match=r"register\.unavailable"):
        decide_case(office.resources, request)
    office.register.silent = False
    assert decide_case(office.resources, request).outcome == Outcome.APPROVE


def test_an_earlier_case_is_decided_without_asking(office: Office) -> None:
    """Its workflow asked the register, or there was none."""
    office.register.silent = True
    assert decide_case(office.resources, office.request()).outcome == Outcome.APPROVE


def test_register_facts_of_another_application_are_a_defect(office: Office) -> None:
    request = office.request()
    part = RegisterFactsPart.model_validate(registered("9" * 23))
    reference = left(office.resources.exchange, request.application_no, "register_facts", part)
    parts = {**request.parts, "register_facts": reference}
    with pytest.raises(Defect, match="parts_of_different_applications"):
        decide_case(office.resources, request.model_copy(update={"parts": parts}))


def test_an_application_from_before_the_rules_is_a_defect(office: Office) -> None:
    """Nobody is judged by rules that were not in force yet."""
    early = ("/submitted_at", "2022-04-30T02:00:00Z")
    with pytest.raises(Defect, match="no_rules_in_force"):
        office.decide(early)


def test_a_notice_does_not_move_a_limit_once_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review begun on 29 December 2026, before the notice for 2027, is due on the first Saturday of January, and
    still is when the notice says that the third working day is the Monday."""
    office.clock.advance(timedelta(days=39))
    request = office.request(REFERRED, ("/submitted_at", office.clock.now().isoformat()))
    decided = decide_case(office.resources, request)
    assert decided.review_due == datetime(2027, 1, 2, 16, tzinfo=UTC)
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert decide_case(office.resources, request) == decided
    assert office.rows("SELECT review_due FROM approval.review_task") == [(decided.review_due,)]


def test_a_review_past_the_calendar_is_a_defect(office: Office) -> None:
    """A limit that reaches a year of which nothing is known is not guessed."""
    late = ("/submitted_at", "2030-12-31T02:00:00Z"), ("/signing_deadline", "2031-01-10T16:00:00Z")
    with pytest.raises(Defect, match="calendar_missing"):
        office.decide(REFERRED, *late)
    assert office.rows("SELECT count(*) FROM approval.decision") == [(0,)]


def test_the_audit_trail_is_append_only(office: Office) -> None:
    """The database refuses to change or delete what was recorded."""
    office.decide()
    for statement in ("UPDATE approval.audit_entry SET event = 'x'", "DELETE FROM approval.audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            office.rows(statement)


def test_no_personal_data_leaves_the_service(office: Office) -> None:
    """The activity's answer, the tables and the audit trail hold no name, number or phone of a person."""
    decided = Activities(office.resources).decide_case(office.request(DEFECTIVE))
    stored = str(office.rows("SELECT d::text, convert_from(d.record, 'UTF8') FROM approval.decision d"))
    for secret in ("张晓禾", "140213199001011233", "13800000025", "李建国"):
        assert secret not in decided.model_dump_json() + stored
