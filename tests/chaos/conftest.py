"""A stack to be broken, and what is counted of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.campaign import Campaign
from tests.system.stack import RunningStack, started


@pytest.fixture(scope="session")
def campaign() -> Iterator[Campaign]:
    """Written to the file that KAIYE_CHAOS_FIGURES names, if any, whether or not everything went well."""
    campaign = Campaign()
    yield campaign
    wanted = os.environ.get("KAIYE_CHAOS_FIGURES")
    if wanted and campaign.outages:
        campaign.write(Path(wanted))


@pytest.fixture(scope="session")
def stack(campaign: Campaign) -> Iterator[RunningStack]:
    """Everything up; a step answers after three seconds that it is still being carried out."""
    with started(KAIYE_STEP_SECONDS="3") as stack:
        yield stack
        campaign.read_log(stack)
