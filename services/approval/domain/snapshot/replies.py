"""What departments replied before a business ends."""

from __future__ import annotations

from datetime import datetime

from services.approval.domain.snapshot.seen import Seen


class Reply(Seen):
    """The word of one department, its reason in its own words."""

    department: str
    kind: str
    cleared: bool | None
    certificate_no: str | None
    reason: str | None


class Replies(Seen):
    """`until` is the end of the time for objections, where there was one."""

    application_no: str
    until: datetime | None
    replies: tuple[Reply, ...]

    @property
    def clearance(self) -> Reply | None:
        """The newest word on clearance."""
        return next((reply for reply in reversed(self.replies) if reply.kind == "clearance"), None)

    @property
    def objections(self) -> tuple[Reply, ...]:
        return tuple(reply for reply in self.replies if reply.kind == "objection")
