"""The papers of a move: letter (调档函), manifest (移交清单), receipt (接收回执)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from catalogues import authorities
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind
from catalogues.moves import Way
from kernel.deadlines import last_day
from kernel.exchange import DocumentRef, Made
from kernel.pdf.reading import page_count
from services.archive.domain.metadata import moment
from services.archive.operations.resources import Resources
from services.archive.store.moves import FileMove

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "move_paper.typ"


def paper(resources: Resources, move: FileMove, kind: DocumentKind, at: datetime) -> DocumentRef:
    """Set it and leave it in the exchange; the same at the same moment is the same."""
    content = resources.typesetter.render(_TEMPLATE, data(resources, move, kind, at), timestamp=at)
    made = Made(kind, content, page_count(content))
    return resources.exchange.deposit_documents(move.application_no, [made])[0]


def data(resources: Resources, move: FileMove, kind: DocumentKind, at: datetime) -> dict[str, Any]:
    """What the template needs."""
    described = editions.of_number(move.application_no)
    return {
        "kind": str(kind),
        "title": described.title_of(kind),
        "application_no": move.application_no,
        "demo": resources.demonstration,
        "from": authorities.get(move.from_authority).name,
        "to": authorities.get(move.to_authority).name,
        "full_name": move.full_name,
        "uscc": move.uscc,
        "archive_no": move.from_archive_no,
        "printed": move.way == Way.PRINT,
        "asked_at": moment(move.asked_at),
        "until": last_day(move.due).isoformat(),
        "at": moment(at),
        "volumes": move.volumes,
        "package": {"sha256": move.package_sha256, "sm3": move.package_sm3, "size": move.package_size},
    }
