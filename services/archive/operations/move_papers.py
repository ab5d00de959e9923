"""The papers of a move: letter (调档函), manifest (移交清单), receipt (接收回执)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from catalogues import authorities
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind
from catalogues.moves import Way
from kernel.clock import local_date
from kernel.deadlines import last_day
from kernel.exchange import DocumentRef, Made
from kernel.pdf.reading import page_count
from kernel.seal_orders import place_of, sealed_by
from services.archive.domain.metadata import moment
from services.archive.operations.resources import Resources
from services.archive.store.moves import FileMove

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

_LETTERS = {
    DocumentKind.MOVE_LETTER: "调档",
    DocumentKind.MOVE_MANIFEST: "移档",
    DocumentKind.MOVE_RECEIPT: "收档",
}


def paper(resources: Resources, move: FileMove, kind: DocumentKind, at: datetime) -> DocumentRef:
    """Set it, with the seal of the authority that writes it, and leave it in the exchange. The seal's time stamps are
    new each time: who comes second takes what the first left. Raises Outage `licence.unavailable`."""
    content = resources.typesetter.render(_TEMPLATES / "move_paper.typ", data(resources, move, kind, at), timestamp=at)
    box = place_of(_TEMPLATES / "signature_boxes.json", kind)
    assert box is not None
    writer = authorities.get(move.writer(kind))
    [sealed] = sealed_by(
        resources.seals, resources.exchange.authors, move.application_no, (writer.code, writer.name), [(content, box)]
    )
    made = Made(kind, sealed, page_count(sealed))
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
        "document_no": f"{_LETTERS[kind]}〔{local_date(at).year}〕第{move.application_no}号",
        "asked_at": moment(move.asked_at),
        "until": last_day(move.due).isoformat(),
        "at": moment(at),
        "volumes": move.volumes,
        "package": {"sha256": move.package_sha256, "sm3": move.package_sm3, "size": move.package_size},
    }
