"""Edits of the 归档信息: the only thing that may change of a filed volume, and never unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import BaseModel

from kernel.errors import Refusal
from kernel.tokens import Principal, Role
from services.archive.domain.chain import BEGINNING
from services.archive.domain.information import FilingInformation, changed_fields
from services.archive.operations.resources import Resources
from services.archive.operations.shown import Information, information_of
from services.archive.operations.views import View, for_archivist, record_view
from services.archive.store import records, volumes
from services.archive.store.records import InformationChange
from services.archive.store.volumes import Volume


@dataclass(frozen=True)
class EditInformation:
    """What is None stays as it is. `revision` is the one the editor has seen; None means they named none."""

    revision: int | None
    reason: str | None = None
    institution: str | None = None
    archivist: str | None = None
    place: str | None = None
    filed_at: datetime | None = None


class AuditEntry(BaseModel):
    """One edit. `intact`: the link covers the row as it stands and the one before it."""

    number: int
    at: datetime
    actor: str
    fields: tuple[str, ...]
    before: dict[str, str]
    after: dict[str, str]
    before_digest: str
    after_digest: str
    previous: str
    link: str
    intact: bool


def edit_information(
    resources: Resources, caller: Principal, archive_no: str, volume_name: str, edit: EditInformation
) -> Information:
    """Change what is named and chain the change to those before it; an edit that changes nothing leaves no trace.

    Raises Refusal `archive.not_found`, `archive.revision_missing` (428), `archive.revision_outdated` (412),
    `archive.filed_in_future`.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name, for_update=True), caller, archive_no)
        _check(edit, volume, now)
        before = _information(volume)
        named = {
            name: value
            for name in ("reason", "institution", "archivist", "place", "filed_at")
            if (value := getattr(edit, name)) is not None
        }
        after = replace(before, **named)
        fields = changed_fields(before, after)
        if fields:
            session.add(_change(volume, caller, before, after, fields, now, records.changes(session, volume_name)[-1:]))
            volume.reason, volume.institution = after.reason, after.institution
            volume.archivist, volume.place = after.archivist, after.place
            volume.information_filed_at = after.filed_at
            volume.revision += 1
        session.flush()
        return information_of(volume)


def read_audit(resources: Resources, caller: Principal, archive_no: str, volume_name: str) -> tuple[AuditEntry, ...]:
    """Every edit, oldest first. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        changes = records.changes(session, volume_name)
        record_view(session, resources, caller, Role.ARCHIVIST, View.AUDIT, volume=volume)
    links = [BEGINNING, *(change.link for change in changes)]
    return tuple(
        AuditEntry(
            number=change.number,
            at=change.at,
            actor=change.actor,
            fields=tuple(change.fields),
            before=change.before,
            after=change.after,
            before_digest=change.before_digest,
            after_digest=change.after_digest,
            previous=change.previous,
            link=change.link,
            intact=change.previous == before and change.link == change.expected_link(),
        )
        for change, before in zip(changes, links, strict=False)
    )


def _information(volume: Volume) -> FilingInformation:
    return FilingInformation(
        volume.reason, volume.institution, volume.archivist, volume.place, volume.information_filed_at
    )


def _change(
    volume: Volume,
    caller: Principal,
    before: FilingInformation,
    after: FilingInformation,
    fields: list[str],
    now: datetime,
    last: Sequence[InformationChange],
) -> InformationChange:
    change = InformationChange(
        volume_name=volume.volume_name,
        number=volume.revision,
        at=now,
        actor=caller.subject,
        fields=fields,
        before={name: before.plain()[name] for name in fields},
        after={name: after.plain()[name] for name in fields},
        before_digest=before.digest(),
        after_digest=after.digest(),
        previous=last[0].link if last else BEGINNING,
    )
    change.link = change.expected_link()
    return change


def _check(edit: EditInformation, volume: Volume, now: datetime) -> None:
    if edit.revision is None:
        raise Refusal(
            "archive.revision_missing",
            "请先读取归档信息，并注明所修改的版本",
            "Name in If-Match the revision you have read",
            status=428,
        )
    if edit.revision != volume.revision:
        raise Refusal(
            "archive.revision_outdated",
            "归档信息已被他人修改，请刷新后再改",
            "Somebody changed the filing information meanwhile; read it again",
            status=412,
        )
    if edit.filed_at is not None and edit.filed_at > now:
        raise Refusal(
            "archive.filed_in_future",
            "归档日期不能晚于现在",
            "The filing date cannot lie in the future",
            pointer="/filed_at",
        )
