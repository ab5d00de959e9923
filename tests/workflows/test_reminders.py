"""The applicant is reminded of each limit once, before it passes, and nothing waits for the gateway."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import PartKind, Stage
from kernel.errors import Outage
from services.approval.contract import Outcome
from tests.workflows.province import Applicant, Province
from workflows import course
from workflows.contract import DeclareName, Step

SOON = timedelta(minutes=1)


def _told(province: Province) -> list[str]:
    return [request.template for request in province.requests("message_applicant")]


async def _until_told(province: Province, *templates: str) -> None:
    for _ in range(200):
        if _told(province) == list(templates):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(_told(province))


async def test_before_the_time_to_sign_ends(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Thirty-nine hours before, which is nine in the morning of the day before the last, with the date; once."""
    await applicant.up_to(Stage.SIGN_PENDING)
    await time.fast_forward(applicant.handle, province.window - timedelta(hours=39) - SOON)
    assert _told(province) == []
    await time.fast_forward(applicant.handle, 2 * SOON)
    await _until_told(province, "signing_ends")
    [message] = province.requests("message_applicant")
    assert set(message.parts) == {PartKind.CONTACT}
    assert message.until == province.now + province.window
    await time.fast_forward(applicant.handle, timedelta(hours=38))
    assert _told(province) == ["signing_ends"]
    await applicant.take(Step.COLLECT_SIGNATURES)
    await applicant.take(Step.SUBMIT)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_before_the_name_is_free_again(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Six days before, though nothing is confirmed yet; for a name declared anew, again."""
    await applicant.up_to(Stage.NAME_RESERVED)
    await time.fast_forward(applicant.handle, province.held - timedelta(days=6))
    await _until_told(province, "name_ends")
    await time.fast_forward(applicant.handle, timedelta(days=6, minutes=1))
    for _ in range(200):
        if province.stages()[-1] == Stage.DRAFT:
            break
        await asyncio.sleep(0.05)
    province.held *= 2
    await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id="d2"))
    await time.fast_forward(applicant.handle, province.held / 2 - timedelta(days=6))
    await _until_told(province, "name_ends", "name_ends")
    first, second = province.requests("message_applicant")
    assert first.until < second.until and first.occasion != second.occasion


async def test_before_a_correction_is_too_late(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """The same for what was returned, begun or not."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.CORRECTION_REQUIRED not in province.stages():
        await asyncio.sleep(0.05)
    await applicant.take(Step.CORRECT)
    await time.fast_forward(applicant.handle, timedelta(days=7))
    await _until_told(province, "correction", "correction_ends")
    assert province.requests("message_applicant")[-1].until == until


async def test_whoever_cannot_be_reached_is_not_reminded(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """No number was typed yet: nothing is sent, and the limit holds as before."""
    province.reachable = False
    await applicant.up_to(Stage.NAME_RESERVED)
    await time.fast_forward(applicant.handle, province.held + SOON)
    for _ in range(200):
        if province.stages()[-1] == Stage.DRAFT:
            break
        await asyncio.sleep(0.05)
    assert _told(province) == [] and province.requests("release_name")


async def test_nobody_waits_for_a_reminder(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """While the gateway is silent the application is handed in and decided."""
    province.trouble = {"message_applicant": [Outage("sms.unavailable")] * 50}
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window - timedelta(hours=39))
    while "message_applicant" not in province.names():
        await asyncio.sleep(0.05)
    await applicant.take(Step.SUBMIT)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.trouble["message_applicant"], "the gateway was silent to the end"


async def test_a_new_run_reminds_of_what_is_left(
    applicant: Applicant, province: Province, time: TimeSkipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in all, however many runs a case takes."""
    monkeypatch.setattr(course, "EVENTS_AT_MOST", 12)
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window - timedelta(hours=38))
    await _until_told(province, "signing_ends")
    await time.fast_forward(applicant.handle, timedelta(hours=10))
    assert _told(province) == ["signing_ends"]


async def test_a_case_of_before_is_not_reminded(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """It goes on as it was opened."""
    earlier = Applicant(applicant.client, course=2)
    await earlier.up_to(Stage.SIGNED)
    await time.fast_forward(earlier.handle, province.window - timedelta(hours=1))
    await earlier.take(Step.SUBMIT)
    assert (await earlier.handle.result()).stage == Stage.ARCHIVED
    assert _told(province) == []
