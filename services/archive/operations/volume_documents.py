"""The two documents the archive itself makes: 设立登记归档记录表 and 卷内目录."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from kernel.clock import local_date
from kernel.errors import Defect
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.pdf.reading import page_count
from services.archive.domain.arrangement import FILING_RECORD, INVENTORY, Entry, arrange
from services.archive.domain.checks import ExaminedDocument
from services.archive.domain.metadata import RETENTION, SECURITY_CLASS, Event, moment
from services.archive.operations.gathering import Gathered
from services.archive.operations.resources import Resources
from services.archive.store.volumes import Volume

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_LIKELY_PAGES = 1


@dataclass(frozen=True)
class ArrangedVolume:
    """Every document with its entry, the filing record last; `inventory` lists them with their pages."""

    entries: tuple[tuple[Entry, ExaminedDocument], ...]
    inventory: ExaminedDocument


def arrange_volume(resources: Resources, volume: Volume, gathered: Gathered, events: Sequence[Event]) -> ArrangedVolume:
    """Renders the filing record and then the inventory, which names the record's pages; the same bytes every time."""
    record = _filing_record(resources, volume, gathered, events, _LIKELY_PAGES)
    if record.pages != _LIKELY_PAGES:
        # The record prints how many pages the volume has, its own among them.
        pages = record.pages
        record = _filing_record(resources, volume, gathered, events, pages)
        if record.pages != pages:
            raise Defect("archive.filing_record_unsteady", volume.volume_name)
    documents = (*gathered.documents, record)
    entries = arrange(documents, gathered.decision.outcome if gathered.decision else None, volume.business_type)
    arranged = tuple(zip(entries, documents, strict=True))
    data = {
        **_head(resources, volume, gathered),
        "approved_on": gathered.approved_on.isoformat() if gathered.approved_on else None,
        "filed_at": moment(volume.filed_at),
        "retention": RETENTION,
        "groups": _groups(arranged),
    }
    return ArrangedVolume(arranged, _render(resources, INVENTORY, "inventory.typ", data, volume))


def _filing_record(
    resources: Resources, volume: Volume, gathered: Gathered, events: Sequence[Event], pages: int
) -> ExaminedDocument:
    data = {
        **_head(resources, volume, gathered),
        "shop_name": volume.shop_name,
        "filing": {
            "reason": volume.reason,
            "institution": volume.institution,
            "archivist": volume.archivist,
            "place": volume.place,
            "filed_at": moment(volume.filed_at),
            "retention": RETENTION,
            "security_class": SECURITY_CLASS,
        },
        "contents": {
            "documents": len(gathered.documents) + 1,
            "pages": sum(document.pages for document in gathered.documents) + pages,
        },
        "checks": [check.model_dump(mode="json") for check in gathered.checks],
        "evidence": {
            "manifest_sm3": volume.manifest_sm3,
            "manifest_sha256": volume.manifest_sha256,
            "log_index": volume.log_index,
            "log_root_sha256": volume.log_root,
            "timestamp": moment(volume.filed_at),
        },
        "events": [{"at": moment(event.at), "event": event.event, "note": event.note} for event in events],
    }
    return _render(resources, FILING_RECORD, "filing_record.typ", data, volume)


def _head(resources: Resources, volume: Volume, gathered: Gathered) -> dict[str, Any]:
    return {
        "application_no": volume.application_no,
        "authority": volume.authority_name,
        "demo": resources.demonstration,
        "archive_no": volume.archive_no,
        "volume_name": volume.volume_name,
        "full_name": volume.full_name,
        "uscc": volume.uscc,
        "operator": gathered.operator,
        "case_type": volume.category,
        "reviewer": volume.reviewer,
    }


def _groups(arranged: Iterable[tuple[Entry, ExaminedDocument]]) -> list[dict[str, Any]]:
    grouped = groupby(arranged, key=lambda pair: (pair[0].section.group, pair[0].section.subgroup))
    return [
        {"group": group, "subgroup": subgroup, "entries": [_line(entry, document) for entry, document in pairs]}
        for (group, subgroup), pairs in grouped
    ]


def _line(entry: Entry, document: ExaminedDocument) -> dict[str, Any]:
    return {
        "title": entry.section.title,
        "page_from": entry.page_from,
        "page_to": entry.page_to,
        "made_on": local_date(document.made_at).isoformat(),
        "sm3": document.sm3,
    }


def _render(resources: Resources, kind: str, template: str, data: dict[str, Any], volume: Volume) -> ExaminedDocument:
    content = resources.typesetter.render(_TEMPLATES / template, data, timestamp=volume.filed_at)
    return ExaminedDocument(
        kind=kind,
        content=content,
        sha256=sha256_hex(content),
        sm3=sm3_hex(content),
        pages=page_count(content),
        made_at=volume.filed_at,
        signatures=(),
        archivable=True,
        active=False,
    )
