"""Writes down every view of a file before it is shown (实施细则 Art. 61; 网络安全法 Art. 23 (21 until 2025))."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Session

from kernel.acting import where_from
from kernel.errors import Refusal, not_found
from kernel.tokens import Principal, Role
from services.archive.operations.resources import Resources
from services.archive.store.records import FileAccess
from services.archive.store.volumes import Volume, VolumeStatus


class View(StrEnum):
    LIST = "list"
    FILE = "file"
    DOCUMENT = "document"
    PACKAGE = "package"
    AUDIT = "audit"
    VERIFICATION = "verification"
    COPY = "copy"
    DESTRUCTION = "destruction"


def record_view(
    session: Session,
    resources: Resources,
    caller: Principal,
    role: Role,
    view: View,
    *,
    archive_no: str | None = None,
    volume: Volume | None = None,
    document: int | None = None,
) -> None:
    session.add(
        FileAccess(
            at=resources.clock.now(),
            subject=caller.subject,
            role=role,
            action=view,
            archive_no=volume.archive_no if volume else archive_no,
            volume_name=volume.volume_name if volume else None,
            document=document,
            origin=where_from(resources.hash_key, role),
        )
    )


def for_archivist(volume: Volume | None, caller: Principal, archive_no: str) -> Volume:
    """The volume, if it is filed, in the file named, and of the caller's authority; else 404."""
    if volume is None or volume.archive_no != archive_no or volume.authority_code != caller.authority:
        raise no_such_volume()
    return _filed(volume)


def for_owner(volume: Volume | None, caller: Principal) -> Volume:
    """The volume, if it is filed and the caller's own; else 404."""
    if volume is None or volume.account_subject != caller.subject:
        raise no_such_volume()
    return _filed(volume)


def no_such_volume() -> Refusal:
    return not_found("archive", "没有找到该档案", "There is no such file")


def _filed(volume: Volume) -> Volume:
    if volume.status != VolumeStatus.FILED:
        raise no_such_volume()
    return volume
