"""What can be shown of a case by the course it took."""

from __future__ import annotations

import pytest

from services.portal.domain import course


def _entries(*stages: str) -> list[dict[str, str]]:
    return [{"stage": stage} for stage in stages]


_DECIDED = ("DRAFT", "INFO_READY", "AUTH_PENDING", "SIGN_PENDING", "SIGNED", "SUBMITTED", "UNDER_REVIEW")


@pytest.mark.parametrize(
    ("stages", "shown"),
    [
        ((), set()),
        (("DRAFT", "INFO_READY"), set()),
        (("AUTH_PENDING", "LAPSED"), {"signing"}),
        (_DECIDED, {"signing", "decision"}),
        ((*_DECIDED, "CORRECTION_REQUIRED"), {"signing", "decision"}),
        ((*_DECIDED, "CORRECTION_REQUIRED", "OPERATOR_LOCKED"), set()),
        ((*_DECIDED, "CORRECTION_REQUIRED", "AUTH_PENDING"), {"signing"}),
        ((*_DECIDED, "REJECTED"), {"signing", "decision", "file"}),
        ((*_DECIDED, "APPROVED", "LICENSED"), {"signing", "decision", "licence", "file"}),
    ],
)
def test_nobody_is_asked_for_what_cannot_be(stages: tuple[str, ...], shown: set[str]) -> None:
    """What was signed and decided before a correction is not shown once the applicant began to correct."""
    sections = {"signing", "decision", "licence", "file"}
    assert {section for section in sections if course.has(section, _entries(*stages))} == shown


def test_a_name_may_exist_at_any_time() -> None:
    """It is held before the filing service hears of it."""
    assert course.has("name", ())


def test_only_a_licensed_case_is_told_as_filed() -> None:
    """When, the archive says."""
    file = {"filed_at": "2026-11-22"}
    told = course.with_file(_entries("LICENSED"), file)[-1]
    assert (told["number"], told["stage"], told["at"]) == (2, "ARCHIVED", "2026-11-22")
    assert [entry["stage"] for entry in course.with_file(_entries("REJECTED"), file)] == ["REJECTED"]
    assert [entry["stage"] for entry in course.with_file(_entries("LICENSED"), None)] == ["LICENSED"]


def test_a_citizen_is_told_what_happened_and_no_more() -> None:
    """Corrected pages are one line, the machine's stages none, and a business without a name reserved none."""
    stages: tuple[str, ...] = ("DRAFT", "NAME_RESERVED", "NAME_RESERVED", "OPERATOR_LOCKED", "INFO_READY", "INFO_READY")
    stages += (
        "AUTH_PENDING",
        "SIGN_PENDING",
        "SIGNED",
        "SUBMITTED",
        "UNDER_REVIEW",
        "APPROVED",
        "LICENSED",
        "ARCHIVED",
    )
    told = [entry["stage"] for entry in course.told(_entries(*stages), named=True)]
    assert told == ["DRAFT", "NAME_RESERVED", "OPERATOR_LOCKED", "AUTH_PENDING", "SUBMITTED", "LICENSED"]
    assert "NAME_RESERVED" not in [entry["stage"] for entry in course.told(_entries(*stages), named=False)]


@pytest.mark.parametrize(
    ("stages", "shown"),
    [
        ((*_DECIDED, "CORRECTION_REQUIRED"), False),
        ((*_DECIDED, "CORRECTION_REQUIRED", "OPERATOR_LOCKED"), True),
        ((*_DECIDED, "CORRECTION_REQUIRED", "AUTH_PENDING"), True),
        ((*_DECIDED, "CORRECTION_REQUIRED", *_DECIDED), False),
        (_DECIDED, False),
    ],
)
def test_reasons_stay_until_the_correction_is_handed_in(stages: tuple[str, ...], shown: bool) -> None:
    """What is to be corrected is shown while it is being corrected."""
    assert course.has("correction", _entries(*stages)) is shown
