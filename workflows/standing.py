"""Where a case stands, as the search attributes of its workflow tell it: readable while no worker runs.

`describe()` answers out of the workflow's own state, which a step's answer and its attributes enter together, so it is
never behind the step. A query over many workflows answers out of the visibility store, which follows a moment later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from catalogues.filing_types.words import Actor, Stage
from workflows.case import Case
from workflows.contract import (
    APPLICATION_NO,
    AUTHORITY,
    DEADLINE,
    ENTITY_KIND,
    POSSIBLE_STEPS,
    STAGE,
    WAITS_FOR,
    OpenCase,
    Step,
    StepTaken,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The workflow's word: what is possible next, whom the case waits for, and until when."""

    stage: Stage
    possible_steps: frozenset[Step]
    waits_for: Actor
    deadline: datetime | None


def standing_of(taken: StepTaken) -> Standing:
    """What the answer to a step says."""
    return Standing(taken.stage, frozenset(taken.possible_steps), taken.waits_for, taken.deadline)


def answer_of(application_no: str, standing: Standing) -> StepTaken:
    """What a step would be answered with that changes nothing."""
    return StepTaken(
        application_no=application_no,
        stage=standing.stage,
        possible_steps=tuple(step for step in Step if step in standing.possible_steps),
        waits_for=standing.waits_for,
        deadline=standing.deadline,
    )


def standing_in(attributes: TypedSearchAttributes, *, running: bool) -> Standing | None:
    """What search attributes say; None where a release that did not tell it yet set them last.

    A step of a later release, which nobody here knows, is left out.
    """
    stage = attributes.get(STAGE)
    waits_for = attributes.get(WAITS_FOR)
    if stage is None or (running and waits_for is None):
        return None
    if not running or waits_for is None:
        return Standing(Stage(stage), frozenset(), Actor.NOBODY, None)
    known = frozenset(Step) & frozenset(attributes.get(POSSIBLE_STEPS) or ())
    return Standing(Stage(stage), frozenset(map(Step, known)), Actor(waits_for), attributes.get(DEADLINE))


def opening_attributes(opened: OpenCase) -> TypedSearchAttributes:
    """What a case is opened with: the workflow itself first sets its attributes when it moves."""
    standing = standing_of(Case.begin(opened).answer())
    return TypedSearchAttributes(
        [
            SearchAttributePair(APPLICATION_NO, opened.application_no),
            SearchAttributePair(AUTHORITY, opened.authority_code),
            SearchAttributePair(ENTITY_KIND, opened.entity_kind),
            SearchAttributePair(STAGE, standing.stage),
            SearchAttributePair(WAITS_FOR, standing.waits_for),
            SearchAttributePair(POSSIBLE_STEPS, sorted(standing.possible_steps)),
        ]
    )
