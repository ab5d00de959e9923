"""The package in which a whole file leaves: every volume as it is stored, or a stamped print of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from catalogues import authorities
from catalogues.moves import Way
from kernel.clock import local_date
from kernel.errors import Outage, Refusal
from kernel.pdf.digests import sha256_hex, sm3_hex
from services.archive.domain.bag import make_package
from services.archive.domain.metadata import moment
from services.archive.operations import moved_print
from services.archive.operations.resources import Resources
from services.archive.operations.verification import PackageVerified, verified
from services.archive.store import supplements, volumes
from services.archive.store.moves import FileMove
from services.archive.store.supplements import Supplement
from services.archive.store.volumes import FiledDocument, Volume, VolumeStatus

_SOFTWARE = "Kaiye archive service"


def packed(resources: Resources, move: FileMove, now: datetime) -> tuple[bytes, list[dict[str, Any]]]:
    """The package, and what it holds by volume. Raises Refusal `archive.move_not_whole` where one volume is damaged,
    Outage `archive.volume_not_filed` while one is not stored yet."""
    payload: dict[str, bytes] = {}
    told = []
    for volume, documents, later in _volumes(resources, move):
        checked = verified(resources, volume, documents, later)
        if not checked.whole:
            raise not_whole(volume.volume_name)
        files = dict(_files(resources, move, volume, documents, later, now))
        payload |= files
        told.append(_told(volume, documents, files, checked))
    head = {
        "application_no": move.application_no,
        "uscc": move.uscc,
        "from": {"authority_code": move.from_authority, "archive_no": move.from_archive_no},
        "to": {"authority_code": move.to_authority},
        "way": move.way,
        "asked_at": moment(move.asked_at),
        "handed_over_at": moment(now),
        "volumes": told,
    }
    info = (
        ("Source-Organization", authorities.get(move.from_authority).name),
        ("External-Identifier", move.package_name),
        ("External-Description", f"档案移交 {move.from_archive_no}"),
        ("Bagging-Date", local_date(now).isoformat()),
        ("Bag-Software-Agent", _SOFTWARE),
    )
    tags = {"metadata/move.json": json.dumps(head, ensure_ascii=False, indent=1).encode()}
    return make_package(move.package_name, payload, tags, info), told


def not_whole(name: str) -> Refusal:
    return Refusal(
        "archive.move_not_whole",
        f"档案未通过真实性、完整性、可用性、安全性检测，不能移交：{name}",
        f"The file did not pass the four checks and cannot be handed over: {name}",
        article="档案法第三十九条",
        status=409,
        remedy_zh="请先查明并修复存储中的档案包，再办理移交",
        remedy_en="Find out what is wrong with the stored packages and mend it first",
    )


def _volumes(
    resources: Resources, move: FileMove
) -> Iterator[tuple[Volume, Sequence[FiledDocument], list[Supplement]]]:
    with resources.database.reading() as session:
        found = volumes.volumes_of_file(session, move.from_archive_no)
        if any(volume.status == VolumeStatus.NUMBERED for volume in found):
            raise Outage("archive.volume_not_filed")
        every = [
            (
                volume,
                volumes.documents(session, volume.volume_name),
                [each for each in supplements.of_volume(session, volume.volume_name) if each.package_sha256],
            )
            for volume in found
            if volume.status == VolumeStatus.FILED
        ]
    yield from every


def _files(
    resources: Resources,
    move: FileMove,
    volume: Volume,
    documents: Sequence[FiledDocument],
    later: Sequence[Supplement],
    now: datetime,
) -> Iterator[tuple[str, bytes]]:
    stored = {volume.volume_name: resources.packages.fetch(volume.package_key or "")}
    stored |= {each.supplement_name: resources.packages.fetch(each.package_key or "") for each in later}
    if move.way == Way.ELECTRONIC:
        yield from ((f"volumes/{name}.zip", content) for name, content in stored.items())
        return
    yield _print_name(volume.volume_name), moved_print.printed(resources, move, volume, documents, stored, now)


def _print_name(volume_name: str) -> str:
    return f"prints/{volume_name}.pdf"


def _told(
    volume: Volume, documents: Sequence[FiledDocument], files: dict[str, bytes], checked: PackageVerified
) -> dict[str, Any]:
    return {
        "volume_name": volume.volume_name,
        "category": volume.category,
        "application_no": volume.application_no,
        "filed_on": local_date(volume.filed_at).isoformat(),
        "documents": len(documents),
        "pages": sum(document.page_to - document.page_from + 1 for document in documents),
        "files": [
            {"name": name, "size": len(content), "sha256": sha256_hex(content), "sm3": sm3_hex(content)}
            for name, content in files.items()
        ],
        "checks": [check.model_dump(mode="json") for check in checked.checks],
    }
