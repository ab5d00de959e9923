"""Routes for captchas, SMS codes, accounts, passwords and what an account holds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.errors import Refusal
from kernel.masking import mask_id_number, mask_mobile
from kernel.numbers import normalise
from kernel.rates import address
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from services.identity.domain.registration import RegistrationForm
from services.identity.operations import accounts, captchas, own_identity, passwords, sms_codes, suspicion
from services.identity.operations.progress import check_application_no
from services.identity.operations.resources import Resources

Text = Annotated[str, Field(max_length=200)]

Anybody = Annotated[Principal, Depends(Access(*Role))]


class Typed(BaseModel):
    """What somebody typed. Missing fields arrive empty, so that the rules can name all defects at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CaptchaAnswer(BaseModel):
    captcha_id: str
    expires_at: datetime


class SmsCodeRequest(Typed):
    """`application_no` belongs to the purpose `progress` alone: the code is good for that application."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "purpose": "register",
                "mobile": "13800000025",
                "captcha_id": "01970000-0000-7000-8000-000000000000",
                "captcha_answer": "48213",
            }
        }
    )

    purpose: sms_codes.Purpose
    mobile: Text = ""
    captcha_id: Text = ""
    captcha_answer: Text = ""
    application_no: Text = ""


class SmsCodeAnswer(BaseModel):
    expires_at: datetime
    resend_after_seconds: int


class RegistrationRequest(Typed):
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

    account_name: Text = ""
    password: Text = ""
    password_confirm: Text = ""
    real_name: Text = ""
    identity_type: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""
    mobile: Text = ""
    captcha_id: Text = ""
    captcha_answer: Text = ""
    sms_code: Text = ""
    agreement_accepted: bool = False


class RegistrationStep(Typed):
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
    account_name: Text = ""
    password: Text = ""
    password_confirm: Text = ""
    real_name: Text = ""
    identity_type: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""
    mobile: Text = ""
    agreement_accepted: bool = False


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


class PersonNamed(Typed):
    """Somebody as a form names them."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "穆静", "id_document_type": "10", "id_number": "140102198801011232"}}
    )

    name: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""


class CaptchaNeed(BaseModel):
    needed: bool


class ComparisonAnswer(BaseModel):
    """None where the account holds no name or no document."""

    same_name: bool | None
    same_document: bool | None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["accounts"])

    @routes.post("/captchas", status_code=201, dependencies=[Depends(PUBLIC)])
    def issue_captcha(request: Request) -> CaptchaAnswer:
        """A new captcha, good for five minutes, one SMS code and one registration; a wrong answer voids it."""
        resources.rates.count("captcha", address(request))
        issued = captchas.issue_captcha(resources)
        return CaptchaAnswer(captcha_id=issued.captcha_id, expires_at=issued.expires_at)

    @routes.get("/captchas/need", dependencies=[Depends(PUBLIC)])
    def tell_need(request: Request) -> CaptchaNeed:
        """Whether the caller's address has to answer a captcha before the next text; else `captcha_id` stays empty."""
        resources.rates.count("captcha", address(request))
        return CaptchaNeed(needed=suspicion.is_suspect(resources, address(request)))

    @routes.get(
        "/captchas/{captcha_id}/image",
        dependencies=[Depends(PUBLIC)],
        response_class=Response,
        responses={200: {"content": {"image/png": {}}}},
    )
    def draw_captcha(captcha_id: str, request: Request) -> Response:
        """The captcha as a picture."""
        resources.rates.count("captcha", address(request))
        return Response(captchas.draw_captcha(resources, captcha_id), media_type="image/png")

    @routes.get(
        "/captchas/{captcha_id}/audio",
        dependencies=[Depends(PUBLIC)],
        response_class=Response,
        responses={200: {"content": {"audio/wav": {}}}},
    )
    def read_captcha_aloud(captcha_id: str, request: Request) -> Response:
        """The captcha as a sound, for those who do not see it."""
        resources.rates.count("captcha", address(request))
        return Response(captchas.read_captcha_aloud(resources, captcha_id), media_type="audio/wav")

    @routes.post("/sms-codes", status_code=202, dependencies=[Depends(PUBLIC)])
    def send_sms_code(typed: SmsCodeRequest, request: Request) -> SmsCodeAnswer:
        """Send a code of six digits to a mobile number."""
        resources.rates.count("sms", address(request))
        about = normalise(typed.application_no) if typed.purpose == "progress" else ""
        if typed.purpose == "progress" and (findings := check_application_no(about)):
            raise Refusal(findings[0].code, findings[0].zh, findings[0].en, findings=findings)
        wanted = sms_codes.SendSmsCode(
            typed.purpose, typed.mobile, typed.captcha_id, typed.captcha_answer, about, address(request)
        )
        with suspicion.watching(resources, address(request)):
            sent = sms_codes.send_sms_code(resources, wanted)
        return SmsCodeAnswer(expires_at=sent.expires_at, resend_after_seconds=sent.resend_after_seconds)

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
