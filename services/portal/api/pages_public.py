"""Pages for everybody: what can be registered here, the rules, a licence's genuineness, the language."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from catalogues import authorities, duties, phrases, pre_approval, sole_trader_types, timers
from catalogues.filing_types import editions
from kernel.clock import local_date
from kernel.errors import Finding, Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Language, Visit
from services.portal.operations import public_licence
from services.portal.operations.resources import Resources

Back = Annotated[str, Query(max_length=200)]
_USCC = re.compile(r"[0-9A-Z]{18}")
_NO_FILE = Finding(
    "portal.file_missing",
    "请选择电子营业执照的 PDF 文件，文件不能是空的",
    "Choose the licence's PDF file; it must not be empty",
    "/document",
)


def own_path(back: str) -> str:
    """A path of ours to go back to; anything else is the front page."""
    return back if re.fullmatch(r"/(?![/\\])[A-Za-z0-9/_.-]*", back) else "/"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/")
    def home(visit: Anyone) -> Response:
        """Where only staff work there is nothing to look at first."""
        if not resources.side.carries_public:
            return RedirectResponse(visit.home if visit.tokens else "/login", 303)
        types = len(sole_trader_types.enabled())
        return page(visit, "home.html", types=types, limits=pre_approval.all(), phrases=phrases.standard())

    @routes.get("/language/{language}")
    def choose_language(visit: Anyone, language: Language, back: Back = "/") -> Response:
        visit.speak(language)
        return RedirectResponse(own_path(back), 303)

    @routes.get("/rules")
    def rules(visit: Anyone) -> Response:
        published = resources.approval.get("/rules", None)
        return page(visit, "rules.html", published=published)

    @routes.get("/openness")
    def openness(visit: Anyone, authority: Annotated[str, Query(max_length=8)] = "") -> Response:
        """Duties, rules, procedures, limits and figures of an authority, for everybody; the figures are counted at most
        once a minute."""
        registering = [each for each in authorities.all() if each.registers_sole_traders]
        chosen = next((each for each in registering if each.code == authority), registering[0])
        today = local_date(resources.clock.now())
        return page(
            visit,
            "openness.html",
            authorities=registering,
            performance=resources.approval.get(f"/performance/{chosen.code}", None),
            duties=duties.all(),
            filings=editions.in_force_on(today),
            timers=[each for each in timers.all() if each.amount],
            today=today,
        )

    @routes.get("/verify")
    def ask_verification(visit: Anyone) -> Response:
        return _page(visit)

    @routes.get("/verify/{uscc}")
    def verify_code(visit: Anyone, uscc: str) -> Response:
        return _verified(visit, uscc)

    @routes.get("/verify/copies/{code}")
    def verify_copy(visit: Anyone, code: str) -> Response:
        """A copy out of the archive, by the code that is printed on each of its pages."""
        return _copied(visit, code)

    @routes.post("/verify")
    def verify(visit: Anyone) -> Response:
        """By code, by the content of the QR code, or by the PDF itself, which is not kept."""
        file = visit.files().get("document")
        if file is not None or visit.text("by") == "document":
            content = file.file.read() if file else b""
            if not content:
                return _page(visit, status=422, faults=Faults(findings=(_NO_FILE,)))
            if copy := public_licence.copy_of(resources, content):
                return _page(visit, copy=copy, same=True)
            try:
                verdict = resources.licence.send("POST", "/verifications", None, content, "application/pdf")
            except Refusal as refusal:
                return _page(visit, status=422, faults=Faults(refusal))
            return _judged(visit, verdict)
        if cwt := visit.text("cwt"):
            return _judged(visit, resources.licence.post("/verifications/qr", None, {"cwt": cwt[:1200]}))
        if visit.text("by") == "copy":
            return _copied(visit, visit.text("code", 60))
        return _verified(visit, visit.text("uscc", 60))

    def _copied(visit: Visit, typed: str) -> Response:
        try:
            copy = public_licence.verify_copy(resources, typed)
        except Refusal as refusal:
            return _page(visit, code=typed[:60], status=refusal.status, faults=Faults(refusal))
        return _page(visit, code=copy["code"], copy=copy)

    def _verified(visit: Visit, typed: str) -> Response:
        uscc = "".join(typed.split()).upper()
        licence, faults, status = None, Faults(), 200
        try:
            if not _USCC.fullmatch(uscc):
                raise Refusal(
                    "portal.uscc_malformed",
                    "统一社会信用代码为 18 位数字或大写字母",
                    "A unified social credit code has 18 digits or capital letters",
                    pointer="/uscc",
                )
            licence = public_licence.verify_code(resources, uscc)
        except Refusal as refusal:
            faults, status = Faults(refusal), refusal.status
        return _page(visit, uscc=uscc, licence=licence, faults=faults, status=status)

    def _judged(visit: Visit, verdict: dict[str, Any]) -> Response:
        """What was found out about a file or a QR code, with how the entity stands now."""
        licence = verdict["licence"]
        known = {**licence, **public_licence.entity_of(resources, licence)} if licence else None
        return _page(visit, verdict=verdict, licence=known)

    def _page(
        visit: Visit,
        *,
        uscc: str = "",
        code: str = "",
        copy: dict[str, Any] | None = None,
        same: bool = False,
        verdict: dict[str, Any] | None = None,
        licence: dict[str, Any] | None = None,
        faults: Faults | None = None,
        status: int = 200,
    ) -> Response:
        context: dict[str, Any] = {
            "uscc": uscc,
            "code": code,
            "copy": copy,
            "same": same,
            "verdict": verdict,
            "licence": licence,
            "faults": faults or Faults(),
        }
        return page(visit, "verify.html", status, **context)

    return routes
