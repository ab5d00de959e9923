"""Takes a finished case's file into the archive for good (电子档案移交, 晋市监发〔2022〕66号 2.3)."""

from __future__ import annotations

from datetime import datetime

import structlog

from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.errors import Defect
from kernel.pdf.digests import sha256_hex
from services.archive.contract import FileHandedOver, HandOverFile
from services.archive.domain.arrangement import INVENTORY, INVENTORY_TITLE, file_name
from services.archive.domain.metadata import Event
from services.archive.operations import moving
from services.archive.operations.filed import filed as filed_document
from services.archive.operations.gathering import Gathered, gather
from services.archive.operations.numbering import number_volume
from services.archive.operations.packages import package, package_problems
from services.archive.operations.resources import Resources
from services.archive.operations.volume_documents import ArrangedVolume, arrange_volume
from services.archive.store import volumes
from services.archive.store.moves import PAPERS
from services.archive.store.volumes import FiledDocument, Volume, VolumeStatus

log = structlog.get_logger()

_OF_THE_LEFT = frozenset({DocumentKind.APPLICATION_FORM, DocumentKind.DECISION_NOTICE, *PAPERS})
"""What the authority that a business left files of its move."""
_PARTS_OF_THE_LEFT = frozenset({PartKind.APPLICATION, PartKind.DECISION, PartKind.ENTITY})


def hand_over_file(resources: Resources, request: HandOverFile) -> FileHandedOver:
    """Number, arrange, package, store, read back, examine; only then is the volume filed.

    Idempotency key: application_no. A crash at any point leaves at most a taken number, which the next try uses, and
    a package, which the next try makes again byte for byte.
    Raises Defect for whatever does not match what was promised, `archive.package_damaged` for what the store gives
    back; Outage when somebody gives no answer.
    """
    filed = _handed_over(_filed(resources, request))
    if editions.of_business_type(request.business_type).moves:
        _conclude_move(resources, request, filed)
    return filed


def _conclude_move(resources: Resources, request: HandOverFile, filed: FileHandedOver) -> None:
    """The authority that the business left files what it did for it, in the file it keeps (辽宁方案 四（三）5)."""
    moved = request.outcome == "LICENSED"
    move = moving.conclude(resources, request.application_no, filed.archive_no if moved else None)
    if move is None or not moved:
        return
    left = request.model_copy(
        update={
            "authority_code": move.from_authority,
            "documents": tuple(document for document in request.documents if document.kind in _OF_THE_LEFT),
            "earlier": (),
            "parts": {kind: part for kind, part in request.parts.items() if kind in _PARTS_OF_THE_LEFT},
        }
    )
    _filed(resources, left, moved_out=True)


def _filed(resources: Resources, request: HandOverFile, *, moved_out: bool = False) -> Volume:
    with resources.database.reading() as session:
        earlier = volumes.of_application(session, request.application_no, moved_out=moved_out)
    if earlier is not None and earlier.status == VolumeStatus.FILED:
        return earlier
    now = resources.clock.now()
    gathered = gather(resources, request, earlier.filed_at if earlier else now)
    volume = number_volume(resources, request, gathered, now, moved_out=moved_out)
    events = _events(gathered, volume)
    arranged = arrange_volume(resources, volume, gathered, events)
    content = package(volume, gathered, arranged, events)
    key = resources.packages.key(volume.archive_no, volume.volume_name)
    stored_at = resources.clock.now()
    locked_until = stored_at + resources.lock
    resources.packages.store(key, content, locked_until)
    stored = resources.packages.fetch(key)
    if stored != content or package_problems(stored, volume.volume_name):
        raise Defect("archive.package_damaged", volume.volume_name)
    filed = _file(resources, volume, arranged, key, content, stored_at, locked_until)
    log.info("file_handed_over", application_no=request.application_no, volume_name=filed.volume_name)
    return filed


def _events(gathered: Gathered, volume: Volume) -> tuple[Event, ...]:
    return (
        Event(gathered.application.confirmed_at, "捕获", "filing", "申请材料经申请人确认后固定"),
        Event(volume.filed_at, "移交", "workflow", "案件办结，自动移交"),
        Event(volume.filed_at, "归档", "archive", "编号、打包，写入设有保留期的存储"),
    )


def _file(
    resources: Resources,
    volume: Volume,
    arranged: ArrangedVolume,
    key: str,
    content: bytes,
    stored_at: datetime,
    locked_until: datetime,
) -> Volume:
    with resources.database.transaction() as session:
        row = volumes.named(session, volume.volume_name, for_update=True)
        if row is None:
            raise Defect("archive.volume_vanished", volume.volume_name)
        if row.status == VolumeStatus.FILED:
            return row
        row.status = VolumeStatus.FILED
        row.package_key = key
        row.package_sha256 = sha256_hex(content)
        row.package_size = len(content)
        row.stored_at = stored_at
        row.locked_until = locked_until
        session.add_all(_documents(volume.volume_name, arranged))
        return row


def _documents(volume_name: str, arranged: ArrangedVolume) -> list[FiledDocument]:
    inventory = arranged.inventory
    return [
        FiledDocument(
            volume_name=volume_name,
            number=0,
            kind=INVENTORY,
            title=INVENTORY_TITLE,
            page_from=1,
            page_to=inventory.pages,
            file_name=file_name(0, INVENTORY),
            size=len(inventory.content),
            sha256=inventory.sha256,
            sm3=inventory.sm3,
            made_at=inventory.made_at,
        ),
        *(filed_document(volume_name, entry, document) for entry, document in arranged.entries),
    ]


def _handed_over(volume: Volume) -> FileHandedOver:
    if volume.package_sha256 is None:
        raise Defect("archive.filed_without_package", volume.volume_name)
    return FileHandedOver(
        archive_no=volume.archive_no,
        volume_name=volume.volume_name,
        filed_at=volume.filed_at,
        package_sha256=volume.package_sha256,
    )
