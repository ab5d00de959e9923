"""Pages on which an account is registered: 基本信息, 实名认证, 注册成功 (通知 2.1.1)."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from catalogues import codes as tables
from catalogues import phrases
from kernel.errors import Refusal
from services.portal.api.asked_codes import Outcome, ask_for_code
from services.portal.api.ciphers import Cipher
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import ANYBODY, Anyone, Visit
from services.portal.domain.accounts import FIRST_STEP, judge_first_step
from services.portal.operations import codes
from services.portal.operations.resources import Resources

_SECOND_STEP = ("real_name", "identity_type", "id_document_type", "id_number", "mobile", "captcha_answer", "sms_code")
_BASICS = "registration-basics"


def router(resources: Resources, cipher: Cipher) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/register")
    def ask_basics(visit: Anyone) -> Response:
        return _first_step(visit, {}, Faults())

    @routes.post("/register")
    def register(visit: Anyone) -> Response:
        """Each step carries what it needs; the password of the first travels encrypted through the second."""
        typed = visit.texts()
        basics = cipher.open(typed.get("basics", ""), _BASICS)
        if basics is None:
            if findings := judge_first_step(typed):
                return _first_step(visit, typed, Faults(findings=findings), 422)
            kept = {name: typed[name] for name in FIRST_STEP if name != "agreement_accepted"}
            return _second_step(visit, {"basics": cipher.close(kept, _BASICS)}, Outcome())
        try:
            wanted = {name: typed.get(name, "") for name in _SECOND_STEP} | basics
            captcha = {"captcha_id": typed.get("captcha_id", ""), "agreement_accepted": True}
            resources.identity.post("/accounts", None, wanted | captcha)
        except Refusal as refusal:
            faults = Faults(refusal)
            if faults.fields().keys() & set(FIRST_STEP):
                return _first_step(visit, {"account_name": basics["account_name"]}, faults, 422)
            return _second_step(visit, typed, Outcome(faults, refusal.status))
        return page(visit, "register_done.html", account_name=basics["account_name"])

    @routes.post("/register/code")
    def send_registration_code(visit: Anyone) -> Response:
        typed = visit.texts()
        return _second_step(visit, typed, ask_for_code(lambda: codes.send_code(resources, "register", typed)))

    def _first_step(visit: Visit, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        return page(visit, "register_basics.html", status, typed=typed, faults=faults)

    def _second_step(visit: Visit, typed: dict[str, str], outcome: Outcome) -> Response:
        return page(
            visit,
            "register_identity.html",
            outcome.status,
            typed=typed,
            outcome=outcome,
            captcha_id=codes.shown_captcha(resources, typed, outcome.faults.refusal),
            identity_types=tables.items("identity_type").items(),
            documents=tables.items("id_document_type").items(),
            once=phrases.standard().account_once_notice,
        )

    @routes.get("/captchas/{captcha_id}/{kind}", dependencies=[Depends(ANYBODY)])
    def read_captcha(captcha_id: str, kind: str) -> Response:
        if kind not in {"image", "audio"} or not captcha_id.replace("-", "").isalnum():
            raise Refusal("captcha.not_found", "没有找到", "Not found", status=404)
        file = resources.identity.fetch(f"/captchas/{captcha_id}/{kind}", None)
        return Response(file.content, media_type=file.media_type)

    return routes
