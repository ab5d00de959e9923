"""What departments replied before a business ends, or goes to somebody else."""

from __future__ import annotations

from datetime import datetime

from services.approval.domain.snapshot.seen import Seen

TAX_CLEARANCE = "tax.clearance_request.v1"
"""What was asked before there were other questions."""


class Reply(Seen):
    """The word of one department, its reason in its own words; `question` is the type of the event that asked it."""

    of_some_releases = frozenset({"question"})

    department: str
    kind: str
    cleared: bool | None
    certificate_no: str | None
    reason: str | None
    question: str = TAX_CLEARANCE


class Replies(Seen):
    """`until` is the end of the time for objections, where there was one."""

    application_no: str
    until: datetime | None
    replies: tuple[Reply, ...]

    def clearance(self, question: str = TAX_CLEARANCE) -> Reply | None:
        """The newest word on what was asked by an event of this type."""
        said = (reply for reply in reversed(self.replies) if reply.kind == "clearance")
        return next((reply for reply in said if reply.question == question), None)

    @property
    def objections(self) -> tuple[Reply, ...]:
        return tuple(reply for reply in self.replies if reply.kind == "objection")
