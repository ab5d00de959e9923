"""The states of an authentication, and what counts as a no of the registry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.identity.domain.authentication import Comparison, Status, refusal_of, status_of
from services.identity.domain.restrictions import later, restriction_end

NOON = datetime(2022, 2, 22, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("captured", "decided", "valid_until", "status"),
    [
        (None, None, None, Status.NOT_AUTHENTICATED),
        (NOON - HOUR, None, None, Status.IN_PROGRESS),
        (NOON - 2 * HOUR, NOON - HOUR, None, Status.FAILED),
        (NOON - HOUR, NOON - 2 * HOUR, None, Status.IN_PROGRESS),
        (None, NOON - HOUR, NOON + HOUR, Status.SUCCEEDED),
        (None, NOON - HOUR, NOON, Status.EXPIRED),
    ],
)
def test_status(
    captured: datetime | None, decided: datetime | None, valid_until: datetime | None, status: Status
) -> None:
    """The state follows from the last capture, the last outcome and its validity, which ends at its instant."""
    assert status_of(captured, decided, valid_until, NOON) is status


@pytest.mark.parametrize(
    ("result", "alive", "document_valid", "live", "code"),
    [
        ("NOT_FOUND", None, None, None, "identity.person_not_found"),
        ("MISMATCH", True, True, True, "identity.person_differs"),
        ("MATCH", False, True, True, "identity.person_differs"),
        ("MATCH", True, False, True, "identity.document_expired"),
        ("MATCH", True, True, False, "identity.capture_not_live"),
    ],
)
def test_no(result: Comparison, alive: bool | None, document_valid: bool | None, live: bool | None, code: str) -> None:
    """Unknown, different, dead, expired and forged are a no, each with its reason."""
    finding = refusal_of(result, alive=alive, document_valid=document_valid, live_capture=live)
    assert finding is not None
    assert finding.code == code


@pytest.mark.parametrize("flag", [True, None])
def test_yes(flag: bool | None) -> None:
    """A match is a yes, also where the registry says nothing beside it."""
    assert refusal_of("MATCH", alive=flag, document_valid=flag, live_capture=flag) is None


@pytest.mark.parametrize(
    ("begin", "end"), [(date(2022, 3, 2), date(2025, 3, 2)), (date(2024, 2, 29), date(2027, 2, 28))]
)
def test_restriction_end(begin: date, end: date) -> None:
    """A restriction lasts three years (条例 第四十条), also from 29 February."""
    assert restriction_end(begin) == end


def test_later() -> None:
    """Of two ends the later counts; none is no restriction."""
    assert later(date(2025, 1, 1), date(2024, 1, 1)) == date(2025, 1, 1)
    assert later(None, date(2024, 1, 1)) == date(2024, 1, 1)
    assert later(None, None) is None
