"""The page 核名: where the business is, and what it is called (通知 2.1.2.1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import divisions, phrases
from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind, Section
from kernel.errors import Finding, Outage, Refusal
from services.portal.api.own_case import Number, OwnCase, after_step, turn, where_after
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import capital
from services.portal.domain.edits import Edited
from services.portal.domain.forms import NAME_PARTS, keeps_name, premises_of, wants_name, wished_name_of
from services.portal.domain.places import FURTHER, NATURES, NETWORK, TENURES, arranged
from services.portal.operations import account_holder, sections, steps
from services.portal.operations.resources import Resources
from services.portal.operations.steps import Ordered
from workflows.contract import Step

_GOOD = frozenset({"AVAILABLE", "CAUTION"})


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

    @routes.get("/name")
    def ask_name(visit: Own, number: Number, back: Literal["", "check"] = "", like: Number | None = None) -> Response:
        """`back`: on to the page where everything is checked, once the name is declared. `like`: an application of
        one's own whose name is wished again."""
        case = turn(resources, visit, number, "name")
        return _form(visit, case, case.typed(Section.PREMISES), Faults(), back=back, like=like)

    @routes.post("/name/check")
    def check_name(visit: Own, number: Number) -> Response:
        """The judgement on what is typed so far, for the piece of the page that shows it."""
        case = turn(resources, visit, number, "name")
        judged = _judge(resources, visit, case, visit.texts())
        return page(visit, "name_verdict.html", judged=judged, typed=visit.texts())

    @routes.post("/name")
    def declare_name(visit: Own, number: Number) -> Response:
        case, typed = turn(resources, visit, number, "name"), visit.texts()
        if picked := typed.get("pick"):
            typed |= dict(zip(NAME_PARTS, picked.split("|"), strict=False))
        if "add" in typed or "remove" in typed:
            typed = arranged(typed)
            faults = _keep(resources, visit, number, typed)
            return _form(visit, turn(resources, visit, number, "name"), typed, faults)
        typed = arranged(typed)
        if picked or "check" in typed:
            return _form(visit, case, typed, Faults(), _judge(resources, visit, case, typed))
        declared: dict[str, Any] | None = None
        ordered = steps.order(resources, visit.token, number, Step.DECLARE_NAME, typed.get("request_id", ""))
        keeps = keeps_name(typed)
        if wants_name(typed) and not keeps:
            try:
                declared = _declare(resources, visit, case, typed, ordered)
            except Refusal as refusal:
                return _form(visit, case, typed, Faults(refusal), status=422)
            needs_word = declared["verdict"] == "SIMILAR" and not typed.get("similar_confirmed")
            if needs_word or declared["verdict"] not in {*_GOOD, "SIMILAR"}:
                return _form(visit, case, typed, Faults(), declared, status=422)
        try:
            content = premises_of(typed)
            sections.save(resources, visit.token, number, Section.PREMISES, content, Edited.sent(typed))
            if missing := _wanting(resources, visit, number, content, typed):
                faults = Faults(findings=missing, section=Section.PREMISES)
                return _form(visit, turn(resources, visit, number, "name"), typed, faults, declared)
            if keeps and not _is_renamed(case):
                return RedirectResponse(where_after(case, "name"), 303)
            declaration = declared["declaration_id"] if declared else None
            taken = steps.take_ordered(resources, number, ordered, declaration_id=declaration)
        except Refusal as refusal:
            return _form(
                visit, turn(resources, visit, number, "name"), typed, Faults(refusal, Section.PREMISES), declared, 422
            )
        if typed.get("back") and taken and Step.CONFIRM_OPERATOR in taken.possible_steps and not case.to_correct:
            return RedirectResponse(f"/my/cases/{number}/operator/confirmation", 303)
        return after_step(number, taken, case)

    def _form(
        visit: Visit,
        case: OwnCase,
        typed: dict[str, str],
        faults: Faults,
        judged: Any = None,
        status: int = 200,
        back: str = "",
        like: Number | None = None,
    ) -> Response:
        county, kind = case.application["county_code"], case.application["type"]["code"]
        reasons = case.criticised(Section.NAME)
        if "trade_name" not in typed:
            typed = typed | _parts_of(resources, visit, case, like)
        if case.registered and "renames" not in typed:
            renames = _is_renamed(case) or bool(case.section(Section.PREMISES).get("wished_name"))
            typed = typed | {"renames": "yes" if renames else "no"}
        moves = editions.of_number(case.number).moves
        if judged is None and moves and visit.method == "GET":
            judged = _judge(resources, visit, case, typed)
        return page(
            visit,
            "name.html",
            status,
            case=case,
            moves=moves,
            typed=typed,
            faults=faults or Faults(findings=reasons, section=Section.PREMISES),
            reasons=reasons,
            judged=judged,
            number=case.number,
            back=visit.text("back") or back,
            edited=case.edited(Section.PREMISES),
            request_id=uuid.uuid4().hex,
            county=divisions.full_name(county),
            prefix=divisions.name_prefix(county),
            further=FURTHER.shown(typed),
            network=NETWORK.shown(typed),
            most_further=FURTHER.most,
            most_network=NETWORK.most,
            tenures=[(each, each) for each in TENURES],
            natures=[(each, each) for each in NATURES],
            streets=[(street.name, street.name) for street in divisions.streets(county)],
            industries=resources.naming.get("/industries", None, type_code=kind),
            forms_of_organisation=resources.naming.get(
                "/organisation-forms", None, type_code=kind, entity_kind=_entity_kind(case)
            ),
            phrases=phrases.standard(),
        )

    return routes


def _judge(resources: Resources, visit: Visit, case: OwnCase, typed: Mapping[str, str]) -> Any:
    if not all(typed.get(part, "").strip() for part in NAME_PARTS):
        return None
    try:
        wish = _wish(resources, visit, case, typed) | {"application_no": case.number}
        return resources.naming.post("/judgements", visit.token, wish)
    except Refusal as refusal:
        return {"verdict": "FORMAT_ERROR", "full_name": "", "findings": refusal.all_findings(), "alternatives": ()}
    except Outage:
        return None


def _declare(
    resources: Resources, visit: Visit, case: OwnCase, typed: Mapping[str, str], ordered: Ordered
) -> dict[str, Any]:
    wish = _wish(resources, visit, case, typed) | {
        "application_no": case.number,
        "commitment_accepted": bool(typed.get("commitment_accepted")),
        "similar_confirmed": bool(typed.get("similar_confirmed")),
    }
    declared: dict[str, Any] = resources.naming.post("/declarations", visit.token, wish, **ordered.header)
    return declared


def _entity_kind(case: OwnCase) -> EntityKind:
    return editions.of_number(case.number).entity_kind


def _is_renamed(case: OwnCase) -> bool:
    """Whether another name than the registered one is held for the case."""
    held = case.content["name"]
    return bool(case.registered and held and held["status"] != "released")


def _keep(resources: Resources, visit: Visit, number: str, typed: dict[str, str]) -> Faults:
    """Save what is right of a form that got a row more or less, so that a place that was removed stays away."""
    content = premises_of(typed) | wished_name_of(typed)
    try:
        sections.save_draft(resources, visit.token, number, Section.PREMISES, content, Edited.sent(typed))
    except Refusal as refusal:
        return Faults(refusal, Section.PREMISES)
    return Faults()


def _wanting(
    resources: Resources, visit: Visit, number: str, content: Mapping[str, Any], typed: Mapping[str, str]
) -> list[Finding]:
    missing = _missing(content) or _missing_in_places(resources, visit, number, content)
    return [*missing, *capital.unusual(typed)]


def _missing_in_places(resources: Resources, visit: Visit, number: str, content: Mapping[str, Any]) -> list[Finding]:
    """What the filing service misses of further places and places on a network; most businesses have neither."""
    if not (content.get("further") or content.get("network_only") or content.get("network_places")):
        return []
    lacking = turn(resources, visit, number, "name").application["missing_for_operator"]
    of_capital = "/premises/capital_amount"  # which founders and capital are told of together
    found = (each for each in sections.as_findings(lacking) if each.pointer != of_capital)
    return [each for each in found if (each.pointer or "").startswith("/premises/")]


def _wish(resources: Resources, visit: Visit, case: OwnCase, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "county_code": case.application["county_code"],
        "type_code": case.application["type"]["code"],
        "entity_kind": _entity_kind(case),
        "operator_name": _operator_name(resources, visit, case),
        **{part: typed.get(part, "").strip()[:60] for part in NAME_PARTS},
    }


def _operator_name(resources: Resources, visit: Visit, case: OwnCase) -> str | None:
    """The operator's name as the application has it, before that as the account has it: where it is the trade name,
    some rules about characters do not apply (企业名称登记管理规定实施办法 Art. 10)."""
    typed: str | None = case.section(Section.OPERATOR).get("name")
    return typed or account_holder.real_name(resources, visit.token)


def _missing(content: Mapping[str, Any]) -> list[Finding]:
    """What the page asks for and was left empty; a draft may leave it out, the next step may not."""
    wanted = (
        ("needs_name", "请选择是否需要名称", "Choose whether the business has a name"),
        ("street_name", "请选择经营场所所在街道、乡镇", "Choose the street or town of the premises"),
        ("detail", "请填写详细地址（到门牌号）", "Enter the address down to the house number"),
        ("capital_amount", "请填写资金数额", "Enter the amount of capital"),
    )
    unasked = {"street_name", "detail"} if content.get("network_only") else set()
    return [
        Finding("portal.required", zh, en, f"/{name}")
        for name, zh, en in wanted
        if content.get(name) is None and name not in unasked
    ]


def _parts_of(resources: Resources, visit: Visit, case: OwnCase, like: str | None) -> dict[str, str]:
    """The parts of a name that was typed and not declared yet, else of the one that was declared before, here or in
    the application `like`, or registered where the business moves from; of that its trade name alone, while the
    naming service is silent."""
    if wished := case.section(Section.PREMISES).get("wished_name"):
        return {part: wished[part] or "" for part in NAME_PARTS}
    county = case.application["county_code"]
    prefix = divisions.name_prefix(county)
    full = case.name or _declared(resources, visit, case.number) or (_declared(resources, visit, like) if like else "")
    if case.registered and editions.of_number(case.number).moves and not full.startswith(prefix):
        county = case.application["about"][:6]
        prefix, full = divisions.name_prefix(county), case.registered["name"] or ""
    if not full.startswith(prefix):
        return {}
    wish = {"county_code": county, "full_name": full, "operator_name": _operator_name(resources, visit, case)}
    wish |= {"entity_kind": _entity_kind(case)}
    try:
        read = resources.naming.post("/readings", visit.token, wish)
    except (Refusal, Outage):
        return {"trade_name": full.removeprefix(prefix)}
    return {part: read[part] for part in NAME_PARTS}


def _declared(resources: Resources, visit: Visit, number: str) -> str:
    """The name that was declared and is not held yet, such as one whose page was left without an address."""
    try:
        declared: str = resources.naming.get(f"/applications/{number}/declaration", visit.token)["full_name"]
    except (Refusal, Outage):
        return ""
    return declared
