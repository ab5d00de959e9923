"""Lists, catalogues, documents and packages, each to whom they may be shown, each view written down."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel import Session

from catalogues.archive import page_label
from kernel.errors import Defect
from kernel.masking import mask_name
from kernel.pdf.digests import sha256_hex
from kernel.tokens import Principal, Role
from services.archive.domain.checks import Check
from services.archive.operations.packages import document_of
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, for_archivist, for_owner, no_such_volume, record_view
from services.archive.store import volumes
from services.archive.store.volumes import FiledDocument, Filter, Volume, VolumeStatus

_STATUS = {VolumeStatus.NUMBERED: "未归档", VolumeStatus.FILED: "已归档"}


class ListedVolume(BaseModel):
    """One line of 电子档案移交-全程电子化; the operator's name is masked. `number` counts from 1 through the list."""

    number: int
    archive_no: str
    volume_name: str
    application_no: str
    uscc: str | None
    full_name: str | None
    operator: str
    category: str
    outcome: str
    approved_at: datetime | None
    filed_at: datetime
    reviewer: str | None
    archivist: str
    status: str
    type_name: str | None


class VolumeList(BaseModel):
    total: int
    page: int
    size: int
    volumes: tuple[ListedVolume, ...]


class CatalogueLine(BaseModel):
    """`number` 0 is 卷内目录; `page_label` as the notice prints it: 第5-6页共2页."""

    number: int
    kind: str
    group: str | None
    subgroup: str | None
    title: str
    page_label: str
    pages: int
    size: int
    sha256: str
    sm3: str
    made_at: datetime


class Information(BaseModel):
    """归档信息. `revision` is what an edit must name in `If-Match`."""

    volume_name: str
    reason: str
    institution: str
    archivist: str
    place: str
    filed_at: datetime
    revision: int


class ShownVolume(BaseModel):
    """`log_root_sha256` and `log_index` place the volume in its authority's log."""

    volume_name: str
    application_no: str
    category: str
    outcome: str
    full_name: str | None
    approved_at: datetime | None
    filed_at: datetime
    reviewer: str | None
    type_name: str | None
    status: str
    package_sha256: str
    package_size: int
    locked_until: datetime
    log_index: int
    log_root_sha256: str
    checks: tuple[Check, ...]
    information: Information
    catalogue: tuple[CatalogueLine, ...]


class ShownFile(BaseModel):
    """档案号, 统一社会信用代码, 店铺名称, 经营者 (masked) and every filed volume."""

    archive_no: str
    uscc: str | None
    shop_name: str | None
    operator: str
    volumes: tuple[ShownVolume, ...]


class OwnFile(BaseModel):
    """What an applicant sees of the own file."""

    archive_no: str
    volume_name: str
    application_no: str
    category: str
    outcome: str
    uscc: str | None
    full_name: str | None
    filed_at: datetime
    package_sha256: str
    package_size: int
    catalogue: tuple[CatalogueLine, ...]


@dataclass(frozen=True)
class Wanted:
    """What an archivist looks for: `operator` is a whole name, `full_name` a piece of one, days are days in China."""

    archive_no: str | None = None
    application_no: str | None = None
    uscc: str | None = None
    full_name: str | None = None
    operator: str | None = None
    category: str | None = None
    reviewer: str | None = None
    type_name: str | None = None
    status: str | None = None
    outcome: str | None = None
    filed_from: date | None = None
    filed_to: date | None = None
    approved_from: date | None = None
    approved_to: date | None = None

    def filter(self, resources: Resources) -> Filter:
        """The same in the words of the store."""
        given = asdict(self)
        operator, status = given.pop("operator"), given.pop("status")
        return Filter(
            **given,
            operator_hash=resources.hash(operator) if operator else None,
            status=next((code for code, shown in _STATUS.items() if shown == status), None),
        )


@dataclass(frozen=True)
class Content:
    """Bytes to be sent, under a name without personal data."""

    name: str
    content: bytes


def list_files(resources: Resources, caller: Principal, wanted: Wanted, page: int, size: int) -> VolumeList:
    """Volumes of the caller's authority, newest first; pages count from 1."""
    start = (page - 1) * size
    with resources.database.transaction() as session:
        total, found = volumes.search(
            session, caller.authority or "", wanted.filter(resources), offset=start, limit=size
        )
        record_view(session, resources, caller, Role.ARCHIVIST, View.LIST)
    lines = tuple(_line(resources, volume, number) for number, volume in enumerate(found, start=start + 1))
    return VolumeList(total=total, page=page, size=size, volumes=lines)


def read_file(resources: Resources, caller: Principal, archive_no: str) -> ShownFile:
    """A file with its filed volumes. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        every = volumes.volumes_of_file(session, archive_no)
        filed = [v for v in every if v.authority_code == caller.authority and v.status == VolumeStatus.FILED]
        if not filed:
            raise no_such_volume()
        shown = tuple(_shown(volume, volumes.documents(session, volume.volume_name)) for volume in filed)
        record_view(session, resources, caller, Role.ARCHIVIST, View.FILE, archive_no=archive_no)
    last = filed[-1]
    return ShownFile(
        archive_no=archive_no,
        uscc=last.uscc,
        shop_name=last.shop_name,
        operator=_masked_operator(resources, last),
        volumes=shown,
    )


def read_document(resources: Resources, caller: Principal, archive_no: str, volume_name: str, number: int) -> Content:
    """A document as PDF, out of the stored package. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        document = _document(session, resources, caller, Role.ARCHIVIST, volume, number)
    return _unpacked(resources, volume, document)


def read_package(resources: Resources, caller: Principal, archive_no: str, volume_name: str) -> Content:
    """The package as it is stored, whole or not: an archivist must be able to look at a damaged one."""
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        record_view(session, resources, caller, Role.ARCHIVIST, View.PACKAGE, volume=volume)
    return Content(f"{volume.volume_name}.zip", stored_package(resources, volume))


def read_own_file(resources: Resources, caller: Principal, application_no: str) -> OwnFile:
    """The own file, once it is filed. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        lines = volumes.documents(session, volume.volume_name)
        record_view(session, resources, caller, Role.APPLICANT, View.FILE, volume=volume)
    return OwnFile(
        archive_no=volume.archive_no,
        volume_name=volume.volume_name,
        application_no=volume.application_no,
        category=volume.category,
        outcome=volume.outcome,
        uscc=volume.uscc,
        full_name=volume.full_name,
        filed_at=volume.filed_at,
        package_sha256=volume.package_sha256 or "",
        package_size=volume.package_size or 0,
        catalogue=tuple(map(_catalogue_line, lines)),
    )


def read_own_document(resources: Resources, caller: Principal, application_no: str, number: int) -> Content:
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        document = _document(session, resources, caller, Role.APPLICANT, volume, number)
    return _unpacked(resources, volume, document)


def read_own_package(resources: Resources, caller: Principal, application_no: str) -> Content:
    """The own package; raises Defect `archive.package_altered` rather than giving away another one."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        record_view(session, resources, caller, Role.APPLICANT, View.PACKAGE, volume=volume)
    return Content(f"{volume.volume_name}.zip", _whole_package(resources, volume))


def stored_package(resources: Resources, volume: Volume) -> bytes:
    """What the store has under the volume's key now."""
    return resources.packages.fetch(volume.package_key or "")


def information_of(volume: Volume) -> Information:
    return Information(
        volume_name=volume.volume_name,
        reason=volume.reason,
        institution=volume.institution,
        archivist=volume.archivist,
        place=volume.place,
        filed_at=volume.information_filed_at,
        revision=volume.revision,
    )


def _document(
    session: Session, resources: Resources, caller: Principal, role: Role, volume: Volume, number: int
) -> FiledDocument:
    document = volumes.document(session, volume.volume_name, number)
    if document is None:
        raise no_such_volume()
    record_view(session, resources, caller, role, View.DOCUMENT, volume=volume, document=number)
    return document


def _whole_package(resources: Resources, volume: Volume) -> bytes:
    content = stored_package(resources, volume)
    if sha256_hex(content) != volume.package_sha256:
        raise Defect("archive.package_altered", volume.volume_name)
    return content


def _unpacked(resources: Resources, volume: Volume, document: FiledDocument) -> Content:
    package = _whole_package(resources, volume)
    try:
        content = document_of(package, volume.volume_name, document.file_name)
    except (KeyError, zipfile.BadZipFile):
        raise Defect("archive.package_altered", volume.volume_name) from None
    if sha256_hex(content) != document.sha256:
        raise Defect("archive.package_altered", volume.volume_name)
    return Content(f"{volume.volume_name}-{document.file_name}", content)


def _masked_operator(resources: Resources, volume: Volume) -> str:
    return mask_name(resources.open_operator(volume.volume_name, volume.operator_sealed))


def _line(resources: Resources, volume: Volume, number: int) -> ListedVolume:
    return ListedVolume(
        number=number,
        archive_no=volume.archive_no,
        volume_name=volume.volume_name,
        application_no=volume.application_no,
        uscc=volume.uscc,
        full_name=volume.full_name,
        operator=_masked_operator(resources, volume),
        category=volume.category,
        outcome=volume.outcome,
        approved_at=volume.approved_at,
        filed_at=volume.filed_at,
        reviewer=volume.reviewer,
        archivist=volume.archivist,
        status=_STATUS[VolumeStatus(volume.status)],
        type_name=volume.type_name,
    )


def _shown(volume: Volume, documents: Sequence[FiledDocument]) -> ShownVolume:
    if volume.locked_until is None:
        raise Defect("archive.filed_without_package", volume.volume_name)
    return ShownVolume(
        volume_name=volume.volume_name,
        application_no=volume.application_no,
        category=volume.category,
        outcome=volume.outcome,
        full_name=volume.full_name,
        approved_at=volume.approved_at,
        filed_at=volume.filed_at,
        reviewer=volume.reviewer,
        type_name=volume.type_name,
        status=_STATUS[VolumeStatus(volume.status)],
        package_sha256=volume.package_sha256 or "",
        package_size=volume.package_size or 0,
        locked_until=volume.locked_until,
        log_index=volume.log_index,
        log_root_sha256=volume.log_root,
        checks=tuple(Check.model_validate(check) for check in volume.checks),
        information=information_of(volume),
        catalogue=tuple(map(_catalogue_line, documents)),
    )


def _catalogue_line(document: FiledDocument) -> CatalogueLine:
    return CatalogueLine(
        number=document.number,
        kind=document.kind,
        group=document.group,
        subgroup=document.subgroup,
        title=document.title,
        page_label=page_label(document.page_from, document.page_to),
        pages=document.page_to - document.page_from + 1,
        size=document.size,
        sha256=document.sha256,
        sm3=document.sm3,
        made_at=document.made_at,
    )
