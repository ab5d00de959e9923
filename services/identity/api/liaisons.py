"""HTTP: whether the liaison person that an applicant names exists as named, and is reached by their mobile."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from services.identity.api.proofs import SmsCodeAnswer
from services.identity.api.typed import PersonNamed, Text, Typed
from services.identity.domain.authentication import Comparison
from services.identity.operations import liaisons
from services.identity.operations.resources import Resources

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]


class LiaisonNamed(PersonNamed):
    """A liaison person as a form names them."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "穆静",
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "mobile": "13800000026",
            }
        }
    )

    mobile: Text = ""


class LiaisonMobile(Typed):
    """The mobile of a liaison person."""

    mobile: Text = ""


class LiaisonCode(LiaisonMobile):
    """The code that the liaison person got and told the applicant."""

    sms_code: Text = ""


class LiaisonAnswer(BaseModel):
    """MATCH: name and number are one living person's; MISMATCH: they are not; NOT_FOUND: nobody has the number.
    `mobile_confirmed`: a code reached the mobile, or it is the account's own."""

    result: Comparison
    mobile_confirmed: bool


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["liaisons"])

    @routes.post("/liaisons/verification")
    def verify_liaison(named: LiaisonNamed, caller: Applicant) -> LiaisonAnswer:
        """Compare name and number with the population registry; every question is in the audit trail."""
        resources.rates.count("registration_check", caller.subject)
        asked = liaisons.PersonNamed.model_validate(named.model_dump())
        answer = liaisons.verify_liaison(resources, caller.subject, asked)
        return LiaisonAnswer(result=answer.result, mobile_confirmed=bool(answer.mobile_confirmed))

    @routes.post("/liaisons/codes", status_code=202)
    def send_liaison_code(to: LiaisonMobile, caller: Applicant) -> SmsCodeAnswer:
        """Send a code to the mobile of a liaison person; they tell it to the applicant if they agree."""
        resources.rates.count("sms", caller.subject)
        sent = liaisons.send_liaison_code(resources, caller.subject, to.mobile)
        return SmsCodeAnswer(expires_at=sent.expires_at, resend_after_seconds=sent.resend_after_seconds)

    @routes.post("/liaisons/mobiles", status_code=204)
    def confirm_liaison_mobile(told: LiaisonCode, caller: Applicant) -> None:
        """Keep that the code reached the mobile; this account need not ask for one again."""
        resources.rates.count("sms", caller.subject)
        liaisons.confirm_liaison_mobile(resources, caller.subject, told.mobile, told.sms_code)

    return routes
