"""Renders a licence from its row: the same bytes whenever it is asked, but for the attestation in its QR code."""

from __future__ import annotations

from pathlib import Path

from catalogues.filing_types import founding
from catalogues.filing_types.words import EntityKind
from kernel.errors import Defect
from kernel.typesetting.typesetter import UnprintableText
from services.licence.contract import LicenceFace
from services.licence.domain import attestations
from services.licence.domain.attestations import Attestation
from services.licence.domain.copies import ORIGINAL, Copy
from services.licence.domain.seals import Seal
from services.licence.operations.faces import face_of
from services.licence.operations.resources import Resources
from services.licence.store.licences import Licence

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "licence.typ"


def symbol_address(resources: Resources, face: LicenceFace, seal: Seal) -> str:
    """What the licence's QR code says: where it can be checked, and behind the # the authority's signed statement."""
    signed = seal.attest(Attestation(face.uscc, face.version, face.digest()[:16]))
    return f"{resources.verification_url(face.uscc)}#{attestations.as_text(signed)}"


def _words(kind: EntityKind) -> dict[str, str] | None:
    """What an enterprise of a kind calls whoever stands for it, its capital and its place; None of a sole trader."""
    if kind is EntityKind.SOLE_TRADER:
        return None
    described = founding.get(kind)
    return {"head": described.head, "capital": described.words.capital, "place": described.words.place}


def render_licence(
    resources: Resources, row: Licence, seal: Seal, *, copy: Copy = ORIGINAL, copy_no: str = "", overlay: bool = False
) -> bytes:
    """The unsealed licence as PDF/A-3b with its data attached; `overlay` leaves out what a printed form carries. Raises
    Defect `licence.unprintable`."""
    face = face_of(resources, row)
    data = {
        **face.model_dump(mode="json"),
        "words": _words(face.entity_kind),
        "copy": copy,
        "copy_no": copy_no,
        "overlay": overlay,
        "qr": {"rows": list(attestations.symbol(symbol_address(resources, face, seal))), "image": None},
        "publicity_url": resources.publicity_url,
        "demo": resources.demonstration,
        "attachment": {"name": "licence.json", "path": None, "text": face.canonical_json().decode()},
    }
    try:
        return resources.typesetter.render(_TEMPLATE, data, timestamp=row.issued_at)
    except UnprintableText as error:
        raise Defect("licence.unprintable", ", ".join(error.code_points)) from None
