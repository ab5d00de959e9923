"""Shows what is due to be destroyed, and every list that was ever proposed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from kernel.tokens import Principal, Role
from services.archive.domain.metadata import kept_until
from services.archive.operations import destroying
from services.archive.operations.destroying import listed, own_list
from services.archive.operations.reading import Content
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, record_view
from services.archive.store import destructions
from services.archive.store.destructions import Destruction


class DueVolume(BaseModel):
    """A volume whose time of keeping is over."""

    volume_name: str
    archive_no: str
    full_name: str | None
    category: str
    outcome: str
    filed_at: datetime
    kept_until: date


class DestructionLine(BaseModel):
    """What the list has of a volume, and when nothing of it was left; None while it is still there."""

    line: dict[str, Any]
    destroyed_at: datetime | None
    objects: int | None


class ShownDestruction(BaseModel):
    """`outcome` is None while nobody decided, CONFIRMED or DECLINED; `complete`: nothing on it is left in the store.
    `proposed_by` and `decided_by` are references of accounts."""

    destruction_no: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    list_sha256: str
    outcome: str | None
    decided_by: str | None
    decided_at: datetime | None
    remark: str | None
    complete: bool
    volumes: tuple[DestructionLine, ...]


def due_volumes(resources: Resources, caller: Principal) -> tuple[DueVolume, ...]:
    """Those of the own authority, the oldest first."""
    with resources.database.transaction() as session:
        found = destroying.due(resources, session, caller.authority or "")
        record_view(session, resources, caller, Role.ARCHIVIST, View.LIST)
    return tuple(
        DueVolume(
            volume_name=each.volume_name,
            archive_no=each.archive_no,
            full_name=each.full_name,
            category=each.category,
            outcome=each.outcome,
            filed_at=each.filed_at,
            kept_until=kept_until(each.filed_at),
        )
        for each in found
    )


def all_lists(resources: Resources, caller: Principal) -> tuple[ShownDestruction, ...]:
    """Every list of the own authority, newest first: they are kept for ever."""
    with resources.database.reading() as session:
        return tuple(_shown(session, each) for each in destructions.of_authority(session, caller.authority or ""))


def read_list(resources: Resources, caller: Principal, destruction_no: str) -> ShownDestruction:
    """Raises Refusal `archive.destruction.not_found`."""
    with resources.database.reading() as session:
        return _shown(session, own_list(session, caller, destruction_no))


def list_file(resources: Resources, caller: Principal, destruction_no: str) -> Content:
    """销毁清册 as the file whose digest is in the log. Raises Refusal `archive.destruction.not_found`."""
    with resources.database.reading() as session:
        own_list(session, caller, destruction_no)
        lines = [each.line for each in destructions.lines(session, destruction_no)]
    return Content(f"{destruction_no}.json", listed(destruction_no, lines))


def _shown(session: Session, proposal: Destruction) -> ShownDestruction:
    decided = destructions.decision(session, proposal.destruction_no)
    done = destructions.done(session, proposal.destruction_no)
    lines = []
    for each in destructions.lines(session, proposal.destruction_no):
        gone = done.get(each.volume_name)
        lines.append(
            DestructionLine(
                line=each.line,
                destroyed_at=gone.destroyed_at if gone else None,
                objects=gone.objects if gone else None,
            )
        )
    return ShownDestruction(
        destruction_no=proposal.destruction_no,
        reason=proposal.reason,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        list_sha256=proposal.list_sha256,
        outcome=decided.outcome if decided else None,
        decided_by=decided.decided_by if decided else None,
        decided_at=decided.decided_at if decided else None,
        remark=decided.remark if decided else None,
        complete=all(each.destroyed_at for each in lines),
        volumes=tuple(lines),
    )
