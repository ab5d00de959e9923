"""The HTTP face of the naming service."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from catalogues import lengths
from catalogues.filing_types.words import EntityKind
from catalogues.names.composition import Arrangement
from kernel.clock import local_date
from kernel.exchange import Reference
from kernel.orders import check_ordered
from kernel.persons import PersonName
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.paths import PLAIN_TEXT, ApplicationNo, DivisionCode, IdempotencyKey, RecordId, StepOrder
from services.naming.contract import NameConfirmed
from services.naming.operations import choices, declarations, holds, imports, judgements, upkeep
from services.naming.operations.choices import IndustryChoices, OrganisationFormChoices
from services.naming.operations.declarations import DeclaredName, DeclareName
from services.naming.operations.holds import HeldName
from services.naming.operations.imports import NamesImported
from services.naming.operations.judgements import JudgedName, NameRead, WishedName, entity_kind_of
from services.naming.operations.resources import Resources
from services.naming.operations.upkeep import KeysRebuilt

NamePart = Annotated[str, Field(max_length=lengths.NAME_PART, pattern=PLAIN_TEXT)]
WholeName = Annotated[str, Field(max_length=lengths.BUSINESS_NAME, pattern=PLAIN_TEXT)]
OperatorName = Annotated[PersonName, Field(max_length=lengths.PERSON_NAME, pattern=PLAIN_TEXT)]
TypeCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,16}$")]
Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]

_DECLARES = "declare_name"
"""The step that a declaration belongs to."""

_EXAMPLE: dict[str, JsonValue] = {
    "county_code": "140213",
    "type_code": "GT002",
    "trade_name": "穆静",
    "industry": "饺子",
    "organisation_form": "馆",
}


_COMPANY: dict[str, JsonValue] = {
    "county_code": "140213",
    "entity_kind": "limited_company",
    "division": "大同",
    "arrangement": "after_trade_name",
    "trade_name": "晋味源",
    "industry": "餐饮",
    "organisation_form": "有限公司",
}


class JudgementRequest(BaseModel):
    """The parts of a wished name. `operator_name` helps where the trade name is the operator's or investor's own.

    A sole trader's name needs its `type_code`. Of another `entity_kind`, `division` is where the name says that it is
    (that of the county unless given, empty for none) and `arrangement` where that stands; a branch has the whole name
    of its business as `parent`, and a place, a number or nothing as trade name.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE, _COMPANY]})

    county_code: DivisionCode
    type_code: TypeCode | None = None
    trade_name: NamePart
    industry: NamePart
    organisation_form: NamePart
    operator_name: OperatorName | None = None
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    division: NamePart | None = None
    arrangement: Arrangement = Arrangement.DIVISION_FIRST
    parent: WholeName = ""

    def wished(self) -> WishedName:
        return WishedName(
            self.county_code,
            self.type_code,
            self.trade_name,
            self.industry,
            self.organisation_form,
            self.operator_name or None,
            self.entity_kind,
            self.division,
            self.arrangement,
            self.parent,
        )


class EntityHeld(BaseModel):
    """The reference of an entity: where it lies in the exchange, and its digest, which nobody guesses."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "14021301202202220000017/entity/0123456789abcdef0123456789abcdef.json",
                    "digest": "0" * 64,
                }
            ]
        },
    )

    key: Annotated[str, Field(pattern=r"^([a-z]+/)?[0-9]{23}/entity/[0-9a-f]{32}\.json$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ReadingRequest(BaseModel):
    """A name in one piece."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"county_code": "140213", "full_name": "大同市平城区穆静饺子馆"}]},
    )

    county_code: DivisionCode
    full_name: WholeName
    operator_name: OperatorName | None = None
    entity_kind: EntityKind = EntityKind.SOLE_TRADER


class WishRequest(JudgementRequest):
    """`application_no` is the application of one's own that it is wished for: whoever moves takes the name along, and
    their own registered one does not count."""

    application_no: ApplicationNo | None = None


class DeclarationRequest(JudgementRequest):
    """A wished name that the applicant answers for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "application_no": "14021301202202220000013",
                    **_EXAMPLE,
                    "commitment_accepted": True,
                    "similar_confirmed": False,
                }
            ]
        },
    )

    application_no: ApplicationNo
    commitment_accepted: bool
    similar_confirmed: bool = False

    def wished(self) -> WishedName:
        """For the kind of business that the application's number says."""
        return replace(super().wished(), entity_kind=entity_kind_of(self.application_no, self.entity_kind))


def router(resources: Resources) -> APIRouter:
    """All routes of the service."""
    routes = APIRouter()

    @routes.post("/judgements", tags=["names"])
    def judge_name(request: WishRequest, caller: Applicant) -> JudgedName:
        """What the law says about a name at this moment, and free names near it. Nothing is stored."""
        owner = judgements.own_of(request.application_no or "", caller.subject).owner
        return judgements.judge_name(resources, request.wished(), owner)

    @routes.post("/readings", dependencies=[Depends(Access(Role.APPLICANT))], tags=["names"])
    def read_name(request: ReadingRequest) -> NameRead:
        """The parts of a name written in one piece, for the name builder. Nothing is stored."""
        return judgements.read_name(
            resources, request.county_code, request.full_name, request.operator_name or None, request.entity_kind
        )

    @routes.post("/declarations", status_code=201, tags=["names"])
    def declare_name(
        request: DeclarationRequest,
        caller: Applicant,
        idempotency_key: IdempotencyKey = None,
        order: StepOrder = None,
    ) -> DeclaredName:
        """Declare a name for one's own application, as the order for `declare_name` says. The same `Idempotency-Key`
        again answers with the same declaration."""
        now = resources.clock.now()
        check_ordered(resources.authors, order, caller.subject, request.application_no, _DECLARES, now)
        return declarations.declare_name(
            resources,
            DeclareName(
                request.application_no,
                caller.subject,
                request.wished(),
                request.commitment_accepted,
                request.similar_confirmed,
                idempotency_key,
            ),
        )

    @routes.get("/declarations/{declaration_id}", tags=["names"])
    def read_declaration(declaration_id: RecordId, caller: Applicant) -> DeclaredName:
        """A declaration of one's own with the latest judgement on it, as also after a refused reservation."""
        return declarations.read_declaration(resources, declaration_id, caller.subject)

    @routes.get("/applications/{application_no}/declaration", tags=["names"])
    def read_last_declaration(application_no: ApplicationNo, caller: Applicant) -> DeclaredName:
        """The name that was declared last for an application of one's own, held or not."""
        return declarations.read_last_declaration(resources, application_no, caller.subject)

    @routes.get("/holds/{application_no}", tags=["names"])
    def read_hold(application_no: ApplicationNo, caller: Applicant) -> HeldName:
        """The name that an application of one's own holds, or held last."""
        return holds.read_hold(resources, application_no, caller.subject)

    @routes.post("/holds/{application_no}/registration", dependencies=[Depends(PUBLIC)], tags=["names"])
    def confirm_hold(application_no: ApplicationNo, held: EntityHeld) -> NameConfirmed:
        """For services: the business of this application was registered, told by whoever holds the reference of its
        entity; the held name is a registered one from here on."""
        return holds.confirm_hold(resources, application_no, Reference(key=held.key, digest=held.digest))

    @routes.get("/industries", dependencies=[Depends(PUBLIC)], tags=["choices"])
    def list_industries(type_code: Annotated[TypeCode, Query()]) -> IndustryChoices:
        """Industry words for the name of a type of business."""
        return choices.list_industries(type_code)

    @routes.get("/organisation-forms", dependencies=[Depends(PUBLIC)], tags=["choices"])
    def list_organisation_forms(
        type_code: Annotated[TypeCode | None, Query()] = None,
        entity_kind: Annotated[EntityKind, Query()] = EntityKind.SOLE_TRADER,
    ) -> OrganisationFormChoices:
        """Forms a sole trader's name may end in, or that of another kind of entity."""
        return choices.list_organisation_forms(type_code, local_date(resources.clock.now()), entity_kind)

    @routes.post("/register-imports", dependencies=[Depends(Access(Role.OPERATIONS))], tags=["operations"])
    def import_names(content: Annotated[bytes, Body(media_type="application/x-ndjson")]) -> NamesImported:
        """Load names that are registered already, one JSON object a line."""
        return imports.import_names(resources, content)

    @routes.post("/key-rebuilds", dependencies=[Depends(Access(Role.OPERATIONS))], tags=["operations"])
    def rebuild_keys() -> KeysRebuilt:
        """Give every name the keys of the present catalogues; the service does the same by itself within the hour."""
        return upkeep.rebuild_keys(resources)

    return routes
