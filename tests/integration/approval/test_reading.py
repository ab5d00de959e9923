"""Who reads decisions and documents, and the rules everybody may read."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from catalogues import approval_rules
from catalogues.filing_types import editions
from kernel.counters import Work, counted
from kernel.masking import mask_name
from services.approval.operations.deciding import decide_case
from tests.fixtures.approval.cases import case
from tests.integration.approval.conftest import DEFECTIVE, REFERRED, REJECTED, Office
from tests.integration.documents.text_of_pdf import pages_of


def text_of(pdf: bytes) -> str:
    return "".join("".join(pages_of(pdf)).split())


def test_an_applicant_reads_the_own_decision(office: Office) -> None:
    """Outcome, reasons with article and remedy, all results and the documents."""
    request = office.request(DEFECTIVE)
    decided = decide_case(office.resources, request)
    answer = office.get(f"/decisions/{request.application_no}", office.applicant()).json()
    [reason] = answer["reasons"]
    assert (answer["outcome"], answer["outcome_zh"], answer["return_to"]) == ("CORRECT", "补正", "details")
    assert (reason["rule_id"], reason["pointer"]) == ("AR-35", "/details/employee_count")
    assert reason["article"] and reason["remedy_zh"] and reason["remedy_en"]
    assert answer["decision_no"] == decided.decision_no
    assert [d["kind"] for d in answer["documents"]] == ["review_sheet", "decision_notice"]
    assert answer["documents"][1]["title"] == "补正通知书"


def test_reasons_name_their_reader_in_full_and_nobody_to_others(office: Office) -> None:
    """What the rules say of the applicant masks the name before an examiner alone."""
    request = office.request(("/authentication/persons/0/valid_until", "2026-11-01T00:00:00Z"))
    decide_case(office.resources, request)
    own = case().application.operator.name
    said = {
        who: "".join(
            reason["zh"] for reason in office.get(f"/decisions/{request.application_no}", by).json()["reasons"]
        )
        for who, by in (("applicant", office.applicant()), ("examiner", office.examiner()))
    }
    assert own in said["applicant"] and mask_name(own) not in said["applicant"]
    assert mask_name(own) in said["examiner"] and own not in said["examiner"]


def test_a_decision_is_read_with_one_statement(office: Office) -> None:
    """With its documents, its task, its extension and the request for a person."""
    request = office.request(DEFECTIVE)
    decide_case(office.resources, request)
    before = counted()[Work.SQL_STATEMENT]
    assert office.get(f"/decisions/{request.application_no}", office.applicant()).status_code == 200
    assert counted()[Work.SQL_STATEMENT] - before == 1


@pytest.mark.parametrize(
    ("changes", "offered"), [((DEFECTIVE,), True), ((REJECTED,), True), ((REFERRED,), False), ((), False)]
)
def test_a_machines_no_offers_a_person(office: Office, changes: tuple[tuple[str, object], ...], offered: bool) -> None:
    """An automatic refusal or correction names the way to a person's review, here as in the letter (PIPL Art. 24)."""
    request = office.request(*changes)
    decide_case(office.resources, request)
    answer = office.get(f"/decisions/{request.application_no}", office.applicant()).json()["human_review"]
    assert (answer is not None) == offered
    if offered:
        assert "第二十四条" in answer["article"] and "窗口" in answer["how_zh"] and "counter" in answer["how_en"]
        letter = office.get(f"/decisions/{request.application_no}/documents/decision_notice", office.applicant())
        assert answer["how_zh"] in text_of(letter.content)


def test_an_examiners_no_offers_no_other_person(office: Office) -> None:
    """What a person decided is reconsidered or sued against, not examined again."""
    number = office.referred()
    office.decided(number, "CORRECT")
    assert office.get(f"/decisions/{number}", office.applicant()).json()["human_review"] is None


def test_documents_are_served_as_they_were_made(office: Office) -> None:
    """The PDF has the digest the decision names."""
    request = office.request(REJECTED)
    decided = decide_case(office.resources, request)
    for reference in decided.documents:
        path = f"/decisions/{request.application_no}/documents/{reference.kind}"
        answer = office.get(path, office.applicant())
        assert answer.headers["content-type"] == "application/pdf"
        assert hashlib.sha256(answer.content).hexdigest() == reference.sha256


def test_decisions_of_others_do_not_exist(office: Office) -> None:
    """Another applicant and another authority's examiner get the answer for a case that does not exist."""
    request = office.request()
    decide_case(office.resources, request)
    number = request.application_no
    answers = [
        office.get(f"/decisions/{path}", who)
        for path in (number, f"{number}/documents/decision_notice")
        for who in (office.applicant("somebody"), office.examiner("far", "21010600"), office.examiner("x", None))
    ] + [office.get("/decisions/" + "9" * 23, office.applicant())]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "approval.decision.not_found")}


def test_the_subject_of_an_examiner_is_no_applicant(office: Office) -> None:
    """An examiner's token shows nothing of another authority only because the subject is the applicant's."""
    request = office.request()
    decide_case(office.resources, request)
    answer = office.get(f"/decisions/{request.application_no}", office.examiner("account-applicant", "21010600"))
    assert answer.status_code == 404


def test_a_referred_case_has_no_letter_yet(office: Office) -> None:
    """The letter of a referred case is not found; a kind nobody knows is a wrong field."""
    path = f"/decisions/{office.referred()}/documents"
    assert office.get(f"{path}/decision_notice", office.applicant()).json()["code"] == "approval.document.not_found"
    assert office.get(f"{path}/licence", office.applicant()).status_code == 422


def test_everybody_may_read_the_rules(office: Office) -> None:
    """Every rule of the day with article, test, thresholds and who verifies them."""
    answer = office.get("/rules").json()
    assert (answer["on"], len(answer["rules"])) == ("2026-11-20", 47)
    rules = {rule["rule_id"]: rule for rule in answer["rules"]}
    assert rules["AR-34"]["thresholds"][0]["value"] == "500"
    assert {rules[n]["verified_by"] for n in ("AR-41", "AR-42")} == {"licence"}
    assert all(
        told["article"] == approval_rules.get(rule_id).legal_basis.on(date(2026, 11, 20))
        for rule_id, told in rules.items()
    )
    assert answer["in_force_since"] == "2025-07-15"
    assert rules["AR-05"]["section"] == "operator"
    told = set(rules["AR-05"]["applies_to"])
    assert "sole_trader.establishment" in told and told <= {each.key for each in editions.all()}
    assert all(rule["title_en"] and rule["remedy_en"] for rule in rules.values())


@pytest.mark.parametrize(("on", "status"), [("2022-05-01", 200), ("2022-04-30", 404), ("yesterday", 422)])
def test_rules_of_a_day(office: Office, on: str, status: int) -> None:
    """The rules of any day since the notice; before it there are none."""
    assert office.get(f"/rules?on={on}").status_code == status


def test_the_published_version_is_the_one_decisions_name(office: Office) -> None:
    """What a decision says it used is what is published for that day."""
    decided = office.decide()
    assert office.part(decided).rule_set_version == office.get("/rules").json()["rule_set_version"]


@pytest.mark.parametrize("number", ["1", "x" * 23, "1402130120261120000000１"])
def test_a_malformed_number_is_a_wrong_field(office: Office, number: str) -> None:
    """An application number has 23 plain digits."""
    answer = office.get(f"/decisions/{number}", office.applicant())
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


def test_ready_when_database_and_exchange_answer(office: Office) -> None:
    """The readiness page asks both."""
    assert office.get("/ready").json() == {"status": "ok", "missing": {}}
