"""The head's sample: nobody picks it, everybody can draw it again, and what was found stays as it was written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.approval.domain import sampling
from tests.integration.approval.conftest import Office


def _decided(office: Office, number: int) -> None:
    for _ in range(number):
        office.decide()
    office.clock.advance(timedelta(minutes=2))


def _draw(office: Office) -> dict:  # type: ignore[type-arg]
    answer = office.post("/samples", office.head())
    assert answer.status_code == 201, answer.text
    drawn: dict = answer.json()  # type: ignore[type-arg]
    return drawn


def _find(office: Office, drawn: dict, position: int, verdict: str, note: str = "", subject: str = "head-1"):  # type: ignore
    path = f"/samples/{drawn['line']['sample_id']}/cases/{position}/finding"
    return office.post(path, office.head(subject), {"verdict": verdict, "note": note})


def test_a_sample_follows_from_its_seed(office: Office) -> None:
    """Of what rules decided, referred cases left out; the seed and the list lead to the same cases again."""
    _decided(office, 8)
    office.referred()
    drawn = _draw(office)
    assert (drawn["line"]["population"], drawn["line"]["size"]) == (8, 3)
    everything = [
        row[0]
        for row in office.rows("SELECT decision_no FROM approval.decision WHERE automatic AND outcome <> 'REFER'")
    ]
    assert sampling.digest(everything) == drawn["population_digest"]
    assert [case["decision_no"] for case in drawn["cases"]] == sampling.chosen(drawn["seed"], everything, 3)


def test_every_case_is_drawn_from_once(office: Office) -> None:
    """The next draw begins where this one ended; with nothing new there is none."""
    _decided(office, 4)
    first = _draw(office)
    again = office.post("/samples", office.head())
    assert (again.status_code, again.json()["code"]) == (409, "approval.nothing_to_sample")
    _decided(office, 2)
    second = _draw(office)
    assert second["line"]["since"] == first["line"]["until"] and second["line"]["population"] == 2
    assert second["seed"] != first["seed"]
    assert [line["population"] for line in office.get("/samples", office.head()).json()["samples"]] == [2, 4]


def test_what_was_found_stands(office: Office) -> None:
    """A fault has words; the first finding stays, by whom and when; the case's own trail has it."""
    _decided(office, 3)
    drawn = _draw(office)
    assert _find(office, drawn, 1, "FAULT").json()["code"] == "approval.finding_unexplained"
    assert _find(office, drawn, 1, "FAULT", "租赁合同缺少签字页").status_code == 200
    assert _find(office, drawn, 1, "FAULT", "租赁合同缺少签字页").status_code == 200, "the same words again"
    assert _find(office, drawn, 1, "SOUND").json()["code"] == "approval.finding_stands"
    done = _find(office, drawn, 2, "SOUND").json()
    assert (done["line"]["looked_at"], done["line"]["faults"]) == (2, 1)
    finding = done["cases"][0]["finding"]
    assert (finding["note"], finding["found_by"]) == ("租赁合同缺少签字页", "贺长亭（工号head-1）")
    trail = office.rows(
        "SELECT event FROM approval.audit_entry WHERE application_no = :no AND event LIKE '%sampl%' ORDER BY number",
        no=drawn["cases"][0]["application_no"],
    )
    assert [row[0] for row in trail] == ["case_sampled", "sample_found_fault"]


@pytest.mark.parametrize("table", ["quality_sample", "sampled_decision", "sample_finding"])
def test_nobody_alters_a_sample(office: Office, table: str) -> None:
    """The running service may add rows to these tables, and do nothing else with them."""
    _decided(office, 3)
    _find(office, _draw(office), 1, "SOUND")
    for statement in (f"DELETE FROM approval.{table}", f"UPDATE approval.{table} SET sample_id = sample_id"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            office.resources.database.transaction() as session,
        ):
            session.connection().execute(text(statement))


def test_only_the_head_of_the_authority(office: Office) -> None:
    """An examiner draws nothing; another authority's head finds nothing."""
    _decided(office, 3)
    assert office.post("/samples", office.examiner()).status_code == 403
    drawn = _draw(office)
    far = office.head("far", "21010600")
    assert office.get(f"/samples/{drawn['line']['sample_id']}", far).status_code == 404
    assert office.post("/samples", far).json()["code"] == "approval.nothing_to_sample"


def test_the_papers_are_read_on_record(office: Office) -> None:
    """What the applicant signed is shown, and the reading is written down."""
    _decided(office, 3)
    drawn = _draw(office)
    case, sample = drawn["cases"][0], drawn["line"]["sample_id"]
    kind = case["documents"][0]["kind"]
    unknown = office.get(f"/samples/{sample}/cases/1/documents/nothing", office.head())
    assert unknown.status_code == 404
    before = office.rows("SELECT count(*) FROM approval.audit_entry WHERE event = 'document_read'")[0][0]
    office.get(f"/samples/{sample}/cases/1/documents/{kind}", office.head())
    assert office.rows("SELECT count(*) FROM approval.audit_entry WHERE event = 'document_read'")[0][0] == before + 1
