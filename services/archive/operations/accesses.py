"""Who looked at a file, as its archivist may read it (实施细则 Art. 61)."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, no_such_volume, record_view
from services.archive.store import records, volumes
from services.archive.store.records import FileAccess
from services.archive.store.volumes import VolumeStatus


class AccessLine(BaseModel):
    """`actor` is the reference of an account, never a name. `document` is its number in the volume, 0 its inventory."""

    at: datetime
    actor: str
    role: Role
    view: View
    volume_name: str | None
    document: int | None


def read_accesses(resources: Resources, caller: Principal, archive_no: str, asked: Asked) -> Page[AccessLine]:
    """Every view of a file of the own authority, newest first; this one is written down too.

    Raises Refusal `archive.not_found`, `request.cursor_invalid`.
    """
    with resources.database.transaction() as session:
        every = volumes.volumes_of_file(session, archive_no)
        if not any(v.authority_code == caller.authority and v.status == VolumeStatus.FILED for v in every):
            raise no_such_volume()
        found = records.accesses(session, archive_no, asked)
        record_view(session, resources, caller, Role.ARCHIVIST, View.AUDIT, archive_no=archive_no)
    return found.page(_line)


def _line(access: FileAccess) -> AccessLine:
    return AccessLine(
        at=access.at,
        actor=access.subject,
        role=Role(access.role),
        view=View(access.action),
        volume_name=access.volume_name,
        document=access.document,
    )
