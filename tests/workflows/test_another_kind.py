"""A second kind of application stands on the course that every application shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from catalogues.filing_types.words import Actor, Stage
from kernel.failures import refusal_in
from tests.workflows import change
from tests.workflows.change import ChangeWorkflow
from tests.workflows.province import Province
from workflows.contract import OpenCase, Step, StepTaken


async def test_a_change_is_opened_and_abandoned(time: TimeSkipper, province: Province) -> None:
    """It answers with its own possible steps, refuses every other, keeps a timeline and ends abandoned."""
    opened = OpenCase(application_no="1", authority_code="14021300", filing_type="change", edition="2022-05-01")
    async with Worker(time.client, task_queue="changes", workflows=[ChangeWorkflow]):
        handle = await time.client.start_workflow(ChangeWorkflow.run, opened, id="change/1", task_queue="changes")
        answer = await handle.execute_update(Step.OPEN, result_type=StepTaken)
        assert (answer.stage, answer.possible_steps) == (Stage.DRAFT, (Step.ABANDON,))
        assert (answer.waits_for, answer.deadline) == (Actor.APPLICANT, None)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(Step.CONFIRM_DOCUMENTS)
        assert (refusal := refusal_in(refused.value)) and refusal.code == "case.step_out_of_order"
        assert (await handle.execute_update(Step.ABANDON, result_type=StepTaken)).possible_steps == ()
        assert (await handle.result()).stage == Stage.ABANDONED
    assert province.names() == ["record_stages"] and province.stages() == ["DRAFT", "ABANDONED"]


def test_it_is_small() -> None:
    """Fewer than 40 lines."""
    assert len(Path(change.__file__).read_text(encoding="utf-8").splitlines()) < 40
