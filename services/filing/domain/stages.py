"""The stages of an application as the filing service needs to know them; the workflow decides which one comes next."""

from __future__ import annotations

from catalogues.filing_types.words import Stage

CLOSED = frozenset(
    {Stage.APPROVED, Stage.REJECTED, Stage.WITHDRAWN, Stage.LICENSED, Stage.ENTERED, Stage.ARCHIVED, Stage.ABANDONED}
)
"""Nothing of the application can change any more."""

NOT_UNDER_WAY = frozenset(
    {Stage.LAPSED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ABANDONED, Stage.LICENSED, Stage.ENTERED, Stage.ARCHIVED}
)
"""What was licensed is counted by the register, which knows whether it still stands there."""
