"""The signer's phone: trades the link's token, shows what is signed, takes handwriting and code (通知 2.1.2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal, not_found
from services.portal.api.asked_codes import Outcome, ask_for_code, refused
from services.portal.api.handwriting import drawing, typed_drawing
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Bearer, Visit
from services.portal.operations import steps
from services.portal.operations.pictures import picture
from services.portal.operations.resources import Resources

INTENT = "我已阅读全部文件并同意签署"
_SHOWN = ("application_no", "signer", "documents", "notice", "deadline")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/sign", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def receive_link(visit: Anyone) -> Response:
        """The token stands behind the #, so a script of ours sends it on in a form."""
        return page(visit, "phone_link.html")

    @routes.post("")
    def redeem_link(visit: Anyone) -> Response:
        redeemed = resources.signing.post("/phone/redeem", None, {"token": visit.text("token", 128)})
        return begin_signing(visit, redeemed)

    @routes.get("/papers")
    def show_documents(visit: Bearer) -> Response:
        return _documents(visit, {}, Outcome())

    @routes.post("/code")
    def send_code(visit: Bearer) -> Response:
        asked = ask_for_code(lambda: resources.signing.post("/phone/codes", visit.bearer, None))
        return _documents(visit, _typed(visit), asked)

    @routes.post("/signature")
    def sign(visit: Bearer) -> Response:
        """Every document at once; what was drawn comes back with the page when something is wrong."""
        typed = _typed(visit)
        try:
            signing = {
                **drawing(typed),
                "sms_code": _code(typed["sms_code"]),
                "intent": _intent(typed["intent"]),
            }
            signed = resources.signing.post("/phone/signatures", visit.bearer, signing)
        except Refusal as refusal:
            if refusal.status in {401, 410}:
                raise
            return _documents(visit, typed, refused(refusal))
        if signed["complete"]:
            steps.tell_signed(resources, signed["application_no"])
        return RedirectResponse("/sign/done", 303)

    @routes.get("/done")
    def show_done(visit: Bearer) -> Response:
        return page(visit, "phone_done.html", shown=_shown(visit))

    @routes.get("/papers/{kind}/{sheet}.png")
    def read_sheet(visit: Bearer, kind: str, sheet: int) -> Response:
        return Response(picture(_document(visit, kind), sheet), media_type="image/png")

    @routes.get("/papers/{kind}.pdf")
    def read_document(visit: Bearer, kind: str) -> Response:
        headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"'}
        return Response(_document(visit, kind), headers=headers, media_type="application/pdf")

    def _document(visit: Visit, kind: str) -> bytes:
        if not kind.replace("_", "").isalpha():
            raise not_found("document", "没有找到", "Not found")
        return resources.signing.fetch(f"/phone/documents/{kind}", visit.bearer).content

    def _documents(visit: Visit, typed: dict[str, str], outcome: Outcome) -> Response:
        return page(
            visit, "phone.html", outcome.status, shown=_shown(visit), typed=typed, outcome=outcome, intent=INTENT
        )

    return routes


def begin_signing(visit: Visit, admitted: Mapping[str, Any]) -> Response:
    """On to the documents with what the signing service gave for a link or a ticket; who signed already only reads."""
    visit.sign_with(admitted["signer_token"], {name: admitted[name] for name in _SHOWN})
    return RedirectResponse("/sign/done" if admitted["signed"] else "/sign/papers", 303)


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name, 40) for name in ("sms_code", "intent")} | typed_drawing(visit)


def _shown(visit: Visit) -> Any:
    assert visit.signer
    return visit.signer["shown"]


def _code(text: str) -> str:
    code = "".join(text.split())
    if len(code) != 6 or not code.isdecimal():
        raise Refusal("portal.code_missing", "请填写 6 位短信验证码", "Enter the six digits", pointer="/sms_code")
    return code


def _intent(text: str) -> str:
    if not text:
        raise Refusal(
            "portal.intent_missing",
            "请确认已阅读全部文件并同意签署",
            "Confirm that you read every document and agree to sign",
            pointer="/intent",
        )
    return INTENT
