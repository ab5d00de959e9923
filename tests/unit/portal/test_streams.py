"""One account's pages that follow a case cannot use up the portal."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from kernel.errors import Outage, Refusal
from services.portal.operations.streams import MOST_OF_ACCOUNT, MOST_OF_PROCESS, Streams


def test_an_account_has_a_few() -> None:
    """One more is refused, others are not concerned, and one that ended makes room."""
    streams = Streams()
    with ExitStack() as open_:
        for _ in range(MOST_OF_ACCOUNT):
            open_.enter_context(streams.one_of("a"))
        with pytest.raises(Refusal, match="too_many_requests"):
            streams.check("a")
        streams.check("b")
    streams.check("a")


def test_a_process_has_many() -> None:
    """Beyond them nobody is let in, whoever it is."""
    streams = Streams()
    with ExitStack() as open_:
        for number in range(MOST_OF_PROCESS):
            open_.enter_context(streams.one_of(str(number)))
        with pytest.raises(Outage):
            streams.check("one more")
