"""Files what came after a volume was sealed, beside it: nothing in the volume changes (档案法 Art. 39)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from kernel.errors import Defect, Outage
from kernel.pdf.digests import sha256_hex
from services.archive.contract import AddSupplement, SupplementAdded
from services.archive.domain.arrangement import LATER, Entry, arrange_later
from services.archive.domain.checks import ExaminedDocument
from services.archive.operations.examination import examine
from services.archive.operations.filed import filed
from services.archive.operations.packages import package_problems, supplement_package
from services.archive.operations.resources import Resources
from services.archive.store import supplements, volumes
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import Volume, VolumeStatus

log = structlog.get_logger()

Arranged = Sequence[tuple[Entry, ExaminedDocument]]


def add_supplement(resources: Resources, request: AddSupplement) -> SupplementAdded:
    """Number, package, store, read back, examine; only then do its documents stand in the inventory.

    Idempotency key: application_no + occasion. A crash leaves at most a taken number, which the next try uses, and a
    package, which the next try makes again byte for byte. Raises Outage `archive.volume_not_filed`, and
    `archive.supplement_under_way` while another one of the volume is not stored; Defect for whatever does not match
    what was promised, `archive.package_damaged` for what the store gives back.
    """
    volume, supplement = _numbered(resources, request)
    if supplement.package_sha256 is None:
        supplement = _stored(resources, request, volume, supplement)
        log.info("supplement_added", application_no=request.application_no, volume_name=volume.volume_name)
    assert supplement.package_sha256 is not None  # stored with its digest
    return SupplementAdded(supplement_name=supplement.supplement_name, package_sha256=supplement.package_sha256)


def _numbered(resources: Resources, request: AddSupplement) -> tuple[Volume, Supplement]:
    with resources.database.transaction() as session:
        found = volumes.of_application(session, request.application_no)
        volume = volumes.named(session, found.volume_name, for_update=True) if found else None
        if volume is None or volume.status != VolumeStatus.FILED or volume.package_sha256 is None:
            raise Outage("archive.volume_not_filed")
        there = supplements.of_volume(session, volume.volume_name)
        for supplement in there:
            if supplement.occasion == request.occasion:
                return volume, supplement
        if any(each.package_sha256 is None for each in there):
            raise Outage("archive.supplement_under_way")
        lines = volumes.documents(session, volume.volume_name)
        number = len(there) + 1
        supplement = Supplement(
            supplement_name=f"{volume.volume_name}-B{number}",
            volume_name=volume.volume_name,
            number=number,
            occasion=request.occasion,
            first_document=lines[-1].number + 1,
            first_page=max((line.page_to for line in lines if line.group == LATER), default=0) + 1,
            previous_sha256=there[-1].package_sha256 or "" if there else volume.package_sha256,
            added_at=resources.clock.now(),
        )
        session.add(supplement)
        session.flush()
        return volume, supplement


def _stored(resources: Resources, request: AddSupplement, volume: Volume, supplement: Supplement) -> Supplement:
    roots = b"".join(resources.authority.roots())
    contents = resources.exchange.collect_documents([each.document for each in request.documents], as_stored=True)
    examined = [
        examine(content, each.document, roots, supplement.added_at, each.made_at)
        for content, each in zip(contents, request.documents, strict=True)
    ]
    entries = arrange_later(examined, supplement.first_document, supplement.first_page)
    arranged = tuple(zip(entries, examined, strict=True))
    applicant = resources.decrypt_operator(volume.volume_name, volume.operator_encrypted)
    content = supplement_package(volume, supplement, arranged, applicant, roots)
    key = resources.packages.key(volume.archive_no, supplement.supplement_name)
    stored_at = resources.clock.now()
    resources.packages.store(key, content, stored_at + resources.lock)
    back = resources.packages.fetch(key)
    if back != content or package_problems(back, supplement.supplement_name):
        raise Defect("archive.package_damaged", supplement.supplement_name)
    with resources.database.transaction() as session:
        return _file(session, resources, supplement.supplement_name, arranged, key, content, stored_at)


def _file(
    session: Session,
    resources: Resources,
    name: str,
    arranged: Arranged,
    key: str,
    content: bytes,
    stored_at: datetime,
) -> Supplement:
    row = supplements.named(session, name, for_update=True)
    if row is None:
        raise Defect("archive.supplement_vanished", name)
    if row.package_sha256 is None:
        row.package_key, row.package_sha256, row.package_size = key, sha256_hex(content), len(content)
        row.stored_at, row.locked_until = stored_at, stored_at + resources.lock
        session.add(row)
        session.add_all(filed(row.volume_name, entry, document, row.supplement_name) for entry, document in arranged)
        session.flush()
    return row
