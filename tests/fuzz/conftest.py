"""One real stack for all of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.cast import Cast, assembled
from tests.system.stack import RunningStack, started


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Everything up; hostile requests stay out of the stacks of other rooms."""
    with started() as stack:
        yield stack


@pytest.fixture(scope="session")
def cast(stack: RunningStack) -> Cast:
    return assembled(stack)
