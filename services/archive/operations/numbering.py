"""Gives a file its archive number, its volume a name, and both their place in the authority's log."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from catalogues import authorities
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind
from kernel.clock import local_date
from kernel.database import lock_key
from kernel.errors import Defect
from services.archive.contract import HandOverFile
from services.archive.domain.chain import link
from services.archive.domain.information import first_information
from services.archive.domain.numbering import archive_no, class_of, volume_name
from services.archive.operations.gathering import Gathered
from services.archive.operations.resources import Resources
from services.archive.store import volumes
from services.archive.store.volumes import ELECTRONIC, SCANNED, ArchiveCounter, EntityFile, Volume


def number_volume(
    resources: Resources, request: HandOverFile, gathered: Gathered, now: datetime, *, moved_out: bool = False
) -> Volume:
    """The numbered volume of the application; a number once taken stays with it, whatever fails afterwards.

    Raises Defect `archive.handed_over_differently` when an earlier try handed over something else.
    """
    with resources.database.transaction() as session:
        lock_key(session, f"archive/application/{request.application_no}")
        volume = volumes.of_application(session, request.application_no, moved_out=moved_out)
        if volume is None:
            return _number(session, resources, request, gathered, now, moved_out)
    if volume.manifest_sha256 != gathered.manifest_sha256:
        raise Defect("archive.handed_over_differently", volume.volume_name)
    return volume


def log_content(
    log_index: int, volume: str, application_no: str, manifest_sha256: str, manifest_sm3: str, filed_at: datetime
) -> dict[str, object]:
    """What a link of an authority's log covers."""
    return {
        "log_index": log_index,
        "volume_name": volume,
        "application_no": application_no,
        "manifest_sha256": manifest_sha256,
        "manifest_sm3": manifest_sm3,
        "filed_at": int(filed_at.timestamp() * 1_000_000),
    }


def _number(
    session: Session,
    resources: Resources,
    request: HandOverFile,
    gathered: Gathered,
    now: datetime,
    moved_out: bool,
) -> Volume:
    counter = volumes.counter(session, request.authority_code, class_of(request.business_type))
    file = volumes.file_of_entity(session, request.authority_code, request.uscc) if request.uscc else None
    filed_on = local_date(now)
    earlier = volumes.volumes_of_file(session, file.archive_no) if file else ()
    same_day = sum(local_date(one.filed_at) == filed_on for one in earlier)
    file = file or _open_file(session, counter, request, now)
    name = volume_name(file.archive_no, filed_on, same_day + 1)
    authority = _authority_name(request, None if moved_out else gathered.authority_name)
    application, decision = gathered.application, gathered.decision
    category = editions.of_business_type(request.business_type).archive_category
    information = first_information(request.outcome, category, authority, now)
    previous = counter.log_root
    counter.last_index += 1
    counter.log_root = link(
        previous,
        log_content(
            counter.last_index,
            name,
            request.application_no,
            gathered.manifest_sha256,
            gathered.manifest_sm3,
            now,
        ),
    )
    volume = Volume(
        volume_name=name,
        archive_no=file.archive_no,
        application_no=request.application_no,
        account_subject=application.account_subject,
        authority_code=request.authority_code,
        authority_name=authority,
        business_type=request.business_type,
        category=category,
        outcome=request.outcome,
        uscc=request.uscc,
        full_name=gathered.full_name,
        shop_name=application.details.shop_name,
        operator_encrypted=resources.encrypt_operator(name, gathered.operator),
        operator_hash=resources.hash(gathered.operator),
        type_code=gathered.type_code,
        type_name=gathered.type_name,
        approved_at=gathered.approved_at,
        medium=SCANNED if any(each.kind == DocumentKind.SIGNED_SCAN for each in gathered.documents) else ELECTRONIC,
        reviewer=decision.reviewer if decision and request.outcome != "WITHDRAWN" else None,
        manifest_sha256=gathered.manifest_sha256,
        manifest_sm3=gathered.manifest_sm3,
        class_letter=counter.class_letter,
        log_index=counter.last_index,
        log_previous=previous,
        log_root=counter.log_root,
        filed_at=now,
        checks=[check.model_dump(mode="json") for check in gathered.checks],
        reason=information.reason,
        institution=information.institution,
        archivist=information.archivist,
        place=information.place,
        information_filed_at=information.filed_at,
        moved_out=moved_out,
    )
    session.add(volume)
    return volume


def _open_file(session: Session, counter: ArchiveCounter, request: HandOverFile, now: datetime) -> EntityFile:
    counter.last_number += 1
    file = EntityFile(
        archive_no=archive_no(counter.authority_code, counter.class_letter, counter.last_number),
        authority_code=counter.authority_code,
        class_letter=counter.class_letter,
        sequence=counter.last_number,
        uscc=request.uscc,
        opened_at=now,
    )
    session.add(file)
    return file


def _authority_name(request: HandOverFile, told: str | None) -> str:
    try:
        return told or authorities.get(request.authority_code).name
    except UnknownCode:
        raise Defect("archive.unknown_authority", request.authority_code) from None
