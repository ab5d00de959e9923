"""Pages on which anybody follows an application with its number and a code sent to the applicant's mobile."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.deadlines import last_day
from kernel.errors import Finding, Refusal
from services.portal.api.asked_codes import Outcome, ask_for_guarded_code
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Visit
from services.portal.domain import desk
from services.portal.operations import codes, following
from services.portal.operations.resources import Resources

_NOTE = "progress"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/progress")

    @routes.get("")
    def ask_progress(visit: Anyone) -> Response:
        return _form(visit, {}, Outcome())

    @routes.post("/code")
    def send_progress_code(visit: Anyone) -> Response:
        """The same answer whether or not the mobile has an account and the number is one of ours."""
        typed = visit.texts()
        return _form(visit, typed, ask_for_guarded_code(typed, lambda: codes.send_code(resources, "progress", typed)))

    @routes.post("")
    def open_progress(visit: Anyone) -> Response:
        typed = visit.texts()
        wanted = {name: typed.get(name, "")[:200] for name in ("application_no", "mobile", "sms_code")}
        number = "".join(wanted["application_no"].split())
        try:
            ticket = resources.identity.post("/progress-tickets", None, wanted | {"application_no": number})["ticket"]
            following.progress(resources, ticket, number)
        except Refusal as refusal:
            return _form(visit, typed, Outcome(_faults(refusal), 422))
        visit.note(_NOTE, {"ticket": ticket, "number": number})
        return RedirectResponse("/progress/case", 303)

    @routes.get("/case")
    def show_progress(visit: Anyone) -> Response:
        kept = visit.notes.get(_NOTE)
        if not kept:
            return RedirectResponse("/progress", 303)
        try:
            found = following.progress(resources, kept["ticket"], kept["number"])
        except Refusal as refusal:
            visit.note(_NOTE, None)
            if refusal.status != 401:
                raise
            return _form(visit, {"application_no": kept["number"]}, Outcome(), over=True)
        ends = found["review"]["review_due"] if found["review"] else found["deadline"]
        ends_on = last_day(desk.instant(ends)) if ends else None
        return page(visit, "progress_case.html", found=found, last_day=ends_on)

    @routes.post("/case")
    def end_progress(visit: Anyone) -> Response:
        """Whoever uses somebody else's device leaves nothing on it."""
        visit.note(_NOTE, None)
        return RedirectResponse("/progress", 303)

    def _form(visit: Visit, typed: dict[str, str], outcome: Outcome, over: bool = False) -> Response:
        captcha_id = codes.shown_captcha(resources, typed, outcome.faults.refusal)
        return page(
            visit, "progress.html", outcome.status, typed=typed, outcome=outcome, captcha_id=captcha_id, over=over
        )

    return routes


def _faults(refusal: Refusal) -> Faults:
    if refusal.status != 404:
        return Faults(refusal)
    return Faults(
        findings=(
            Finding(
                "portal.application_elsewhere",
                "这个手机号名下没有这份申请，请核对申请编号",
                "There is no such application under this mobile number; please check the number",
                "/application_no",
                remedy_zh="改好后请重新获取短信验证码",
                remedy_en="Then ask for a new SMS code",
            ),
        )
    )
