"""Histories that ran on earlier code run on this one, and hold nothing personal."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, WorkflowReplayResult
from temporalio.workflow import NondeterminismError

from workflows.worker import WORKFLOWS

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
_PERSONAL = ("穆静", "140102198801011232", "13800000025", "mujing@example.com", "虚构巷", "迎宾街")


async def _replay(content: str) -> WorkflowReplayResult:
    replayer = Replayer(workflows=list(WORKFLOWS), data_converter=pydantic_data_converter)
    history = WorkflowHistory.from_json("replayed", content)
    return await replayer.replay_workflow(history, raise_on_replay_failure=False)


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_replays(path: Path) -> None:
    """The recorded case makes the same decisions on today's code."""
    assert (await _replay(path.read_text(encoding="utf-8"))).replay_failure is None


def test_the_cases_are_there() -> None:
    """A straight, a lapsed and a corrected case are on file; one withdrawn before and one after tasks were closed; one
    refused before and two after refusals were kept for a person's review. All of them ran before there was a register;
    the same ways, a family's, a case opened before and one that was carried over ran since. Returned ones ran since
    there is a limit for a correction: corrected, not corrected in time, given up; and one whose extension has a notice.
    All of these ways ran once more since services ask each other, and again since they hand on what follows; then also
    one whose approval the register refused. Those that reach a limit ran since the applicant is reminded of it. Of
    the workflows beside a case the answer to a late request is on file, and a take-over into the register; of
    changes one that was licensed and one given up. A rest ran until it was over, and was ended before; a business
    trades again. A revocation was woken by its period and by what was written down, was refused, and was withdrawn.
    Several founded a business after one did not want to sign. A business moved, and another's file did not come.
    """
    wanted = {"straight", "lapsed", "withdrawn", "withdrawn_from_the_desk", "corrected"}
    wanted |= {"rejected", "unquestioned", "reviewed"}
    since = wanted - {"withdrawn"} | {"family", "opened_before", "carried"}
    limited = {f"limited_{name}" for name in ("corrected", "uncorrected", "given_up", "reviewed")}
    lately = since - {"opened_before"} | {"uncorrected", "given_up"}
    asking = {f"{course}_{name}" for name in lately for course in ("asking", "handing")}
    beside = {"handing_restricted", "late_review", "take_over", "change_straight", "change_given_up"}
    beside |= {"reminding_lapsed", "reminding_uncorrected", "reminding_carried"}
    beside |= {"record_straight", "suspension_straight", "resumption_straight"}
    beside |= {f"suspension_term_{end}" for end in ("over", "ended")}
    beside |= {f"revocation_{course}" for course in ("revoked", "moved", "refused", "withdrawn")}
    beside |= {"founding_reopened", "move_straight", "move_lapsed"}
    ran = {path.stem for path in HISTORIES}
    assert ran >= wanted | {f"registered_{name}" for name in since} | limited | asking | beside


def test_every_workflow_is_replayed() -> None:
    """No workflow of the worker is without a history."""
    begun = {
        event["workflowExecutionStartedEventAttributes"]["workflowType"]["name"]
        for path in HISTORIES
        for event in json.loads(path.read_text(encoding="utf-8"))["events"]
        if "workflowExecutionStartedEventAttributes" in event
    }
    assert begun == {getattr(each, "__temporal_workflow_definition").name for each in WORKFLOWS}


async def test_a_refusal_that_was_closed_at_once_stays_closed() -> None:
    """A service that offered reviews already, to a workflow that did not know of them: the case ends as it began."""
    history = json.loads((Path(__file__).parent / "histories" / "rejected.json").read_text(encoding="utf-8"))
    offered = 0
    for event in history["events"]:
        result = event.get("activityTaskCompletedEventAttributes", {}).get("result")
        for payload in result["payloads"] if result else ():
            content = json.loads(base64.b64decode(payload["data"]))
            if content.get("outcome") == "REJECT":
                content["review_request_until"] = "2099-01-01T00:00:00Z"
                payload["data"] = base64.b64encode(json.dumps(content).encode()).decode()
                offered += 1
    assert offered == 1
    assert (await _replay(json.dumps(history))).replay_failure is None


async def test_a_changed_workflow_would_be_noticed() -> None:
    """Replay can fail: a history whose first activity was another one does not fit."""
    content = (Path(__file__).parent / "histories" / "corrected.json").read_text(encoding="utf-8")
    content = content.replace("naming.reserve_name", "naming.hold_name")
    assert isinstance((await _replay(content)).replay_failure, NondeterminismError)


def _texts(node: Any) -> list[str]:
    """Every string in the history, payloads decoded."""
    if isinstance(node, dict):
        found = [text for value in node.values() for text in _texts(value)]
        if isinstance(node.get("data"), str) and "metadata" in node:
            found.append(base64.b64decode(node["data"]).decode("utf-8", "replace"))
        return found
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    return [str(node)]


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_holds_nothing_personal(path: Path) -> None:
    """Decrypted, a history names no person, number, phone, mail or address."""
    texts = _texts(json.loads(path.read_text(encoding="utf-8")))
    joined = "\n".join(texts)
    assert "application_no" in joined  # payloads are readable here, so the search below means something
    assert [value for value in _PERSONAL if value in joined] == []
    assert re.findall(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])", joined) == []
    assert re.findall(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X](?![0-9A-Za-z])", joined) == []
