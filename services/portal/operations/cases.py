"""What the portal does for its users: open a case, take a step in it, show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.clients import ServiceClient
from services.portal.domain import stages
from services.portal.operations.resources import Resources
from workflows.contract import Decide, DeclareName, Extend, OpenCase, RequestReview, Step, StepTaken

EXAMINER_STEPS = frozenset({Step.DECIDE, Step.EXTEND})
APPLICANT_STEPS = frozenset(Step) - EXAMINER_STEPS - {Step.OPEN, Step.RETRY}


@dataclass(frozen=True)
class Opening:
    """`case` is what its workflow is opened with."""

    case: OpenCase
    authority_name: str


def create_application(resources: Resources, token: str, request_id: str, type_code: str, county_code: str) -> Opening:
    """Idempotency key: the applicant + request_id."""
    created = resources.filing.post(
        "/applications", token, {"request_id": request_id, "type_code": type_code, "county_code": county_code}
    )
    authority = created["authority"]
    case = OpenCase(
        application_no=created["application_no"],
        authority_code=authority["code"],
        filing_type=created["filing_type"],
        edition=created["filing_type_edition"],
    )
    return Opening(case, authority["name"])


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


def show_case(resources: Resources, token: str, application_no: str, *, in_full: bool = False) -> dict[str, Any]:
    """Where a case stands, gathered from the services that own it. `in_full`: also `papers`, the documents with their
    signatures, `announcements`, the agencies that were told, and `messages`, the texts about the case.

    `unavailable` names sections whose service does not answer now; the rest is shown all the same.
    """
    application = own_application(resources, token, application_no)
    gathered = Gathering(resources, token)
    recorded = application["stage"]
    kept = {
        "signing": (resources.signing, f"/sessions/{application_no}", stages.has_signing(recorded)),
        "name": (resources.naming, f"/holds/{application_no}", True),
        "decision": (resources.approval, f"/decisions/{application_no}", stages.has_decision(recorded)),
        "licence": (resources.licence, f"/licences/{application_no}", stages.has_licence(recorded)),
        "file": (resources.archive, f"/own-files/{application_no}", stages.has_file(recorded)),
    }
    if in_full:
        told = stages.has_decision(recorded)
        kept |= {
            "papers": (resources.signing, f"/sessions/{application_no}/documents", stages.has_signing(recorded)),
            "announcements": (resources.notice, f"/announcements/{application_no}", told),
            "messages": (resources.notice, f"/messages/{application_no}", told),
        }
    asked = gathered.soon(resources.filing, f"/applications/{application_no}/timeline")
    found = gathered.sections({name: (at, path) for name, (at, path, exists) in kept.items() if exists})
    sections = dict.fromkeys(kept) | found
    timeline = asked.result()
    stage = stages.stage_now(recorded, sections["signing"])
    stage, timeline = stages.with_file(stage, timeline, sections["file"])
    return {
        "application_no": application_no,
        "stage": stage,
        "waits_for": stages.waits_for(stage),
        "authority": application["authority"],
        "application": application,
        "timeline": timeline,
        **sections,
        "unavailable": gathered.unavailable,
    }


@dataclass
class Gathering:
    """Asks several services for one page; one that is down does not take the page with it."""

    resources: Resources
    token: str
    unavailable: list[str] = field(default_factory=list)

    def soon(self, service: ServiceClient, path: str) -> Future[Any]:
        """The answer of a service that is asked meanwhile, within the same request."""
        return self.resources.asking.submit(copy_context().run, service.get, path, self.token)

    def sections(self, wanted: Mapping[str, tuple[ServiceClient, str]]) -> dict[str, Any]:
        """What each service has, None before it has anything or while it does not answer; all are asked at once."""
        asked = {name: self.soon(service, path) for name, (service, path) in wanted.items()}
        return {name: self._answer(name, answer.result) for name, answer in asked.items()}

    def section(self, name: str, service: ServiceClient, path: str) -> Any:
        """What one service has."""
        return self._answer(name, lambda: service.get(path, self.token))

    def _answer(self, name: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Outage:
            self.unavailable.append(name)
        except Refusal as refusal:
            if refusal.status != 404:
                raise
        return None


def current_stage(resources: Resources, token: str, application_no: str) -> str:
    """Where a case stands, asking only those who know at that stage."""
    recorded: str = own_application(resources, token, application_no)["stage"]
    gathered = Gathering(resources, token)
    if recorded == "AUTH_PENDING":
        signing = gathered.section("signing", resources.signing, f"/sessions/{application_no}")
        return stages.stage_now(recorded, signing)
    if recorded == "LICENSED" and gathered.section("file", resources.archive, f"/own-files/{application_no}"):
        return "ARCHIVED"
    return recorded
