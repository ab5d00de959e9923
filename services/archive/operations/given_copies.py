"""Shows copies to whom they were given, to their archivist, and to anybody who holds one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from catalogues.archive_classes import Reader, title_of
from kernel.errors import Defect, Refusal, not_found
from kernel.pdf.digests import sha256_hex
from kernel.tokens import Principal, Role
from services.archive.domain.copies import normal_code
from services.archive.operations.reading import Content
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, for_owner, no_such_volume, record_view
from services.archive.store import copies, volumes
from services.archive.store.copies import ArchiveCopy
from services.archive.store.volumes import VolumeStatus


class CopiedDocument(BaseModel):
    """One of the originals a copy is of; `sha256` is its digest, as the archive has it."""

    number: int
    title: str
    pages: int
    sha256: str


class GivenCopy(BaseModel):
    """A copy, to whom it belongs. `code` is what anybody checks it with; `left_out` are numbers of the inventory."""

    copy_no: str
    volume_name: str
    code: str
    reader: str
    asker: str | None
    persons: tuple[str, ...]
    letter: str | None
    purpose: str
    made_at: datetime
    pages: int
    size: int
    sha256: str
    documents: tuple[CopiedDocument, ...]
    left_out: tuple[int, ...]


class CopyVerdict(BaseModel):
    """What anybody may know who has a copy or its code: that the archive made it, of what, when and what for; and
    whether the originals are still kept. `sha256` is that of the file."""

    copy_no: str
    authority_name: str
    full_name: str | None
    reader: str
    purpose: str
    made_at: datetime
    pages: int
    sha256: str
    documents: tuple[CopiedDocument, ...]
    left_out: int
    originals_kept: bool


def own_copies(resources: Resources, caller: Principal, application_no: str) -> tuple[GivenCopy, ...]:
    """The copies that the caller made of the own volume, newest first. Raises Refusal `archive.not_found`."""
    with resources.database.reading() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        found = [each for each in copies.of_volumes(session, [volume.volume_name]) if each.asked_by == caller.subject]
    return tuple(given(resources, each) for each in found)


def read_own_copy(resources: Resources, caller: Principal, application_no: str, copy_no: str) -> Content:
    """Raises Refusal `archive.not_found`, Defect `archive.copy_altered`."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        found = copies.named(session, copy_no)
        if found is None or (found.volume_name, found.asked_by) != (volume.volume_name, caller.subject):
            raise no_such_volume()
        record_view(session, resources, caller, Role.APPLICANT, View.COPY, volume=volume)
    return _content(resources, found)


def copies_of_file(resources: Resources, caller: Principal, archive_no: str) -> tuple[GivenCopy, ...]:
    """Every copy of a file of the own authority, newest first. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        names = _filed_names(volumes.volumes_of_file(session, archive_no), caller)
        found = copies.of_volumes(session, names)
        record_view(session, resources, caller, Role.ARCHIVIST, View.AUDIT, archive_no=archive_no)
    return tuple(given(resources, each) for each in found)


def read_copy(resources: Resources, caller: Principal, archive_no: str, copy_no: str) -> Content:
    """A copy as it was given out. Raises Refusal `archive.not_found`, Defect `archive.copy_altered`."""
    with resources.database.transaction() as session:
        names = _filed_names(volumes.volumes_of_file(session, archive_no), caller)
        found = copies.named(session, copy_no)
        if found is None or found.volume_name not in names:
            raise no_such_volume()
        volume = volumes.named(session, found.volume_name)
        record_view(session, resources, caller, Role.ARCHIVIST, View.COPY, volume=volume)
    return _content(resources, found)


def verify_code(resources: Resources, typed: str) -> CopyVerdict:
    """By what stands on a copy, typed with or without hyphens. Raises Refusal `archive.copy.not_found`."""
    code = normal_code(typed)
    with resources.database.reading() as session:
        found = copies.of_code(session, code) if code else None
    return _verdict(resources, found)


def verify_digest(resources: Resources, sha256: str) -> CopyVerdict:
    """By the file itself. Raises Refusal `archive.copy.not_found`."""
    with resources.database.reading() as session:
        found = copies.of_digest(session, sha256)
    return _verdict(resources, found)


def given(resources: Resources, copy: ArchiveCopy) -> GivenCopy:
    asked = json.loads(resources.decrypt_asked(copy.copy_no, copy.asked_encrypted))
    return GivenCopy(
        copy_no=copy.copy_no,
        volume_name=copy.volume_name,
        code=copy.code,
        reader=title_of(Reader(copy.reader)),
        made_at=copy.made_at,
        pages=copy.pages,
        size=copy.copy_size,
        sha256=copy.copy_sha256,
        documents=tuple(map(CopiedDocument.model_validate, copy.documents)),
        left_out=tuple(copy.left_out),
        **asked,
    )


def _filed_names(every: Sequence[volumes.Volume], caller: Principal) -> list[str]:
    names = [
        each.volume_name
        for each in every
        if each.authority_code == caller.authority and each.status == VolumeStatus.FILED
    ]
    if not names:
        raise no_such_volume()
    return names


def _content(resources: Resources, copy: ArchiveCopy) -> Content:
    content = resources.packages.fetch(copy.copy_key)
    if sha256_hex(content) != copy.copy_sha256:
        raise Defect("archive.copy_altered", copy.copy_no)
    return Content(f"{copy.copy_no}.pdf", content)


def _verdict(resources: Resources, copy: ArchiveCopy | None) -> CopyVerdict:
    if copy is None:
        raise _no_such_copy()
    with resources.database.reading() as session:
        volume = volumes.named(session, copy.volume_name)
    if volume is None:
        raise _no_such_copy()
    told = given(resources, copy)
    return CopyVerdict(
        copy_no=told.copy_no,
        authority_name=volume.authority_name,
        full_name=volume.full_name,
        reader=told.reader,
        purpose=told.purpose,
        made_at=told.made_at,
        pages=told.pages,
        sha256=told.sha256,
        documents=told.documents,
        left_out=len(told.left_out),
        originals_kept=volume.status == VolumeStatus.FILED,
    )


def _no_such_copy() -> Refusal:
    return not_found("archive.copy", "没有制作过这样的档案查询复制件", "The archive made no such copy")
