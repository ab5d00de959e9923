"""Who waits for the system asks once, and is answered when the system has done its part."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from catalogues.filing_types.words import Actor, Stage
from services.portal.clients.cases import Cases
from workflows.standing import Standing


def _stands(stage: Stage, waits_for: Actor) -> Standing:
    return Standing(stage, frozenset(), waits_for, None)


REVIEWED = _stands(Stage.UNDER_REVIEW, Actor.SYSTEM)
ARCHIVED = _stands(Stage.ARCHIVED, Actor.NOBODY)
REFERRED = _stands(Stage.MANUAL_REVIEW, Actor.EXAMINER)


class Engine:
    """Of one case: `course` is what it stands at, look by look, the last for good; `ends` lets it end."""

    def __init__(self, *course: Standing, trouble: Exception | None = None) -> None:
        self.course = list(course)
        self.looks = 0
        self.trouble = trouble
        self.ends = asyncio.Event()

    def get_workflow_handle(self, _: str) -> Engine:
        return self

    async def result(self, **_: Any) -> None:
        if self.trouble:
            raise self.trouble
        await self.ends.wait()

    async def standing(self, _: str) -> Standing:
        self.looks += 1
        return self.course.pop(0) if len(self.course) > 1 else self.course[0]


def _cases(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Cases:
    cases = Cases(engine, 5, "http://portal.example")  # type: ignore[arg-type]
    monkeypatch.setattr(cases, "standing", engine.standing)
    return cases


async def test_answered_at_once_when_a_person_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to wait for."""
    engine = Engine(REFERRED)
    assert await _cases(engine, monkeypatch).rested("1", 10) == REFERRED
    assert engine.looks == 1


async def test_answered_when_the_case_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine tells; nobody looks in between."""
    monkeypatch.setattr("services.portal.clients.cases._FIRST_PAUSE", 60)
    engine = Engine(REVIEWED, ARCHIVED)
    waiting = asyncio.create_task(_cases(engine, monkeypatch).rested("1", 60))
    while not engine.looks:
        await asyncio.sleep(0)
    engine.ends.set()
    assert await waiting == ARCHIVED
    assert engine.looks == 2


async def test_answered_when_a_person_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is referred does not end, and is seen all the same."""
    monkeypatch.setattr("services.portal.clients.cases._FIRST_PAUSE", 0.001)
    engine = Engine(REVIEWED, REVIEWED, REFERRED)
    assert await _cases(engine, monkeypatch).rested("1", 60) == REFERRED


@pytest.mark.parametrize("trouble", [None, RuntimeError("the engine is away")])
async def test_no_longer_than_asked_for(monkeypatch: pytest.MonkeyPatch, trouble: Exception | None) -> None:
    """Where nothing moves, and where the engine does not tell of the end: the answer comes, after a few looks."""
    engine = Engine(REVIEWED, trouble=trouble)
    assert await _cases(engine, monkeypatch).rested("1", 0.3) == REVIEWED
    assert engine.looks <= 4


async def test_who_does_not_wait_is_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `wait` the question is what it always was."""
    engine = Engine(REVIEWED)
    assert await _cases(engine, monkeypatch).rested("1", 0) == REVIEWED
    assert engine.looks == 1
