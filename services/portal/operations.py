"""What the portal does for its users: open a case, take a step in it, show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Refusal
from services.portal import domain
from services.portal.clients import Cases, ServiceClient
from workflows.contract import Decide, DeclareName, Step, StepTaken

APPLICANT_STEPS = frozenset(Step) - {Step.OPEN, Step.DECIDE, Step.RETRY}


@dataclass
class Resources:
    """`cases` exists while the API runs, since a Temporal client belongs to one event loop."""

    filing: ServiceClient
    naming: ServiceClient
    signing: ServiceClient
    approval: ServiceClient
    licence: ServiceClient
    archive: ServiceClient
    cases: Cases | None = field(default=None)

    def running_cases(self) -> Cases:
        assert self.cases
        return self.cases


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


def argument_of(step: Step, body: dict[str, Any]) -> DeclareName | Decide | None:
    """The step's input out of a request's body."""
    match step:
        case Step.DECLARE_NAME:
            return DeclareName(declaration_id=body.get("declaration_id"))
        case Step.DECIDE:
            return Decide(proposal_id=str(body.get("proposal_id", "")))
        case _:
            return None


async def take_step(
    resources: Resources, application_no: str, step: Step, request_id: str, body: dict[str, Any]
) -> StepTaken | None:
    """Idempotency key: application_no + step + request_id."""
    return await resources.running_cases().take(application_no, step, request_id, argument_of(step, body))


def show_case(resources: Resources, token: str, application_no: str) -> dict[str, Any]:
    """Everything an applicant may know about a case, gathered from the services that own it."""
    application = own_application(resources, token, application_no)
    signing = _if_any(resources.signing, f"/sessions/{application_no}", token)
    stage = domain.stage_now(application["stage"], signing)
    return {
        "application_no": application_no,
        "stage": stage,
        "waits_for": domain.waits_for(stage),
        "authority": application["authority"],
        "application": application,
        "timeline": resources.filing.get(f"/applications/{application_no}/timeline", token),
        "name": _if_any(resources.naming, f"/holds/{application_no}", token),
        "signing": signing,
        "decision": _if_any(resources.approval, f"/decisions/{application_no}", token),
        "licence": _if_any(resources.licence, f"/licences/{application_no}", token),
        "file": _if_any(resources.archive, f"/own-files/{application_no}", token),
    }


def _if_any(service: ServiceClient, path: str, token: str) -> Any:
    """What the service has, or None before it has anything."""
    try:
        return service.get(path, token)
    except Refusal as refusal:
        if refusal.status == 404:
            return None
        raise
