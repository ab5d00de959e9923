"""Sets a licence from its row: the same bytes whenever it is asked, but for the attestation in its QR code."""

from __future__ import annotations

from pathlib import Path

from kernel.errors import Defect
from kernel.typesetting.typesetter import UnprintableText
from services.licence.domain import attestations
from services.licence.domain.attestations import Attestation
from services.licence.domain.face import ORIGINAL, Copy, LicenceFace
from services.licence.domain.seals import Seal
from services.licence.operations.resources import Resources
from services.licence.store.licences import Licence

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "licence.typ"


def face_of(resources: Resources, row: Licence) -> LicenceFace:
    """Raises Defect `licence.face_altered` when the row no longer says what it said when it was prepared."""
    face = LicenceFace(
        uscc=row.uscc,
        licence_no=row.licence_no,
        version=row.version,
        name=row.name,
        entity_type=row.entity_type,
        operator_name=resources.operator_name(row),
        composition_form=row.composition_form,
        scope_text=row.scope_text,
        premises=resources.premises(row),
        authority_code=row.authority_code,
        authority_name=row.authority_name,
        registered_on=row.registered_on,
        approved_on=row.approved_on,
        issued_on=row.issued_on,
    )
    if face.digest().hex() != row.face_digest:
        raise Defect("licence.face_altered", row.application_no)
    return face


def symbol_address(resources: Resources, face: LicenceFace, seal: Seal) -> str:
    """What the licence's QR code says: where it can be checked, and behind the # the authority's signed statement."""
    signed = seal.attest(Attestation(face.uscc, face.version, face.digest()[:16]))
    return f"{resources.verification_url(face.uscc)}#{attestations.as_text(signed)}"


def render_licence(
    resources: Resources, row: Licence, seal: Seal, *, copy: Copy = ORIGINAL, copy_no: str = ""
) -> bytes:
    """The unsealed licence as PDF/A-3b with its data attached. Raises Defect `licence.unprintable`."""
    face = face_of(resources, row)
    printed = face.printed(
        symbol=attestations.symbol(symbol_address(resources, face, seal)),
        publicity_url=resources.publicity_url,
        demonstration=resources.demonstration,
        copy=copy,
        copy_no=copy_no,
    )
    try:
        return resources.typesetter.typeset(_TEMPLATE, printed, timestamp=row.issued_at)
    except UnprintableText as error:
        raise Defect("licence.unprintable", ", ".join(error.code_points)) from None
