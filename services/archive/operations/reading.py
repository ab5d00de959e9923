"""Lists, inventories, documents and packages, each to whom they may be shown, each view written down."""

from __future__ import annotations

import zipfile
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session

from catalogues.archive_classes import Reader, may_see
from kernel.errors import Defect, Refusal
from kernel.pdf.digests import sha256_hex
from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page
from services.archive.operations.packages import document_of
from services.archive.operations.resources import Resources
from services.archive.operations.shown import (
    STATUS,
    EntityVolume,
    ListedVolume,
    OwnFile,
    ShownFile,
    inventory_line,
    listed,
    masked_operator,
    shown,
)
from services.archive.operations.views import View, for_archivist, for_owner, no_such_volume, record_view
from services.archive.store import supplements, volumes
from services.archive.store.volumes import FiledDocument, Filter, Volume, VolumeStatus


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
    medium: str | None = None
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
            status=next((code for code, label in STATUS.items() if label == status), None),
        )


@dataclass(frozen=True)
class Content:
    """Bytes to be sent, under a name without personal data."""

    name: str
    content: bytes


def list_files(resources: Resources, caller: Principal, wanted: Wanted, asked: Asked) -> Page[ListedVolume]:
    """Volumes of the caller's authority, newest first. Raises Refusal `request.cursor_invalid`."""
    with resources.database.transaction() as session:
        total, found = volumes.search(session, caller.authority or "", wanted.filter(resources), asked)
        record_view(session, resources, caller, Role.ARCHIVIST, View.LIST)
    return found.page(lambda volume: listed(resources, volume), total)


def list_of_entity(resources: Resources, caller: Principal, uscc: str) -> tuple[EntityVolume, ...]:
    """The filed volumes of a business of the caller's authority, newest first; none where there is no file."""
    with resources.database.transaction() as session:
        file = volumes.file_of_entity(session, caller.authority or "", uscc)
        found = volumes.volumes_of_file(session, file.archive_no) if file else ()
        filed = [each for each in found if each.status == VolumeStatus.FILED]
        archive_no = file.archive_no if file else None
        record_view(session, resources, caller, Role.EXAMINER, View.LIST, archive_no=archive_no)
    lines = (listed(resources, each) for each in reversed(filed))
    return tuple(EntityVolume(**line.model_dump(include=set(EntityVolume.model_fields))) for line in lines)


def read_file(resources: Resources, caller: Principal, archive_no: str) -> ShownFile:
    """A file with its filed volumes. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        every = volumes.volumes_of_file(session, archive_no)
        filed = [v for v in every if v.authority_code == caller.authority and v.status == VolumeStatus.FILED]
        if not filed:
            raise no_such_volume()
        every_shown = tuple(
            shown(
                volume,
                volumes.documents(session, volume.volume_name),
                supplements.of_volume(session, volume.volume_name),
            )
            for volume in filed
        )
        record_view(session, resources, caller, Role.ARCHIVIST, View.FILE, archive_no=archive_no)
    last = filed[-1]
    return ShownFile(
        archive_no=archive_no,
        uscc=last.uscc,
        shop_name=last.shop_name,
        operator=masked_operator(resources, last),
        volumes=every_shown,
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
        inventory=tuple(inventory_line(each, Reader.HOLDER) for each in lines),
    )


def read_own_document(resources: Resources, caller: Principal, application_no: str, number: int) -> Content:
    """A document of the own file. Raises Refusal `archive.not_found`, `archive.withheld`."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        document = _document(session, resources, caller, Role.APPLICANT, volume, number)
    return _unpacked(resources, volume, document)


def read_own_package(resources: Resources, caller: Principal, application_no: str) -> Content:
    """The own package; raises Refusal `archive.withheld` where something in it is not for its holder, and Defect
    `archive.package_altered` rather than giving away another one."""
    with resources.database.transaction() as session:
        volume = for_owner(volumes.of_application(session, application_no), caller)
        if not all(may_see(Reader.HOLDER, each.kind) for each in volumes.documents(session, volume.volume_name)):
            raise withheld("档案包中有不对外提供的内部材料", "Something in the package is not given out, by its class")
        record_view(session, resources, caller, Role.APPLICANT, View.PACKAGE, volume=volume)
    return Content(f"{volume.volume_name}.zip", _whole_package(resources, volume))


def read_supplement(resources: Resources, caller: Principal, archive_no: str, volume_name: str, number: int) -> Content:
    """A supplement as it is stored, whole or not. Raises Refusal `archive.not_found`."""
    with resources.database.transaction() as session:
        volume = for_archivist(volumes.named(session, volume_name), caller, archive_no)
        found = next((each for each in supplements.of_volume(session, volume_name) if each.number == number), None)
        if found is None or found.package_key is None:
            raise no_such_volume()
        record_view(session, resources, caller, Role.ARCHIVIST, View.PACKAGE, volume=volume)
    return Content(f"{found.supplement_name}.zip", resources.packages.fetch(found.package_key))


def document_content(resources: Resources, volume: Volume, document: FiledDocument) -> bytes:
    """A document as it was filed. Raises Defect `archive.package_altered` rather than giving away another one."""
    return _unpacked(resources, volume, document).content


def withheld(zh: str, en: str) -> Refusal:
    return Refusal(
        "archive.withheld",
        zh,
        en,
        status=403,
        remedy_zh="请制作档案查询复制件，其中只有可以提供的材料",
        remedy_en="Make a copy of the file: it has what may be given out",
    )


def stored_package(resources: Resources, volume: Volume) -> bytes:
    """What the store has under the volume's key now."""
    return resources.packages.fetch(volume.package_key or "")


def _document(
    session: Session, resources: Resources, caller: Principal, role: Role, volume: Volume, number: int
) -> FiledDocument:
    document = volumes.document(session, volume.volume_name, number)
    if document is None:
        raise no_such_volume()
    if not may_see(Reader.ARCHIVIST if role is Role.ARCHIVIST else Reader.HOLDER, document.kind):
        raise withheld("这份材料按密级不提供", "This document is not given out, by its class")
    record_view(session, resources, caller, role, View.DOCUMENT, volume=volume, document=number)
    return document


def _whole_package(resources: Resources, volume: Volume) -> bytes:
    content = stored_package(resources, volume)
    if sha256_hex(content) != volume.package_sha256:
        raise Defect("archive.package_altered", volume.volume_name)
    return content


def _whole_supplement(resources: Resources, name: str) -> bytes:
    with resources.database.reading() as session:
        found = supplements.named(session, name)
    content = resources.packages.fetch(found.package_key or "") if found else b""
    if found is None or sha256_hex(content) != found.package_sha256:
        raise Defect("archive.package_altered", name)
    return content


def _unpacked(resources: Resources, volume: Volume, document: FiledDocument) -> Content:
    folder = document.supplement_name or volume.volume_name
    package = _whole_supplement(resources, folder) if document.supplement_name else _whole_package(resources, volume)
    try:
        content = document_of(package, folder, document.file_name)
    except (KeyError, zipfile.BadZipFile):
        raise Defect("archive.package_altered", volume.volume_name) from None
    if sha256_hex(content) != document.sha256:
        raise Defect("archive.package_altered", volume.volume_name)
    return Content(f"{volume.volume_name}-{document.file_name}", content)
