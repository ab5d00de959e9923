"""What was done with an application and who saw it stands in the trail, for an auditor and without a person in it."""

from __future__ import annotations

import json
from typing import Any

from kernel.tokens import Role
from kernel.trails import checked
from tests.integration.filing.conftest import OPERATOR, Filing


def test_who_did_and_saw_what(filing: Filing) -> None:
    """Each change says what was before and after it, each look who looked and from where; the service signs it all, and
    no more than the case that was asked for."""
    no, other = filing.fixed(), filing.open(subject="account-2")
    examiner = filing.headers("examiner-1", Role.EXAMINER, authority="14021300")
    assert filing.client.get(f"/applications/{no}", headers=examiner).status_code == 200
    answer = filing.client.get("/trail", params={"about": no}, headers=filing.headers("auditor-1", Role.AUDITOR))
    assert checked(answer.content, filing.resources.authors)[0].service == "filing"
    lines: list[dict[str, Any]] = [json.loads(line) for line in answer.content.splitlines()[1:-1]]
    events = [line["event"] for line in lines]
    assert events[0] == "opened" and {"section_saved", "attached", "operator_confirmed"} < set(events)
    assert events.index("documents_prepared") < events.index("documents_confirmed")
    assert {line["about"] for line in lines} == {no} != {other}
    seen = [line for line in lines if line["event"] == "application_seen" and line["role"] == Role.EXAMINER]
    assert ("examiner-1", "masked", "testclient") in [(line["actor"], line["object"], line["origin"]) for line in seen]
    own = next(line for line in lines if line["event"] == "section_saved" and line["actor"] == "account-1")
    assert own["role"] == Role.APPLICANT and own["origin"] != "testclient" and own["after_digest"]
    assert not any(personal in answer.text for personal in (OPERATOR["name"], OPERATOR["id_number"]))


def test_what_was_before_is_what_was_after_the_change_before(filing: Filing) -> None:
    """A section saved twice: the second line begins where the first one ended."""
    no = filing.filled()
    changed = {**OPERATOR, "email": "other@example.com"}
    saved = filing.client.put(
        f"/applications/{no}/operator", json=changed, headers=filing.headers() | {"If-Match": "*"}
    )
    assert saved.status_code == 200
    # Lines of earlier tests stay, whatever becomes of their applications.
    *_, first, second = filing.rows(
        "SELECT before_digest, after_digest FROM filing.trail_entry WHERE event = 'section_saved'"
        " AND object = 'operator' AND about = :no ORDER BY id",
        no=no,
    )
    assert first[0] is None and second[0] == first[1] != second[1]


def test_what_concerns_one_person(filing: Filing) -> None:
    """By several references at once, as what one person did and what concerns their cases is found."""
    no = filing.open()
    filing.open(subject="account-2")
    asked = {"of": ["account-1", no]}
    answer = filing.client.get("/trail", params=asked, headers=filing.headers("auditor-1", Role.AUDITOR))
    lines = [json.loads(line) for line in answer.content.splitlines()[1:-1]]
    assert lines and all(line["about"] == no or line["actor"] == "account-1" for line in lines)


def test_a_person_is_found_by_a_number_that_goes_in_a_body(filing: Filing) -> None:
    """Under the applications of which they are the operator; that somebody was looked for is written down, whom not."""
    no, auditor = filing.fixed(), filing.headers("auditor-1", Role.AUDITOR)
    found = filing.client.post("/trail/persons", json={"id_number": OPERATOR["id_number"]}, headers=auditor)
    assert found.json() == {"of": [no]}
    nobody = filing.client.post("/trail/persons", json={"id_number": "110101199003070011"}, headers=auditor)
    assert nobody.json() == {"of": []}
    lines = filing.client.get("/trail", params={"actor": "auditor-1"}, headers=auditor).text
    assert "person_looked_for" in lines and OPERATOR["id_number"] not in lines
