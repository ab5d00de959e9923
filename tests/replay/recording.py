"""Records the histories that `test_histories.py` replays: `pytest tests/replay/recording.py` after a versioned change.

The straight history is the demonstration's own (`kaiye history NUMBER --out tests/replay/histories/straight.json`).
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from temporalio.testing import TimeSkipper

from cli.cases import readable_history
from services.approval.contract import Outcome
from tests.workflows.conftest import applicant, province, time
from tests.workflows.province import Applicant, Province
from workflows.contract import Stage, Step

HISTORIES = Path(__file__).parent / "histories"

__all__ = ["applicant", "province", "time"]


async def _record(name: str, case: Applicant) -> None:
    content = await readable_history(case.client, case.handle.id)
    (HISTORIES / f"{name}.json").write_text(content + "\n", encoding="utf-8")


async def test_record_lapsed(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Lapsed, given a new window, licensed."""
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window + timedelta(minutes=1))
    while Stage.LAPSED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (Step.REAUTHENTICATE, Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("lapsed", applicant)


async def test_record_withdrawn_from_the_desk(applicant: Applicant, province: Province) -> None:
    """Referred to an examiner, withdrawn before the decision, the task closed (`withdrawn.json` is older than that)."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.MANUAL_REVIEW not in province.stages():
        await asyncio.sleep(0.05)
    await applicant.take(Step.WITHDRAW)
    await applicant.handle.result()
    await _record("withdrawn_from_the_desk", applicant)


async def test_record_corrected(applicant: Applicant, province: Province) -> None:
    """Returned for correction once, then licensed."""
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details")]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.CORRECTION_REQUIRED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (
        Step.CORRECT,
        Step.COMPLETE_DETAILS,
        Step.CONFIRM_DOCUMENTS,
        Step.AUTHENTICATE,
        Step.COLLECT_SIGNATURES,
        Step.SUBMIT,
    ):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("corrected", applicant)
