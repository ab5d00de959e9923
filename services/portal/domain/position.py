"""Where a case stands as the portal tells it: by the workflow's word, else by what the services recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogues.filing_types.words import Actor, Stage
from workflows.contract import Step
from workflows.standing import Standing


@dataclass(frozen=True, slots=True)
class Position:
    """`exact` is false while the workflows are silent: what was recorded last is shown then, and no step is offered,
    since nobody can say whether it would be taken. `waits_for` is None where nobody ever told."""

    stage: Stage
    possible_steps: frozenset[Step]
    waits_for: Actor | None
    deadline: datetime | None
    exact: bool

    @property
    def moving(self) -> bool:
        """The system is at work; the next stage is a matter of seconds."""
        return self.waits_for is Actor.SYSTEM

    def told(self) -> dict[str, Any]:
        """For an answer of the API."""
        return {
            "stage": self.stage,
            "possible_steps": sorted(self.possible_steps),
            "waits_for": self.waits_for,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "exact": self.exact,
        }


def by_workflow(standing: Standing) -> Position:
    return Position(standing.stage, standing.possible_steps, standing.waits_for, standing.deadline, exact=True)


def by_record(recorded: Mapping[str, Any], *, closed: bool, filed: bool) -> Position:
    """What the filing service recorded of a case that is long `closed`, or whose workflow is silent. Only the archive
    knows that the file of a licensed case was `filed`."""
    stage = Stage(recorded["stage"])
    if stage in {Stage.LICENSED, Stage.ENTERED} and filed:
        stage = Stage.ARCHIVED
    if closed or stage is Stage.ARCHIVED:
        return Position(stage, frozenset(), Actor.NOBODY, None, exact=closed)
    waits_for, deadline = recorded["waits_for"], recorded["deadline"]
    return Position(
        stage,
        frozenset(),
        Actor(waits_for) if waits_for else None,
        datetime.fromisoformat(deadline) if deadline else None,
        exact=False,
    )
