"""The whole application as the applicant confirmed it, for the other services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from catalogues import scope_items
from catalogues.evidence import Reading
from catalogues.sole_trader_types import SoleTraderType
from kernel.errors import Defect
from kernel.exchange import DocumentRef
from services.filing.contract.parts import (
    ApplicationPart,
    AttachmentPart,
    ChangePart,
    DeliveryPart,
    DeregistrationPart,
    DetailsPart,
    FamilyMemberPart,
    MatterPart,
    OperatorChangePart,
    OperatorPart,
    ReplacementPart,
    ResumptionPart,
    ScopeItemPart,
    SuspensionPart,
    TypePart,
)
from services.filing.contract.premises import (
    FurtherPremisesPart,
    NetworkPlacePart,
    PremisesCommitmentPart,
    PremisesPart,
)
from services.filing.domain import scope
from services.filing.domain.details import Details, PremisesCommitment
from services.filing.domain.dossier import Dossier
from services.filing.domain.entries import LONG_TERM
from services.filing.domain.evidence.judging import Verdict
from services.filing.domain.matters.deregistration import Deregistration
from services.filing.domain.matters.kinds import Matter
from services.filing.domain.matters.operator_change import OperatorChange
from services.filing.domain.matters.record import Record
from services.filing.domain.matters.replacement import Replacement
from services.filing.domain.matters.standing import Standing
from services.filing.domain.matters.suspension import Resumption, Suspension
from services.filing.domain.operator import Operator
from services.filing.domain.premises import Premises, full_text, printed_text, texts_of_further
from services.filing.operations.parties import parties
from services.filing.store.applications import FilingApplication
from services.filing.store.attachments import FilingAttachment
from services.filing.store.documents import FilingRevision


def application_part(
    application: FilingApplication,
    revision: FilingRevision,
    dossier: Dossier,
    files: Sequence[FilingAttachment],
    seen: Mapping[str, Verdict | None],
    documents: tuple[DocumentRef, ...],
    catalogue_edition: str,
) -> ApplicationPart:
    """Raises Defect `filing.application_incomplete` if a section is missing, which the preview ruled out."""
    premises, operator, details = dossier.premises, dossier.operator, dossier.details
    if premises is None or operator is None or details is None or revision.confirmed_at is None:
        raise Defect("filing.application_incomplete", dossier.application_no)
    kind = dossier.kind
    return ApplicationPart(
        application_no=dossier.application_no,
        revision=revision.number,
        business_type=dossier.filing_type.business_type,
        channel="ONLINE",
        account_subject=application.subject,
        authority_code=dossier.authority_code,
        authority_name=dossier.authority.name,
        county_code=dossier.county_code,
        type=TypePart(
            code=kind.code,
            name=kind.name,
            industry_code=kind.industry_code,
            industry_section=kind.industry_section,
            industry_name=kind.industry_name,
            smart_approval=kind.smart_approval,
            enabled=True,
        ),
        main_scope_item=kind.main_scope_item,
        given_scope_items=scope.given_items(kind),
        name_sha256=sha256(dossier.full_name.encode()).hexdigest() if dossier.full_name else None,
        premises=_premises(dossier.county_code, premises),
        capital_amount=premises.capital_amount or Decimal(0),
        operator=_operator(operator),
        details=_details(_with_paper_wished(details, dossier.matter), kind, premises.network_only, dossier.full_name),
        premises_commitment=_commitment(details.premises_commitment),
        attachments=tuple(_attachment(file, seen.get(file.kind)) for file in files),
        documents=documents,
        created_at=application.created_at,
        confirmed_at=revision.confirmed_at,
        catalogue_edition=catalogue_edition,
        filing_type=dossier.filing_type.key,
        filing_type_edition=dossier.filing_type.edition,
        parties=parties(dossier),
        changes=tuple(ChangePart.model_validate(change, from_attributes=True) for change in dossier.changes),
        matter=_matter(dossier.matter, dossier.standing),
    )


def _matter(matter: Matter | None, standing: Standing) -> MatterPart | None:
    """What is filed of persons is told with them."""
    if matter is None or isinstance(matter, Record):
        return None
    if isinstance(matter, Suspension):
        return SuspensionPart.model_validate(matter.model_dump() | {"service_address": matter.served_at(standing)})
    if isinstance(matter, Resumption):
        return ResumptionPart.model_validate({"resumed_on": matter.resumed_on})
    if isinstance(matter, Deregistration):
        return DeregistrationPart.model_validate(matter.model_dump())
    if isinstance(matter, OperatorChange):
        return OperatorChangePart.model_validate(matter.model_dump())
    return ReplacementPart.model_validate(
        {"reason": matter.reason, "copies": matter.copies, "declared": matter.declares_void}
    )


def _with_paper_wished(details: Details, matter: Matter | None) -> Details:
    """Who has a licence printed again says anew whether on paper, and where that goes."""
    if not isinstance(matter, Replacement):
        return details
    return details.model_copy(update={"needs_paper_licence": matter.needs_paper_licence, "delivery": matter.delivery})


def _premises(county_code: str, section: Premises) -> PremisesPart:
    further = zip(section.further, texts_of_further(county_code, section), strict=True)
    return PremisesPart(
        county_code=county_code,
        street_name=section.street_name or "",
        detail=section.detail or "",
        full_text=full_text(county_code, section),
        printed_text=printed_text(county_code, section),
        further=tuple(
            FurtherPremisesPart(
                street_name=place.street_name or "",
                detail=place.detail or "",
                full_text=text,
                owner=place.owner or "",
                tenure=place.tenure or "",
                use_from=place.use_from,
                use_to=place.use_to,
                nature=place.nature or "",
                residential_consent=place.residential_consent,
            )
            for place, text in further
        ),
        network_only=section.network_only,
        network_places=tuple(
            NetworkPlacePart(
                platform_name=place.platform_name or "",
                url=place.url or "",
                shop_id=place.shop_id or "",
                text=place.text,
            )
            for place in section.network_places
        ),
    )


def _commitment(made: PremisesCommitment) -> PremisesCommitmentPart:
    """Who trades on networks only names no owner, no right and no building."""
    texts = {name: getattr(made, name) or "" for name in ("owner", "tenure", "nature")}
    return PremisesCommitmentPart.model_validate(made.model_dump() | texts)


def _attachment(file: FilingAttachment, verdict: Verdict | None) -> AttachmentPart:
    """One that is still being read counts as unread: the case does not wait for it."""
    return AttachmentPart(
        kind=file.kind,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        reading=verdict.reading if verdict else Reading.NO,
        doubts=verdict.doubts if verdict else (),
        insisted=file.insisted_at is not None,
    )


_NOT_ALWAYS_ASKED = ("political_status", "employment_status", "education")


def _operator(operator: Operator) -> OperatorPart:
    until = operator.id_valid_until
    return OperatorPart.model_validate(
        {
            **operator.model_dump(exclude={"id_valid_until", "family_members"}),
            **{name: getattr(operator, name) or "" for name in _NOT_ALWAYS_ASKED},
            "id_valid_until": None if until == LONG_TERM else until,
            "family_members": tuple(
                FamilyMemberPart(
                    name=m.name or "",
                    id_document_type=m.id_document_type,
                    id_number=m.id_number or "",
                    relation=m.relation or "",
                )
                for m in operator.family_members
            ),
        }
    )


def _details(details: Details, kind: SoleTraderType, network_only: bool, full_name: str | None) -> DetailsPart:
    """Who is not asked for the words on a sign is called by the name."""
    names = details.scope_items or ()
    on_form, on_licence = scope.texts(names, network_only)
    given = set(scope.given_items(kind))
    wanted = details.delivery if details.needs_paper_licence else None
    return DetailsPart(
        shop_name=details.shop_name or full_name or "",
        is_urban=bool(details.is_urban),
        postcode=details.postcode or "",
        employee_count=details.employee_count or 0,
        needs_paper_licence=bool(details.needs_paper_licence),
        delivery=wanted
        and DeliveryPart(method=wanted.method, recipient=wanted.recipient, phone=wanted.phone, address=wanted.address),
        scope_items=tuple(
            ScopeItemPart(
                name=item.name,
                category=item.category,
                given=item.name in given,
                main=item.name == kind.main_scope_item,
                post_permit=item.post_permit or None,
                in_catalogue=True,
                pre_approval=item.pre_approval,
            )
            for item in map(scope_items.get, names)
        ),
        scope_text_form=on_form,
        scope_text_licence=on_licence,
        permit_notice_accepted=details.permit_notice_accepted,
        operating_term=LONG_TERM,
    )
