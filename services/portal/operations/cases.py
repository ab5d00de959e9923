"""What the portal does for its users: open a case, take a step in it, show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.clients import ServiceClient
from services.portal.domain import stages
from services.portal.operations.resources import Resources
from workflows.contract import Decide, DeclareName, Extend, RequestReview, Step, StepTaken

EXAMINER_STEPS = frozenset({Step.DECIDE, Step.EXTEND})
APPLICANT_STEPS = frozenset(Step) - EXAMINER_STEPS - {Step.OPEN, Step.RETRY}


@dataclass(frozen=True)
class Opening:
    application_no: str
    authority_code: str
    authority_name: str


def create_application(resources: Resources, token: str, request_id: str, type_code: str, county_code: str) -> Opening:
    """Idempotency key: the applicant + request_id."""
    created = resources.filing.post(
        "/applications", token, {"request_id": request_id, "type_code": type_code, "county_code": county_code}
    )
    authority = created["authority"]
    return Opening(created["application_no"], authority["code"], authority["name"])


def own_application(resources: Resources, token: str, application_no: str) -> dict[str, Any]:
    """The application as the filing service shows it to this caller; raises its 404 for anybody else's."""
    found: dict[str, Any] = resources.filing.get(f"/applications/{application_no}", token)
    return found


def argument_of(step: Step, body: dict[str, Any]) -> DeclareName | Decide | Extend | RequestReview | None:
    """The step's input out of a request's body."""
    match step:
        case Step.DECLARE_NAME:
            return DeclareName(declaration_id=body.get("declaration_id"))
        case Step.DECIDE:
            return Decide(proposal_id=str(body.get("proposal_id") or ""))
        case Step.EXTEND:
            return Extend(extension_id=str(body.get("extension_id") or ""))
        case Step.REQUEST_REVIEW:
            return RequestReview(request_id=str(body.get("review_request_id") or ""))
        case _:
            return None


async def take_step(
    resources: Resources,
    application_no: str,
    step: Step,
    request_id: str,
    body: dict[str, Any],
    patience: float | None = None,
) -> StepTaken | None:
    """Idempotency key: application_no + step + request_id. `patience` in seconds, else the usual waiting time."""
    return await resources.running_cases().take(application_no, step, request_id, argument_of(step, body), patience)


def show_case(resources: Resources, token: str, application_no: str) -> dict[str, Any]:
    """Everything an applicant may know about a case, gathered from the services that own it.

    `unavailable` names sections whose service does not answer now; the rest is shown all the same.
    """
    application = own_application(resources, token, application_no)
    gathered = Gathering(token)
    recorded = application["stage"]
    signing = None
    if stages.has_signing(recorded):
        signing = gathered.section("signing", resources.signing, f"/sessions/{application_no}")
    stage = stages.stage_now(recorded, signing)
    wanted = [("name", resources.naming, f"/holds/{application_no}", True)]
    wanted.append(("decision", resources.approval, f"/decisions/{application_no}", stages.has_decision(stage)))
    wanted.append(("licence", resources.licence, f"/licences/{application_no}", stages.has_licence(stage)))
    wanted.append(("file", resources.archive, f"/own-files/{application_no}", stages.has_file(stage)))
    sections = {name: gathered.section(name, at, path) if exists else None for name, at, path, exists in wanted}
    timeline = resources.filing.get(f"/applications/{application_no}/timeline", token)
    stage, timeline = stages.with_file(stage, timeline, sections["file"])
    return {
        "application_no": application_no,
        "stage": stage,
        "waits_for": stages.waits_for(stage),
        "authority": application["authority"],
        "application": application,
        "timeline": timeline,
        "signing": signing,
        **sections,
        "unavailable": gathered.unavailable,
    }


def what_was_told(resources: Resources, token: str, application_no: str) -> dict[str, Any]:
    """The agencies that were told of a registration, and the text messages about the case; None for what the notice
    service cannot say now."""
    gathered = Gathering(token)
    return {
        "announcements": gathered.section("announcements", resources.notice, f"/announcements/{application_no}"),
        "messages": gathered.section("messages", resources.notice, f"/messages/{application_no}"),
    }


@dataclass
class Gathering:
    """Asks several services for one page; one that is down does not take the page with it."""

    token: str
    unavailable: list[str] = field(default_factory=list)

    def section(self, name: str, service: ServiceClient, path: str) -> Any:
        """What the service has, or None before it has anything or while it does not answer."""
        try:
            return service.get(path, self.token)
        except Outage:
            self.unavailable.append(name)
        except Refusal as refusal:
            if refusal.status != 404:
                raise
        return None


def current_stage(resources: Resources, token: str, application_no: str) -> str:
    """Where a case stands, asking only those who know at that stage."""
    recorded: str = own_application(resources, token, application_no)["stage"]
    gathered = Gathering(token)
    if recorded == "AUTH_PENDING":
        signing = gathered.section("signing", resources.signing, f"/sessions/{application_no}")
        return stages.stage_now(recorded, signing)
    if recorded == "LICENSED" and gathered.section("file", resources.archive, f"/own-files/{application_no}"):
        return "ARCHIVED"
    return recorded
