"""The tables of steps in the documents say what the workflow's own table says."""

from __future__ import annotations

import re

from catalogues.filing_types.words import Stage
from tests.architecture.rooms import ROOT
from workflows.contract import Step
from workflows.options import CALLS
from workflows.steps import CHANGE_POSSIBLE_AT, FOUNDING_POSSIBLE_AT, POSSIBLE_AT

_ALWAYS = {Step.OPEN: "–", Step.RETRY: "any, while an activity is parked"}
"""What stands in the document for the steps that are not bound to stages."""

_OF_THE_TAKE_OVER = {
    "licence.hand_over_codes",
    "licence.list_licensed",
    "filing.confirmed_application",
    "register.take_over_codes",
    "register.take_over",
    "register.end_take_over",
}
_OF_ENTITIES_THAT_EXIST = {"register.read_entity"}
"""Activities that no application asks for, and that none asks for yet."""


_OF_LATE_REVIEWS = {"approval.publish_review_answer", "approval.end_late_review", "archive.add_supplement"}
"""What a request for a person's review asks for that came after its case was closed."""
_OF_REVOCATIONS = {
    "approval.stand_revocation",
    "register.examine_revocation",
    "register.revoke_filing",
    "identity.restrict_persons",
    "notice.announce_revocation",
}
"""What the examination of a registration asks for, which is no application's step."""
_OF_EARLIER_COURSES = {
    "register.open_filing",
    "naming.confirm_name",
    "signing.open_session",
    "register.apply_filing",
}
"""What only cases ask for that were opened before the services asked each other, or handed on what follows."""


def _rows(heading: str) -> list[list[str]]:
    """The cells of the table that begins with `heading`."""
    document = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    lines = document[document.index(heading) :].splitlines()[2:]
    table = lines[: next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def _words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


_STEPS = "| step | stage before | activities | stage after |"
_STEPS_OF_A_FOUNDING = "| step of a founding | stage before | activities | stage after |"
_STEPS_OF_A_CHANGE = "| step of a change | stage before | activities | stage after |"
_AFTERWARDS = "| what happens | activities | stage |"


def test_every_step_is_possible_where_the_document_says() -> None:
    """Each step of the workflow has one row, with exactly the stages it may be taken in."""
    told = {Step(_words(row[0])[0]): row[1] for row in _rows(_STEPS)}
    others = [*_rows(_STEPS_OF_A_CHANGE), *_rows(_STEPS_OF_A_FOUNDING)]
    assert set(told) | {Step(_words(row[0])[0]) for row in others} == set(Step)
    assert {step: told[step] for step in _ALWAYS} == _ALWAYS
    stages = {step: {Stage(word) for word in _words(cell)} for step, cell in told.items() if step not in _ALWAYS}
    assert stages == {step: set(possible) for step, possible in POSSIBLE_AT.items()}


def test_the_document_says_what_there_is_more_in_a_founding() -> None:
    """Where several found a business: each step more, with its stages."""
    told = {Step(_words(row[0])[0]): {Stage(word) for word in _words(row[1])} for row in _rows(_STEPS_OF_A_FOUNDING)}
    assert told == {step: set(at) for step, at in FOUNDING_POSSIBLE_AT.items() if at != POSSIBLE_AT.get(step)}


def test_the_document_says_what_is_otherwise_in_a_change() -> None:
    """Each step whose stages are not those of an establishment has one row; the one that there is not is in none."""
    told = {Step(_words(row[0])[0]): {Stage(word) for word in _words(row[1])} for row in _rows(_STEPS_OF_A_CHANGE)}
    assert told == {step: set(at) for step, at in CHANGE_POSSIBLE_AT.items() if at != POSSIBLE_AT.get(step)}
    assert set(POSSIBLE_AT) - set(CHANGE_POSSIBLE_AT) == {Step.CONFIRM_OPERATOR}


def test_the_document_names_every_activity() -> None:
    """What the tables name is what workflows ask the services for, and the stages are stages."""
    steps = [*_rows(_STEPS), *_rows(_STEPS_OF_A_CHANGE)]
    rows = [(row[2], row[3]) for row in steps] + [(row[1], row[2]) for row in _rows(_AFTERWARDS)]
    named = {word for activities, _ in rows for word in _words(activities)}
    known = {method.__temporal_activity_definition.name for method in CALLS}  # type: ignore[attr-defined]  # set by the SDK
    elsewhere = _OF_THE_TAKE_OVER | _OF_ENTITIES_THAT_EXIST | _OF_LATE_REVIEWS | _OF_REVOCATIONS
    assert named == known - elsewhere - (_OF_EARLIER_COURSES - named)
    assert {word for _, stages in rows for word in _words(stages)} <= set(Stage)
