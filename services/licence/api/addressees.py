"""Who is to get a paper licence, over HTTP, for the licence office."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paths import PLAIN_TEXT, ApplicationNo
from services.licence.domain.addressee import Addressee, Manner
from services.licence.operations import addressees
from services.licence.operations.addressees import AddresseeView
from services.licence.operations.resources import Resources

Officer = Annotated[Principal, Depends(Access(Role.LICENCE_OFFICE))]
Short = Annotated[str | None, Field(max_length=60, pattern=PLAIN_TEXT)]


class AddresseeRecord(BaseModel):
    """The operator in person, an agent with document and mobile number, or the addressee of a parcel."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "manner": "AGENT",
                    "name": "李青",
                    "mobile": "13800000025",
                    "id_document_type": "10",
                    "id_number": "140102198801011232",
                }
            ]
        },
    )

    manner: Manner
    name: Short = None
    mobile: Short = None
    phone: Short = None
    email: Annotated[str | None, Field(max_length=100, pattern=PLAIN_TEXT)] = None
    id_document_type: Short = None
    id_number: Short = None
    address: Annotated[str | None, Field(max_length=200, pattern=PLAIN_TEXT)] = None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/licences/{application_no}/addressee", tags=["paper"])

    @routes.get("")
    def view_addressee(application_no: ApplicationNo, caller: Officer) -> AddresseeView:
        """The newest version; the number of a document is masked."""
        return addressees.view_addressee(resources, caller, application_no)

    @routes.put("")
    def record_addressee(application_no: ApplicationNo, record: AddresseeRecord, caller: Officer) -> AddresseeView:
        """Check and record; the same again changes nothing."""
        return addressees.record_addressee(resources, caller, application_no, Addressee(**record.model_dump()))

    return routes
