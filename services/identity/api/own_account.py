"""Routes for what an account holds, for whom it belongs to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kernel.masking import mask_id_number, mask_mobile
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from services.identity.api.typed import PersonNamed
from services.identity.operations import own_identity
from services.identity.operations.resources import Resources

Anybody = Annotated[Principal, Depends(Access(*Role))]


class OwnAccount(BaseModel):
    """Masked."""

    account_id: str
    account_name: str
    roles: tuple[str, ...]
    authority: str | None
    verified: bool
    real_name: str | None
    id_document_type: str | None
    id_number: str | None
    mobile: str | None


class OwnIdentityInFull(BaseModel):
    real_name: str | None
    identity_type: str | None
    id_document_type: str | None
    id_number: str | None
    mobile: str | None
    verified: bool


class ComparisonAnswer(BaseModel):
    """None where the account holds no name or no document."""

    same_name: bool | None
    same_document: bool | None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["accounts"])

    @routes.get("/me")
    def read_account(caller: Anybody) -> OwnAccount:
        """The caller's account: their own name, numbers masked."""
        own = own_identity.read_account(resources, caller.subject)
        return OwnAccount(
            account_id=own.account_id,
            account_name=own.account_name,
            roles=own.roles,
            authority=own.authority,
            verified=own.verified,
            real_name=own.real_name,
            id_document_type=own.id_document_type,
            id_number=own.id_number and mask_id_number(own.id_number),
            mobile=own.mobile and mask_mobile(own.mobile),
        )

    @routes.get("/me/identity")
    def reveal_identity(caller: Anybody) -> OwnIdentityInFull:
        """The caller's own identity in full, to fill in forms; every call is in the audit trail."""
        own = own_identity.reveal_identity(resources, caller.subject, "auto_fill")
        return OwnIdentityInFull(
            real_name=own.real_name,
            identity_type=own.identity_type,
            id_document_type=own.id_document_type,
            id_number=own.id_number,
            mobile=own.mobile,
            verified=own.verified,
        )

    @routes.post("/me/identity/comparison")
    def compare_identity(named: PersonNamed, caller: Anybody) -> ComparisonAnswer:
        """Whether somebody is the caller's own person; what differs, and nothing of what the account holds."""
        compared = own_identity.compare_identity(
            resources, caller.subject, named.name, named.id_document_type, named.id_number
        )
        return ComparisonAnswer(same_name=compared.same_name, same_document=compared.same_document)

    return routes
