"""When an event that nobody answered is sent again."""

from __future__ import annotations

from datetime import timedelta

RESENDS = 30
"""After so many unanswered times operations must act; with a timeout of ten minutes that is four weeks."""

_LONGEST = timedelta(days=1)


def wait_for_receipt(resends: int, timeout: timedelta) -> timedelta | None:
    """How long to wait after the event was sent again `resends` times: doubled each time up to a day.

    None when it has been sent often enough.
    """
    if resends >= RESENDS:
        return None
    return min(timeout * (1 << min(resends, 20)), _LONGEST)
