"""What is shown of files and volumes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel

from catalogues.archive import page_label
from catalogues.archive_classes import Reader, may_see, of_kind
from kernel.clock import local_date
from kernel.errors import Defect
from kernel.masking import mask_name
from services.archive.domain.checks import Check
from services.archive.domain.metadata import RETENTION, kept_until
from services.archive.operations.resources import Resources
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import FiledDocument, Volume, VolumeStatus

_ROUNDING = timedelta(days=2)
"""A store counts its lock in days, thirty years of which are longer or shorter by leap days."""

STATUS = {VolumeStatus.NUMBERED: "未归档", VolumeStatus.FILED: "已归档", VolumeStatus.DESTROYED: "已销毁"}


class ListedVolume(BaseModel):
    """One line of 电子档案移交-全程电子化; the operator's name is masked."""

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
    medium: str


class EntityVolume(BaseModel):
    """A volume of a business for whoever knows the business and may not open its file: names no person."""

    archive_no: str
    volume_name: str
    application_no: str
    category: str
    medium: str
    filed_at: datetime


class InventoryLine(BaseModel):
    """`number` 0 is 卷内目录; `page_label` as the notice prints it: 第5-6页共2页. `security_class` is the title of the
    document's class; `withheld`: whoever asks may know of it, and not read it."""

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
    security_class: str
    withheld: bool


class Information(BaseModel):
    """归档信息. `revision` is what an edit must name in `If-Match`."""

    volume_name: str
    reason: str
    institution: str
    archivist: str
    place: str
    filed_at: datetime
    revision: int


class ShownSupplement(BaseModel):
    """A package of what came after the volume was filed; `previous_sha256` is the digest of the package before it."""

    supplement_name: str
    number: int
    added_at: datetime
    package_sha256: str
    package_size: int
    previous_sha256: str


class ShownVolume(BaseModel):
    """`log_root_sha256` and `log_index` place the volume in its authority's log. It is kept for `retention`, until
    `kept_until`; the store itself lets nobody delete the package before `locked_until`, which is as long unless the
    store of a laptop says `locked_throughout` false."""

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
    retention: str
    kept_until: date
    locked_until: datetime
    locked_throughout: bool
    log_index: int
    log_root_sha256: str
    checks: tuple[Check, ...]
    information: Information
    inventory: tuple[InventoryLine, ...]
    supplements: tuple[ShownSupplement, ...] = ()


class ShownFile(BaseModel):
    """档案号, 统一社会信用代码, 店铺名称, 经营者 (masked) and every filed volume."""

    archive_no: str
    uscc: str | None
    shop_name: str | None
    operator: str
    volumes: tuple[ShownVolume, ...]


class OwnFile(BaseModel):
    """What an applicant sees of the own file. The whole package is given out unless something in it is withheld."""

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
    inventory: tuple[InventoryLine, ...]


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


def masked_operator(resources: Resources, volume: Volume) -> str:
    if volume.status == VolumeStatus.DESTROYED:
        return ""
    return mask_name(resources.decrypt_operator(volume.volume_name, volume.operator_encrypted))


def listed(resources: Resources, volume: Volume) -> ListedVolume:
    return ListedVolume(
        archive_no=volume.archive_no,
        volume_name=volume.volume_name,
        application_no=volume.application_no,
        uscc=volume.uscc,
        full_name=volume.full_name,
        operator=masked_operator(resources, volume),
        category=volume.category,
        outcome=volume.outcome,
        approved_at=volume.approved_at,
        filed_at=volume.filed_at,
        reviewer=volume.reviewer,
        archivist=volume.archivist,
        status=STATUS[VolumeStatus(volume.status)],
        type_name=volume.type_name,
        medium=volume.medium,
    )


def shown(volume: Volume, documents: Sequence[FiledDocument], supplements: Sequence[Supplement] = ()) -> ShownVolume:
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
        status=STATUS[VolumeStatus(volume.status)],
        package_sha256=volume.package_sha256 or "",
        package_size=volume.package_size or 0,
        retention=RETENTION,
        kept_until=kept_until(volume.filed_at),
        locked_until=volume.locked_until,
        locked_throughout=local_date(volume.locked_until) >= kept_until(volume.filed_at) - _ROUNDING,
        log_index=volume.log_index,
        log_root_sha256=volume.log_root,
        checks=tuple(Check.model_validate(check) for check in volume.checks),
        information=information_of(volume),
        inventory=tuple(inventory_line(each, Reader.ARCHIVIST) for each in documents),
        supplements=tuple(
            ShownSupplement(
                supplement_name=each.supplement_name,
                number=each.number,
                added_at=each.added_at,
                package_sha256=each.package_sha256,
                package_size=each.package_size or 0,
                previous_sha256=each.previous_sha256,
            )
            for each in supplements
            if each.package_sha256
        ),
    )


def inventory_line(document: FiledDocument, reader: Reader) -> InventoryLine:
    return InventoryLine(
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
        security_class=of_kind(document.kind).title,
        withheld=not may_see(reader, document.kind),
    )
