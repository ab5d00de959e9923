"""HTTP: whether the liaison person that an applicant names exists as named."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from services.identity.api.accounts import PersonNamed
from services.identity.domain.authentication import Comparison
from services.identity.operations import liaisons
from services.identity.operations.resources import Resources

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]


class LiaisonAnswer(BaseModel):
    """MATCH: name and number are one living person's; MISMATCH: they are not; NOT_FOUND: nobody has the number."""

    result: Comparison


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["liaisons"])

    @routes.post("/liaisons/verification")
    def verify_liaison(named: PersonNamed, caller: Applicant) -> LiaisonAnswer:
        """Compare name and number with the population registry; every question is in the audit trail."""
        resources.rates.count("registration_check", caller.subject)
        asked = liaisons.PersonNamed.model_validate(named.model_dump())
        return LiaisonAnswer(result=liaisons.verify_liaison(resources, caller.subject, asked))

    return routes
