"""Routes for captchas and SMS codes."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from kernel.errors import Refusal
from kernel.numbers import normalise
from kernel.rates import address
from kernel.web.access import PUBLIC
from services.identity.api.typed import Text, Typed
from services.identity.operations import captchas, sms_codes, suspicion
from services.identity.operations.progress import check_application_no
from services.identity.operations.resources import Resources


class CaptchaAnswer(BaseModel):
    captcha_id: str
    expires_at: datetime


class CaptchaNeed(BaseModel):
    needed: bool


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

    return routes
