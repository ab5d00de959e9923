"""Pages on which an account is registered: 基本信息, 实名认证, 注册成功 (通知 2.1.1)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from catalogues import codes as tables
from catalogues import phrases
from kernel.errors import Refusal
from services.portal.api.asked_codes import Outcome, ask_for_guarded_code
from services.portal.api.ciphers import Cipher
from services.portal.api.pages_public import own_path
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import ANYBODY, Anyone, Visit
from services.portal.operations import codes, registering
from services.portal.operations.resources import Resources

_BASICS = "registration-basics"


def router(resources: Resources, cipher: Cipher) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/register")
    def ask_basics(visit: Anyone, next: Annotated[str, Query(max_length=200)] = "") -> Response:
        """`next` is where whoever has registered goes on."""
        return _first_step(visit, {"next": next}, Faults())

    @routes.post("/register")
    def register(visit: Anyone) -> Response:
        """Each step carries what it needs; the password of the first travels encrypted through the second."""
        typed = visit.texts()
        basics = cipher.open(typed.get("basics", ""), _BASICS)
        if basics is None:
            try:
                registering.check_basics(resources, typed)
            except Refusal as refusal:
                return _first_step(visit, typed, Faults(refusal), 422)
            kept = cipher.close({name: typed.get(name, "") for name in registering.BASICS}, _BASICS)
            return _second_step(visit, {"basics": kept, "next": typed.get("next", "")}, Outcome())
        try:
            tokens = registering.register(resources, basics, typed)
        except Refusal as refusal:
            faults = Faults(refusal)
            if faults.fields().keys() & set(registering.BASICS):
                again = {"account_name": basics["account_name"], "next": typed.get("next", "")}
                return _first_step(visit, again, faults, 422)
            return _second_step(visit, typed, Outcome(faults, refusal.status))
        if tokens:
            visit.begin(tokens)
        onwards = own_path(typed.get("next", "")[:200] or "/apply")
        return page(visit, "register_done.html", account_name=basics["account_name"], onwards=onwards)

    @routes.post("/register/code")
    def send_registration_code(visit: Anyone) -> Response:
        typed = visit.texts()

        def ask() -> dict[str, Any]:
            registering.check_person(resources, typed)
            return codes.send_code(resources, "register", typed)

        return _second_step(visit, typed, ask_for_guarded_code(typed, ask))

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
