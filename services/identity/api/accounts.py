"""Routes to open an account and to come back to it without its password."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from kernel.rates import address
from kernel.web.access import PUBLIC
from services.identity.api.typed import Text, Typed
from services.identity.domain.registration import RegistrationForm
from services.identity.operations import accounts, passwords, suspicion
from services.identity.operations.resources import Resources


class _Registration(Typed):
    """The form without its proofs."""

    account_name: Text = ""
    password: Text = ""
    password_confirm: Text = ""
    real_name: Text = ""
    identity_type: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""
    mobile: Text = ""
    agreement_accepted: bool = False


class RegistrationRequest(_Registration):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "account_name": "mujing_1988",
                "password": "Kaiye#2022",
                "password_confirm": "Kaiye#2022",
                "real_name": "穆静",
                "identity_type": "1",
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "mobile": "13800000025",
                "captcha_id": "01970000-0000-7000-8000-000000000000",
                "captcha_answer": "48213",
                "sms_code": "204816",
                "agreement_accepted": True,
            }
        }
    )

    captcha_id: Text = ""
    captcha_answer: Text = ""
    sms_code: Text = ""


class RegistrationStep(_Registration):
    """One step of the form; what belongs to the other is left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "step": "person",
                "real_name": "穆静",
                "identity_type": "1",
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "mobile": "13800000025",
            }
        }
    )

    step: accounts.Step


class RegistrationAnswer(BaseModel):
    account_id: str
    account_name: str


class ResetRequest(Typed):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "mobile": "13800000025",
                "sms_code": "204816",
                "password": "Kaiye#2023",
                "password_confirm": "Kaiye#2023",
            }
        }
    )

    mobile: Text = ""
    sms_code: Text = ""
    password: Text = ""
    password_confirm: Text = ""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["accounts"])

    @routes.post("/accounts", status_code=201, dependencies=[Depends(PUBLIC)])
    def register_account(typed: RegistrationRequest, request: Request) -> RegistrationAnswer:
        """Open an account in one's real name."""
        resources.rates.count("registration", address(request))
        form = RegistrationForm(**typed.model_dump(exclude={"captcha_id", "captcha_answer"}))
        wanted = accounts.RegisterAccount(form, typed.captcha_id, typed.captcha_answer, address(request))
        with suspicion.watching(resources, address(request)):
            registered = accounts.register_account(resources, wanted)
        return RegistrationAnswer(account_id=registered.account_id, account_name=registered.account_name)

    @routes.post("/accounts/checks", status_code=204, dependencies=[Depends(PUBLIC)])
    def check_step(typed: RegistrationStep, request: Request) -> None:
        """Judge one step of the form before the next is asked for; nothing is kept."""
        resources.rates.count("registration_check", address(request))
        form = RegistrationForm(**typed.model_dump(exclude={"step"}), sms_code="")
        accounts.check_step(resources, form, typed.step)

    @routes.post("/passwords/reset", status_code=204, dependencies=[Depends(PUBLIC)])
    def reset_password(typed: ResetRequest, request: Request) -> None:
        """Set a new password with an SMS code of purpose `reset`; ends every session."""
        resources.rates.count("login", address(request))
        with suspicion.watching(resources, address(request)):
            passwords.reset_password(resources, passwords.ResetPassword(**typed.model_dump()), address(request))

    return routes
