"""Gives copies out of a volume: to its holder by self-service, to organs and lawyers through the archivist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session

from catalogues.archive_classes import Reader, of_kind, title_of
from kernel.clock import local_date
from kernel.errors import Refusal
from kernel.pdf.digests import sha256_hex
from kernel.pdf.reading import page_count
from kernel.tokens import Principal, Role
from services.archive.domain.copies import code_of, copy_no, divided
from services.archive.domain.metadata import moment
from services.archive.operations.copy_pages import copy_pdf
from services.archive.operations.reading import document_content
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, for_archivist, for_owner, no_such_volume, record_view
from services.archive.store import copies, volumes
from services.archive.store.copies import ArchiveCopy
from services.archive.store.volumes import FiledDocument, Volume, VolumeStatus

log = structlog.get_logger()

_A_DAY = timedelta(days=1)
_COPIES_A_DAY = 20


@dataclass(frozen=True)
class Asked:
    """Who wants a copy and what for: an organ or a lawyer comes with a letter. `documents` are numbers of the volume's
    inventory, none for all. Idempotency key: caller + request_id."""

    request_id: str
    purpose: str
    documents: tuple[int, ...] = ()
    reader: Reader = Reader.HOLDER
    asker: str | None = None
    persons: tuple[str, ...] = ()
    letter: str | None = None

    def kept(self) -> str:
        return json.dumps(
            {"purpose": self.purpose, "asker": self.asker, "persons": list(self.persons), "letter": self.letter},
            ensure_ascii=False,
        )


def copy_own(resources: Resources, caller: Principal, application_no: str, asked: Asked) -> ArchiveCopy:
    """A copy of the caller's own volume. Raises Refusal `archive.not_found`, `archive.copy.nothing_to_show`,
    `archive.copy.unknown_document`, `archive.copy.too_many` (429)."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        known = _begin(session, resources, caller, Role.APPLICANT, volume, asked)
        documents = volumes.documents(session, volume.volume_name)
    return known or _made(resources, caller, volume, documents, asked)


def copy_for_other(
    resources: Resources, caller: Principal, archive_no: str, volume_name: str, asked: Asked
) -> ArchiveCopy:
    """A copy that the archivist gives to an organ or a lawyer, whose letter they looked at. Raises as `copy_own`."""
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        known = _begin(session, resources, caller, Role.ARCHIVIST, volume, asked)
        documents = volumes.documents(session, volume.volume_name)
    return known or _made(resources, caller, volume, documents, asked)


def _begin(
    session: Session, resources: Resources, caller: Principal, role: Role, volume: Volume, asked: Asked
) -> ArchiveCopy | None:
    known = copies.of_request(session, caller.subject, asked.request_id)
    if known is not None:
        if known.volume_name != volume.volume_name:
            raise no_such_volume()
        return known
    made = copies.made_since(session, caller.subject, resources.clock.now() - _A_DAY)
    if role is Role.APPLICANT and made >= _COPIES_A_DAY:
        raise Refusal(
            "archive.copy.too_many",
            f"一天最多制作 {_COPIES_A_DAY} 份复制件",
            f"At most {_COPIES_A_DAY} copies are made in a day",
            status=429,
            remedy_zh="请使用已经制作的复制件，或者明天再来",
            remedy_en="Please use the copies that were made, or come back tomorrow",
        )
    record_view(session, resources, caller, role, View.COPY, volume=volume)
    return None


def _made(
    resources: Resources, caller: Principal, volume: Volume, documents: Sequence[FiledDocument], asked: Asked
) -> ArchiveCopy:
    shown, left_out = divided(documents, asked.reader, asked.documents)
    if unknown := set(asked.documents) - {each.number for each in documents}:
        raise Refusal(
            "archive.copy.unknown_document",
            f"案卷中没有第 {min(unknown)} 件材料",
            f"The volume has no document {min(unknown)}",
            pointer="/documents",
        )
    if not shown:
        raise Refusal(
            "archive.copy.nothing_to_show",
            "所选材料按密级不能提供给查询人",
            "None of these documents may be shown to whoever asks, by their class",
            pointer="/documents",
        )
    contents = [document_content(resources, volume, each) for each in shown]
    name = copy_no(volume.volume_name, caller.subject, asked.request_id)
    code, made_at = code_of(resources.keyed_copy(name)), resources.clock.now()
    told = _told(resources, volume, asked, name, code, made_at, shown, left_out)
    content = copy_pdf(resources.typesetter, told, resources.copy_address(code), contents, made_at)
    sha256 = sha256_hex(content)
    # Under a key of its own, so that of two requests at once neither overwrites what the other wrote down.
    key = f"{volume.archive_no}/{name}-{sha256[:12]}.pdf"
    resources.packages.keep(key, content)
    made = ArchiveCopy(
        copy_no=name,
        volume_name=volume.volume_name,
        code=code,
        reader=asked.reader,
        asked_by=caller.subject,
        request_id=asked.request_id,
        asked_encrypted=resources.encrypt_asked(name, asked.kept()),
        documents=[{name: each[name] for name in ("number", "title", "pages", "sha256")} for each in told["documents"]],
        left_out=[each.number for each in left_out],
        pages=page_count(content),
        made_at=made_at,
        copy_key=key,
        copy_size=len(content),
        copy_sha256=sha256,
    )
    with resources.database.transaction() as session:
        # The row of the volume is the lock under which copies of it are written down, and it destroyed.
        row = volumes.named(session, volume.volume_name, for_update=True)
        if row is None or row.status != VolumeStatus.FILED:
            raise no_such_volume()
        if known := copies.of_request(session, caller.subject, asked.request_id):
            return known
        session.add(made)
    log.info("archive_copied", volume_name=volume.volume_name)
    return made


def _told(
    resources: Resources,
    volume: Volume,
    asked: Asked,
    name: str,
    code: str,
    made_at: datetime,
    shown: Sequence[FiledDocument],
    left_out: Sequence[FiledDocument],
) -> dict[str, Any]:
    return {
        "copy_no": name,
        "code": code,
        "demo": resources.demonstration,
        "authority": volume.authority_name,
        "institution": volume.institution,
        "volume_name": volume.volume_name,
        "full_name": volume.full_name,
        "uscc": volume.uscc,
        "category": volume.category,
        "reader": title_of(asked.reader),
        "asker": asked.asker,
        "persons": list(asked.persons),
        "letter": asked.letter,
        "purpose": asked.purpose,
        "made_at": moment(made_at),
        "made_on": local_date(made_at).isoformat(),
        "address": resources.copy_address(""),
        "documents": [
            {
                "number": each.number,
                "title": each.title,
                "pages": _pages(each),
                "sha256": each.sha256,
                "sm3": each.sm3,
            }
            for each in shown
        ],
        "left_out": [{"title": each.title, "class": of_kind(each.kind).title} for each in left_out],
    }


def _pages(document: FiledDocument) -> int:
    return document.page_to - document.page_from + 1
