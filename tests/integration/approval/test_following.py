"""Until when an examiner decides, for whoever follows an application with a ticket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.approval.contract import OpenReview
from services.approval.operations.deciding import decide_case
from services.approval.operations.requesting import open_review
from tests.fixtures.services.tokens import ticket
from tests.integration.approval.conftest import REJECTED, Office

DUE = datetime(2026, 11, 25, 16, tzinfo=UTC)
"""24:00 of Wednesday, the third working day after the Friday of the submission."""


def _follow(office: Office, number: str, subject: str = "account-applicant", of: str | None = None) -> httpx.Response:
    return office.get(f"/decisions/{number}/limit", ticket(office.key, subject, application=of or number))


def test_the_legal_limit(office: Office) -> None:
    """24:00 of the third working day (条例 Art. 19), and nothing else about the case."""
    shown = _follow(office, office.referred()).json()
    assert datetime.fromisoformat(shown.pop("review_due")) == DUE
    assert shown == {"extended": False, "requested": False}


def test_an_extended_limit(office: Office) -> None:
    """Three working days later, and it says so."""
    number = office.referred()
    office.claim(number)
    reason = {"reason": "须向社区核实经营场所"}
    asked = office.post(f"/tasks/{number}/extensions", office.examiner(), reason).json()
    office.post(f"/tasks/{number}/extensions/{asked['extension_id']}/approve", office.head())
    shown = _follow(office, number).json()
    assert (datetime.fromisoformat(shown["review_due"]), shown["extended"]) == (DUE + timedelta(days=5), True)


def test_a_review_on_request(office: Office) -> None:
    """Its limit runs from the request, and there is none before."""
    request = office.request(REJECTED)
    number = request.application_no
    decide_case(office.resources, request)
    assert _follow(office, number).status_code == 404
    office.clock.advance(timedelta(days=3))
    asked = office.post(f"/decisions/{number}/review-requests", office.applicant(), {"statement": "请人工核实。"})
    open_review(
        office.resources, OpenReview(application_no=number, submission=1, request_id=asked.json()["request_id"])
    )
    shown = _follow(office, number).json()
    assert (datetime.fromisoformat(shown["review_due"]), shown["requested"]) == (DUE + timedelta(days=1), True)


def test_a_decided_case_has_no_limit(office: Office) -> None:
    """Nobody has to decide it any more."""
    number = office.referred()
    office.decided(number, "APPROVE")
    assert _follow(office, number).status_code == 404


@pytest.mark.parametrize(("subject", "of"), [("account-other", None), ("account-applicant", "1" * 23)])
def test_other_tickets_show_nothing(office: Office, subject: str, of: str | None) -> None:
    """Another account's, or one for another application; and a log-in is no ticket."""
    number = office.referred()
    assert _follow(office, number, subject, of).status_code == 404
    assert office.get(f"/decisions/{number}/limit", office.applicant()).status_code == 404
    assert office.get(f"/decisions/{number}/limit").status_code == 401
