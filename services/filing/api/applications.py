"""Opens, lists, shows, edits and deletes applications over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types import editions
from catalogues.filing_types.words import Section
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paging import Page, Paging
from kernel.web.paths import ApplicationNo, DivisionCode, RequestId
from services.filing.api.forms import DetailsForm, MatterForm, OperatorForm, PartiesForm, PremisesForm
from services.filing.domain.edits import PATTERN, Edit
from services.filing.operations import applications, sections, showing, timelines
from services.filing.operations.answers import (
    ApplicationOpened,
    ApplicationSummary,
    ApplicationView,
    OpenApplication,
    SectionView,
    Timeline,
)
from services.filing.operations.resources import Resources
from services.filing.operations.sections import SectionKind
from services.filing.operations.showing import ApplicationFilter

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
Reader = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.HEAD))]
FilingTypeKey = Annotated[str, Field(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")]
Day = Annotated[date | None, Query(ge=date(1949, 10, 1), le=date(2999, 12, 31))]
PageEdit = Annotated[
    str | None,
    Header(
        alias="Kaiye-Edit",
        pattern=PATTERN,
        description="The open page that sends this (32 hexadecimal digits, new whenever it is opened), a full stop, and"
        " for the how manyth time it sends; what the same page saved before is no change made elsewhere",
    ),
]
Expected = Annotated[str | None, Header(alias="If-Match", pattern=r'^(\*|"[0-9]{1,9}")$')]


class OpenRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "request_id": "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3b",
                "type_code": "GT002",
                "county_code": "140213",
            }
        },
    )

    request_id: RequestId
    type_code: str = Field(pattern="^[A-Z0-9]{1,20}$")
    county_code: DivisionCode
    filing_type: FilingTypeKey = editions.ESTABLISHMENT


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"])

    @routes.post("", status_code=201)
    def open_application(request: OpenRequest, caller: Applicant) -> ApplicationOpened:
        """Give a new application its number; the same `request_id` again gives the same one."""
        return applications.open_application(resources, caller.subject, OpenApplication(**request.model_dump()))

    @routes.get("")
    def list_applications(
        caller: Applicant,
        stage: Annotated[str | None, Query(pattern="^[A-Z_]{1,40}$")] = None,
        name: Annotated[str | None, Query(max_length=60)] = None,
        from_day: Day = None,
        to_day: Day = None,
        *,
        asked: Paging,
    ) -> Page[ApplicationSummary]:
        """The caller's own applications, newest first; days are days in China, both included."""
        wanted = ApplicationFilter(stage, name, from_day, to_day)
        return showing.list_applications(resources, caller.subject, wanted, asked)

    @routes.get("/{application_no}")
    def view_application(application_no: ApplicationNo, caller: Reader) -> ApplicationView:
        """Everything the application says, and what is still missing; masked for an examiner."""
        return showing.view_application(resources, caller, application_no)

    @routes.get("/{application_no}/timeline")
    def view_timeline(application_no: ApplicationNo, caller: Reader) -> Timeline:
        """When the application entered which stage."""
        return timelines.view_timeline(resources, caller, application_no)

    @routes.delete("/{application_no}", status_code=204)
    def delete_application(application_no: ApplicationNo, caller: Applicant) -> None:
        """Possible until the application is accepted."""
        applications.delete_application(resources, caller.subject, application_no)

    def saved(
        response: Response,
        caller: Principal,
        application_no: str,
        kind: SectionKind,
        form: BaseModel,
        expected: str | None,
        edit: str | None,
    ) -> SectionView:
        version = expected.strip('"') if expected else None
        content, sent = form.model_dump(), Edit.parse(edit)
        view = sections.save_section(resources, caller.subject, application_no, kind, content, version, sent)
        response.headers["ETag"] = f'"{view.version}"'
        return view

    @routes.put("/{application_no}/premises")
    def save_premises(
        application_no: ApplicationNo,
        form: PremisesForm,
        caller: Applicant,
        response: Response,
        if_match: Expected = None,
        edit: PageEdit = None,
    ) -> SectionView:
        """Page S2: whether a name is wanted, the declared name, premises, capital in 万元."""
        return saved(response, caller, application_no, Section.PREMISES, form, if_match, edit)

    @routes.put("/{application_no}/operator")
    def save_operator(
        application_no: ApplicationNo,
        form: OperatorForm,
        caller: Applicant,
        response: Response,
        if_match: Expected = None,
        edit: PageEdit = None,
    ) -> SectionView:
        """Page S3; sex and date of birth are taken from the identity number where they are left out."""
        return saved(response, caller, application_no, Section.OPERATOR, form, if_match, edit)

    @routes.put("/{application_no}/parties")
    def save_parties(
        application_no: ApplicationNo,
        form: PartiesForm,
        caller: Applicant,
        response: Response,
        if_match: Expected = None,
        edit: PageEdit = None,
    ) -> SectionView:
        """Who founds an enterprise with what, and who fills its organs; of a sole trader it is not asked."""
        return saved(response, caller, application_no, Section.PARTIES, form, if_match, edit)

    @routes.put("/{application_no}/details")
    def save_details(
        application_no: ApplicationNo,
        form: DetailsForm,
        caller: Applicant,
        response: Response,
        if_match: Expected = None,
        edit: PageEdit = None,
    ) -> SectionView:
        """Pages S4 and S4b: shop, staff, business scope, paper licence, promise about the premises."""
        return saved(response, caller, application_no, Section.DETAILS, form, if_match, edit)

    @routes.put("/{application_no}/matter")
    def save_matter(
        application_no: ApplicationNo,
        form: MatterForm,
        caller: Applicant,
        response: Response,
        if_match: Expected = None,
        edit: PageEdit = None,
    ) -> SectionView:
        """What a filing about a business asks for, which its kind says; a field of another kind is left out."""
        return saved(response, caller, application_no, Section.MATTER, form, if_match, edit)

    @routes.get("/{application_no}/{section}")
    def read_section(
        application_no: ApplicationNo, section: SectionKind, caller: Applicant, response: Response
    ) -> SectionView:
        """A section with its version in the ETag, to be sent back in If-Match when it is saved."""
        view = sections.read_section(resources, caller.subject, application_no, section)
        response.headers["ETag"] = f'"{view.version}"'
        return view

    return routes
