"""The page 基本信息: the shop, its scope, its premises, a paper licence (通知 2.1.2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues import divisions, phrases, scope_items
from catalogues.filing_types.words import Section
from catalogues.names import suffix
from kernel.errors import Refusal
from services.portal.api.own_case import Number, OwnCase, after_step, own_case, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain.edits import Edited
from services.portal.domain.forms import details_of
from services.portal.domain.places import NATURES, TENURES
from services.portal.operations import sections, steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

FILES = ("premises_proof", "further_premises_proof")
_FOUND = 15


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/details")

    @routes.get("")
    def ask_details(visit: Own, number: Number) -> Response:
        case = turn(resources, visit, number, "details")
        found = sections.as_findings(case.left_wanting(Section.DETAILS)) + case.criticised(Section.DETAILS)
        return _form(visit, case, case.typed(Section.DETAILS), None, Faults(findings=found, section=Section.DETAILS))

    @routes.post("/scope")
    def find_scope_items(visit: Own, number: Number) -> Response:
        """Items of the catalogue that hold the typed words, for the piece of the page that lists them."""
        kind = _kind(own_case(resources, visit, number))
        chosen = visit.several("scope")
        words = visit.text("words", 50)
        return page(visit, "scope_found.html", found=_found(words, kind, chosen), words=words)

    @routes.post("/scope-text")
    def show_scope_text(visit: Own, number: Number) -> Response:
        """The scope as it will be printed, while it is chosen (通知 2.1.2.3)."""
        case = own_case(resources, visit, number)
        return page(visit, "scope_text.html", scope_text=_scope_text(visit.several("scope"), case))

    @routes.post("")
    def save_details(visit: Own, number: Number) -> Response:
        """Save, make the documents, and go on to their preview."""
        case, typed, scope = turn(resources, visit, number, "details"), visit.texts(), visit.several("scope")
        if "find" in typed:
            return _form(visit, case, typed, scope, Faults())
        refusal: Refusal | None = None
        files = {kind: file.file.read() for kind, file in visit.files().items() if kind in FILES}
        findings = sections.attach_all(resources, visit.token, number, files)
        try:
            sections.insist(resources, visit.token, number, typed, FILES)
            content = details_of(typed, scope)
            sections.save(resources, visit.token, number, Section.DETAILS, content, Edited.sent(typed))
            if not findings:
                is_its_turn = Step.COMPLETE_DETAILS in case.steps  # else the name is being corrected, too
                taken = steps.take(resources, visit.token, number, Step.COMPLETE_DETAILS) if is_its_turn else None
                return after_step(number, taken, case)
        except Refusal as wrong:
            refusal = wrong
        faults = Faults(refusal, Section.DETAILS, also=findings)
        return _form(visit, turn(resources, visit, number, "details"), typed, scope, faults, 422)

    def _kind(case: OwnCase) -> dict[str, Any]:
        kind: dict[str, Any] = resources.filing.get(f"/types/{case.application['type']['code']}", None)
        return kind

    def _found(words: str, kind: dict[str, Any], chosen: list[str]) -> list[dict[str, Any]]:
        if not words.strip():
            return []
        shown = {item["name"] for item in (*kind["given_scope_items"], *kind["optional_scope_items"])} | set(chosen)
        found = resources.filing.get("/scope-items", None, q=words, size=_FOUND)["items"]
        return [item for item in found if item["name"] not in shown]

    def _form(
        visit: Visit, case: OwnCase, typed: dict[str, str], scope: list[str] | None, faults: Faults, status: int = 200
    ) -> Response:
        kind, application = _kind(case), case.application
        kept = application["details"]
        if scope is None:
            scope = (kept["section"]["scope_items"] if kept else None) or [i["name"] for i in kind["given_scope_items"]]
        if not typed:
            operator = application["operator"]["section"]
            typed = {
                "shop_name": suffix.without((case.name or "").removeprefix(_region(case))),
                "postcode": operator["postcode"] or "",
            }
        reasons = case.criticised(Section.DETAILS)
        offered = [*kind["given_scope_items"], *kind["optional_scope_items"]]
        extra = [name for name in scope if name not in {item["name"] for item in offered}]
        return page(
            visit,
            "details.html",
            status,
            number=case.number,
            case=case,
            kind=kind,
            edited=case.edited(Section.DETAILS),
            typed=typed,
            scope=scope,
            scope_text=_scope_text(scope, case),
            offered=offered,
            extra=[_item(name) for name in extra],
            found=_found(typed.get("words", ""), kind, scope),
            words=typed.get("words", ""),
            faults=faults or Faults(findings=reasons, section=Section.DETAILS),
            reasons=reasons,
            attached=case.attachments(),
            tenures=[(each, each) for each in TENURES],
            natures=[(each, each) for each in NATURES],
        )

    return routes


def _region(case: OwnCase) -> str:
    """The division part of the name, which does not stand on the sign, as its suffix does not."""
    return divisions.name_prefix(case.application["county_code"])


def _scope_text(chosen: Iterable[str], case: OwnCase) -> str:
    """A paragraph for general items and one for licensed ones, with their endings in law; unknown wording is left to
    the check."""
    premises = case.application["premises"] or {"section": {}}
    items = (item for name in chosen if (item := scope_items.find(name)) is not None)
    return phrases.scope_text(items, network_only=bool(premises["section"].get("network_only")))


def _item(name: str) -> dict[str, Any]:
    item = scope_items.find(name)
    return {"name": name, "category": item.category if item else "一般", "locked": False}
