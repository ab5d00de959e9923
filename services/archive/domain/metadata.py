"""The metadata a volume carries in its package, so that it explains itself when no system of ours is left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kernel.clock import SHANGHAI, local_date
from services.archive.domain.arrangement import Entry
from services.archive.domain.checks import Check, ExaminedDocument

RETENTION_YEARS = 30
RETENTION = f"{RETENTION_YEARS}年"
SECURITY_CLASS = "内部"
_SOFTWARE = "Kaiye archive service"


@dataclass(frozen=True)
class Event:
    """捕获, 移交 or 归档, with the service that did it."""

    at: datetime
    event: str
    actor: str
    note: str


def moment(instant: datetime) -> str:
    """Local time in China with its offset, to the second, as documents print it."""
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")


def kept_until(filed_at: datetime) -> date:
    """The day on which the time of keeping of a volume ends."""
    day = local_date(filed_at)
    return day.replace(year=day.year + RETENTION_YEARS, day=28 if (day.month, day.day) == (2, 29) else day.day)


def manifest(documents: Sequence[ExaminedDocument], records: Mapping[str, bytes], digests: Mapping[str, str]) -> bytes:
    """What was handed over, a line each: the digest of this text stands in the log and in the filing record."""
    lines = [f"{document.kind} {document.sha256} {document.sm3} {document.pages}" for document in documents]
    lines += [f"{kind}.json {digests[kind]} - -" for kind in records]
    return "".join(f"{line}\n" for line in lines).encode()


def volume_metadata(
    volume: Mapping[str, object],
    entries: Sequence[tuple[Entry, ExaminedDocument, str]],
    checks: Sequence[Check],
    events: Sequence[Event],
    evidence: Mapping[str, object],
) -> bytes:
    """The core elements of DA/T 46-2009 and DA/T 48-2009 as JSON; each entry comes with its author (责任者)."""
    content = {
        "standard": "DA/T 46-2009, DA/T 48-2009 (core elements)",
        **volume,
        "retention_period": RETENTION,
        "security_class": SECURITY_CLASS,
        "creation_software": _SOFTWARE,
        "documents": [_document(entry, document, author) for entry, document, author in entries],
        "four_property_checks": [check.model_dump(mode="json") for check in checks],
        "evidence": dict(evidence),
        "events": [
            {"at": moment(event.at), "event": event.event, "actor": event.actor, "note": event.note} for event in events
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _document(entry: Entry, document: ExaminedDocument, author: str) -> dict[str, object]:
    return {
        "number": entry.number,
        "kind": entry.kind,
        "group": entry.section.group,
        "subgroup": entry.section.subgroup,
        "title": entry.section.title,
        "author": author,
        "date": moment(document.made_at),
        "page_label": entry.page_label,
        "pages": entry.pages,
        "file": f"data/documents/{entry.file_name}",
        "format": "application/pdf",
        "size": len(document.content),
        "digests": {"sha256": document.sha256, "sm3": document.sm3},
        "signatures": [
            {
                "signer": signature.signer,
                "certificate_serial": signature.certificate_serial,
                "signed_at": moment(signature.time) if signature.time else None,
                "in_order": signature.in_order,
            }
            for signature in document.signatures
        ],
    }
