"""Collects what is handed over: the parts exactly as they were deposited, and every document, examined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind, PartKind
from kernel.errors import Defect
from kernel.exchange import DocumentRef
from kernel.pdf.digests import sha256_hex, sm3_hex
from services.archive.contract import HandOverFile
from services.archive.domain.arrangement import in_order
from services.archive.domain.checks import Check, ExaminedDocument, four_checks
from services.archive.domain.handed_over import ApplicationPart, DecisionPart, EntityPart, LicencePart, NamePart
from services.archive.domain.metadata import manifest
from services.archive.operations.examination import examine
from services.archive.operations.resources import Resources
from services.archive.store import moves

_RECORDED = (
    PartKind.APPLICATION,
    PartKind.NAME,
    PartKind.DECISION,
    PartKind.ENTITY_BEFORE,
    PartKind.ENTITY,
    PartKind.LICENCE_VOIDED,
    PartKind.REPLIES,
    PartKind.LICENCE,
    PartKind.REVOCATION,
)
"""The parts that are kept in the volume, in its order."""
_OF_DECISION = (DocumentKind.REVIEW_SHEET, DocumentKind.DECISION_NOTICE, DocumentKind.MATERIAL_RECEIPT)
_OF_LICENCE = "licence"

PartType = TypeVar("PartType", bound=BaseModel)


@dataclass(frozen=True)
class Gathered:
    """`documents` are in the order of the volume; `records` are the parts' own bytes by kind; `manifest` lists both."""

    application: ApplicationPart
    name: NamePart | None
    decision: DecisionPart | None
    entity: EntityPart | None
    licence: LicencePart | None
    documents: tuple[ExaminedDocument, ...]
    records: dict[str, bytes]
    checks: tuple[Check, ...]
    manifest: bytes
    roots: bytes

    @property
    def manifest_sha256(self) -> str:
        return sha256_hex(self.manifest)

    @property
    def manifest_sm3(self) -> str:
        return sm3_hex(self.manifest)

    @property
    def full_name(self) -> str | None:
        """The name of the entity, or the one it was to have; nothing where none was wanted."""
        if self.entity:
            return self.entity.facts.name
        if self.licence:
            return self.licence.name
        return self.name.full_name if self.name else None

    @property
    def operator(self) -> str:
        return self.entity.operator.name if self.entity else self.application.operator.name

    @property
    def type_code(self) -> str | None:
        return self.entity.facts.type_code if self.entity else self.application.type.code

    @property
    def type_name(self) -> str | None:
        return self.entity.facts.type_name if self.entity else self.application.type.name

    @property
    def authority_name(self) -> str | None:
        return self.entity.authority_name if self.entity else self.application.authority_name

    @property
    def approved_on(self) -> date | None:
        if self.entity:
            return self.entity.effective_on
        return self.licence.approved_on if self.licence else None

    @property
    def approved_at(self) -> datetime | None:
        return self.decision.decided_at if self.decision and self.licence else None


def gather(resources: Resources, request: HandOverFile, moment: datetime) -> Gathered:
    """Everything of the file; signatures are judged at `moment`.

    Raises Defect for a part or document that is absent, altered, not of the expected shape, of another number of
    pages, of a kind the catalogue does not know, or of another entity; Outage when the object store or the roots are
    out of reach.
    """
    # The archive keeps originals, not readings of them.
    records = {
        kind.value: resources.exchange.collect_bytes(request.parts[kind], kind)
        for kind in _RECORDED
        if kind in request.parts
    }
    application = _read(records["application"], ApplicationPart)
    decision = _read(records["decision"], DecisionPart) if "decision" in records else None
    standing = next((kind for kind in (PartKind.ENTITY, PartKind.ENTITY_BEFORE) if kind in records), None)
    entity = _read(records[standing], EntityPart) if standing else None
    licence = _read(records["licence"], LicencePart) if "licence" in records else None
    if entity and entity.uscc != request.uscc:
        raise Defect("archive.wrong_entity", request.application_no)
    roots = b"".join(resources.authority.roots())
    move = _move(resources, request)

    def made_at(document: DocumentRef) -> datetime:
        if document.kind in _OF_DECISION and decision:
            return decision.decided_at
        if move and document.kind in moves.PAPERS:
            return move.made_at(document.kind)
        return licence.issued_at if document.kind == _OF_LICENCE and licence else application.confirmed_at

    handed = [*request.documents, *(filed.document for filed in request.earlier)]
    contents = iter(resources.exchange.collect_documents(handed, as_stored=True))
    examined = [examine(next(contents), document, roots, moment, made_at(document)) for document in request.documents]
    for filed in request.earlier:
        written = filed.made_at or application.confirmed_at
        before = examine(next(contents), filed.document, roots, moment, written)
        examined.append(replace(before, submission=filed.submission, outcome=filed.outcome))
    documents = tuple(in_order(examined, request.business_type))
    return Gathered(
        application=application,
        name=_read(records["name"], NamePart) if "name" in records else None,
        decision=decision,
        entity=entity,
        licence=licence,
        documents=documents,
        records=records,
        checks=four_checks(documents, request.outcome),
        manifest=manifest(documents, records, {kind: request.parts[kind].digest for kind in records}),
        roots=roots,
    )


def _move(resources: Resources, request: HandOverFile) -> moves.FileMove | None:
    if not editions.of_business_type(request.business_type).moves:
        return None
    with resources.database.reading() as session:
        return moves.of_application(session, request.application_no)


def _read(content: bytes, model: type[PartType]) -> PartType:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors(include_input=False))
        raise Defect("archive.unexpected_shape", f"{model.__name__}: {fields}") from None
