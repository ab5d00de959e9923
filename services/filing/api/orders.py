"""Gives orders for the steps of a case over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paths import ApplicationNo, RequestId
from services.filing.operations import orders
from services.filing.operations.resources import Resources

Orders = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.OPERATIONS))]


class OrderRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    step: str = Field(pattern="^[a-z_]{1,40}$", examples=["abandon"])
    request_id: RequestId


class OrderGiven(BaseModel):
    """A compact JWS that lives for two minutes."""

    order: str


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"])

    @routes.post("/{application_no}/orders", status_code=201)
    def order_step(application_no: ApplicationNo, wanted: OrderRequest, caller: Orders) -> OrderGiven:
        """An order for one step in the case of one's own application, without which the case refuses it; operations
        get one for `retry`."""
        return OrderGiven(order=orders.order_step(resources, caller, application_no, wanted.step, wanted.request_id))

    return routes
