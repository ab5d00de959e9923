"""Licences over HTTP, for their owners and for their authority's officials."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types.words import PartKind
from kernel.exchange import Reference
from kernel.handing_on import HandedOn, check_held
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paging import Leafing, Page, Paging
from kernel.web.paths import PLAIN_TEXT, ApplicationNo, Uscc
from services.licence.domain.states import LicenceState
from services.licence.operations import ending, reading, statistics, withdrawing
from services.licence.operations.ending import EndLicence
from services.licence.operations.reading import LicenceLine, LicenceView, WantedLicences
from services.licence.operations.resources import Resources
from services.licence.operations.statistics import Heat, Period
from services.licence.operations.withdrawing import EndedWithEntity, EndWithEntity

Official = Annotated[Principal, Depends(Access(Role.EXAMINER, Role.LICENCE_OFFICE))]
Officer = Annotated[Principal, Depends(Access(Role.LICENCE_OFFICE))]
Reader = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.LICENCE_OFFICE))]
Status = Literal["PREPARED", "ISSUED", "UNPRINTED", "PRINTED", "POSTED", "COLLECTED", "RECEIVED", "VOID"]
Searched = Annotated[str | None, Field(max_length=60, pattern=PLAIN_TEXT)]
SearchedCode = Uscc | None


class LicenceEnd(BaseModel):
    """`reason` says why; of a lost licence with the number or day of its declaration on the publicity system."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"state": "LOST", "reason": "2026-11-20 公示系统声明作废"}]}
    )

    state: Literal[LicenceState.LOST, LicenceState.VOID]
    reason: str = Field(min_length=1, max_length=200, pattern=PLAIN_TEXT)


class LicenceSearch(Leafing):
    """Names of natural persons are sent in a body: addresses end up in logs. `operator` is a whole name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"operator": "张晓禾"}]})

    name: Searched = None
    operator: Searched = None
    uscc: SearchedCode = None
    type_name: Searched = None
    status: Status | None = None
    state: LicenceState | None = None
    from_day: date | None = None
    to_day: date | None = None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["licences"])

    @routes.get("/licences")
    def list_licences(
        caller: Official,
        name: Annotated[str | None, Query(max_length=60, pattern=PLAIN_TEXT)] = None,
        uscc: Annotated[SearchedCode, Query()] = None,
        status: Status | None = None,
        state: LicenceState | None = None,
        from_day: date | None = None,
        to_day: date | None = None,
        *,
        asked: Paging,
    ) -> Page[LicenceLine]:
        """证照登记及打印: own authority's licences, newest first; days are days of registration, both included."""
        wanted = WantedLicences(name=name, uscc=uscc, status=status, state=state, from_day=from_day, to_day=to_day)
        return reading.list_licences(resources, caller, wanted, asked)

    @routes.post("/licences/searches")
    def search_licences(search: LicenceSearch, caller: Official) -> Page[LicenceLine]:
        """The same list, looked for by the operator's name too."""
        wanted = WantedLicences(**search.model_dump(exclude=set(Leafing.model_fields)))
        return reading.list_licences(resources, caller, wanted, search.asked())

    @routes.get("/licences/{application_no}")
    def view_licence(application_no: ApplicationNo, caller: Reader) -> LicenceView:
        """The licence of an application."""
        return reading.view_licence(resources, caller, application_no)

    @routes.get(
        "/licences/{application_no}/document",
        **described(PDF),
    )
    def read_document(application_no: ApplicationNo, caller: Reader) -> Response:
        """The encrypted licence, always the same bytes."""
        uscc, content = reading.read_document(resources, caller, application_no)
        return pdf_response(content, f"licence-{uscc}.pdf", attachment=True)

    @routes.get(
        "/licences/{application_no}/symbol",
        response_class=Response,
        responses={200: {"content": {"image/svg+xml": {}}}},
    )
    def draw_symbol(application_no: ApplicationNo, caller: Reader) -> Response:
        """The licence's QR code, to show on a screen."""
        return Response(reading.draw_symbol(resources, caller, application_no), media_type="image/svg+xml")

    @routes.post("/licences/{application_no}/end")
    def end_licence(application_no: ApplicationNo, given: LicenceEnd, caller: Officer) -> LicenceView:
        """Record that a licence was declared lost, or is void; the same again changes nothing."""
        return ending.end_licence(resources, caller, EndLicence(application_no, given.state, given.reason))

    @routes.get("/statistics/heat", tags=["statistics"])
    def count_licences(
        caller: Official,
        from_day: date | None = None,
        to_day: date | None = None,
        period: Period = "month",
    ) -> Heat:
        """证照热力地图: licences of one's own authority and those below, by county, street and period."""
        return statistics.count_licences(resources, caller, from_day=from_day, to_day=to_day, period=period)

    @routes.post("/licences/{application_no}/withdrawal", dependencies=[Depends(PUBLIC)])
    def end_with_entity(application_no: ApplicationNo, asked: HandedOn[EndWithEntity]) -> EndedWithEntity:
        """For the register: the licence in force ends with what became of its entity, told by whoever holds the
        reference of the entity."""
        check_held(resources.exchange, asked.held, PartKind.ENTITY, application_no, asked.request.application_no)
        held = Reference(key=asked.held.key, digest=asked.held.digest)
        return withdrawing.end_with_entity(resources, asked.request, held)

    return routes
