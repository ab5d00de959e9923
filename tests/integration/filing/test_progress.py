"""What a ticket for one application shows, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from httpx import Response

from services.filing.contract.messages import RecordStages
from tests.fixtures.services.tokens import ticket
from tests.integration.filing.conftest import Filing


def follow(filing: Filing, number: str, subject: str = "account-1", application: str | None = None) -> Response:
    headers = ticket(filing.key, subject, application=application or number)
    return filing.client.get(f"/applications/{number}/progress", headers=headers)


def test_progress_of_a_draft(filing: Filing) -> None:
    """Type, authority and whose turn it is; nothing was entered yet."""
    shown = follow(filing, filing.open()).json()
    assert (shown["stage"], shown["waits_for"], shown["deadline"]) == ("DRAFT", "applicant", None)
    assert shown["authority_name"] == "大同市平城区市场监督管理局"


def test_nothing_personal_is_shown(filing: Filing) -> None:
    """Neither name, operator, number, phone nor address of a complete application."""
    number = filing.fixed()
    answer = follow(filing, number)
    assert answer.status_code == 200
    for hidden in ("晓禾", "140102198801011232", "13800000025", "大庆路", "李禾苗"):
        assert hidden not in answer.text
    assert answer.json().keys() == {
        "application_no", "type_name", "authority_name", "stage", "stage_label", "named",
        "waits_for", "deadline", "entries",
    }  # fmt: skip


def test_the_workflows_word_is_told_everywhere(filing: Filing) -> None:
    """Whom the case waits for and until when, as the last line says, in the progress, the timeline, the application
    and the list alike; each stage with its time."""
    number, until = filing.fixed(), datetime(2026, 11, 30, 16, tzinfo=UTC)
    lines = filing.entries(number, "INFO_READY", "AUTH_PENDING")
    told = lines[1].model_copy(update={"waits_for": "applicant", "deadline": until})
    filing.activities.record_stages(RecordStages(application_no=number, entries=(lines[0], told)))
    own = f"/applications/{number}"
    (listed,) = filing.get("/applications").json()["items"]
    shown = [follow(filing, number).json(), filing.get(f"{own}/timeline").json(), filing.get(own).json()]
    for each in (*shown, listed, *(one["entries"][-1] for one in shown)):
        assert (each["stage"], each["waits_for"]) == ("AUTH_PENDING", "applicant")
        assert datetime.fromisoformat(each["deadline"]) == until


def test_the_filing_service_tells_when_the_window_that_it_opens_ends(filing: Filing) -> None:
    """The workflow cannot know it before: 24:00 of the sixth working day after the documents were confirmed."""
    number = filing.filled()
    filing.lock(number)
    filing.prepare(number, entries=filing.entries(number, "INFO_READY"))
    filing.fix(number, entries=filing.entries(number, "AUTH_PENDING"))
    shown = follow(filing, number).json()
    # Confirmed on Friday 2026-11-20, so the sixth working day is Monday 2026-11-30 (GB 2026 has no holiday between).
    assert datetime.fromisoformat(shown["deadline"]) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert [entry["deadline"] is None for entry in shown["entries"]][-2:] == [True, False]


def test_of_an_older_line_nobody_says_whom_it_waits_for(filing: Filing) -> None:
    """The filing service keeps no table of its own from which it would guess."""
    number = filing.fixed()
    filing.record(number, "INFO_READY", "AUTH_PENDING", "SUBMITTED", "MANUAL_REVIEW")
    shown = follow(filing, number).json()
    assert (shown["stage"], shown["waits_for"], shown["deadline"]) == ("MANUAL_REVIEW", None, None)


def test_somebody_elses_application_is_as_good_as_none(filing: Filing) -> None:
    """Another's number and a number nobody has get the same answer."""
    own = filing.open()
    unknown = own[:-2] + ("00" if own[-2:] != "00" else "11")
    answers = [follow(filing, own, "account-2"), follow(filing, unknown)]
    bodies = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert bodies[0] == bodies[1]


def test_a_ticket_is_good_for_its_own_application(filing: Filing) -> None:
    """Another application of the same account needs a ticket of its own."""
    assert follow(filing, filing.open(), application=filing.open()).status_code == 404


@pytest.mark.parametrize("path", ["", "/timeline", "/operator"])
def test_a_ticket_shows_no_more(filing: Filing, path: str) -> None:
    """The application itself stays closed to it."""
    number = filing.open()
    headers = ticket(filing.key, "account-1", application=number)
    answer = filing.client.get(f"/applications/{number}{path}", headers=headers)
    assert answer.status_code == 403


def test_a_login_is_no_ticket(filing: Filing) -> None:
    """The route is for tickets: whoever is logged in has the application itself."""
    number = filing.open()
    assert filing.get(f"/applications/{number}/progress").status_code == 404


def test_a_deleted_application_is_gone(filing: Filing) -> None:
    """Deleted by its applicant, it is not shown any more."""
    number = filing.open()
    assert filing.client.delete(f"/applications/{number}", headers=filing.headers()).status_code == 204
    assert follow(filing, number).status_code == 404
