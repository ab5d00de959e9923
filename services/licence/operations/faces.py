"""The face of a licence: made from the entity's version, kept encrypted in one piece, and read back unaltered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from catalogues.filing_types.words import EntityKind
from kernel.errors import Defect
from services.licence.contract import LicenceFace
from services.licence.operations.collecting import EntityFacts
from services.licence.operations.resources import Resources
from services.licence.store.licences import Licence


class LicenceContent(BaseModel):
    """What is kept of a licence; `capital_amount` (万元), which is not printed for sole traders, for the office."""

    face: LicenceFace
    capital_amount: Decimal | None


def make_face(entity: EntityFacts, licence_no: str, issued_on: date) -> LicenceFace:
    """The items of 实施细则 Art. 23 as they are in the register.

    Raises Defect `licence.face_incomplete`, naming the items.
    """
    trader = entity.entity_kind is EntityKind.SOLE_TRADER
    face = LicenceFace(
        uscc=entity.uscc,
        licence_no=licence_no,
        version=entity.version,
        name=entity.facts.name,
        entity_type=entity.facts.entity_type,
        operator_name=entity.operator.name,
        composition_form=entity.facts.composition_form if trader else None,
        scope_text=entity.facts.scope_text,
        premises=entity.facts.premises.on_licence,
        authority_code=entity.authority_code,
        authority_name=entity.authority_name,
        registered_on=entity.established_on,
        approved_on=entity.effective_on,
        issued_on=issued_on,
        entity_kind=entity.entity_kind,
        capital=None if trader else _capital(entity.facts.capital_amount),
    )
    if missing := face.missing():
        raise Defect("licence.face_incomplete", ", ".join(missing))
    return face


def _capital(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}万元人民币"


def content_of(resources: Resources, row: Licence) -> LicenceContent:
    """Raises Defect `licence.face_altered` when the row no longer says what it said when it was prepared."""
    content = LicenceContent.model_validate_json(resources.content(row.application_no, row.content_encrypted))
    face = content.face
    beside = (row.uscc, row.version, row.licence_no, row.name, row.registered_on, row.approved_on, row.issued_on)
    items = (face.uscc, face.version, face.licence_no, face.name, face.registered_on, face.approved_on, face.issued_on)
    if beside != items or face.digest().hex() != row.face_digest:
        raise Defect("licence.face_altered", row.application_no)
    return content


def face_of(resources: Resources, row: Licence) -> LicenceFace:
    """Raises as `content_of` does."""
    return content_of(resources, row).face
