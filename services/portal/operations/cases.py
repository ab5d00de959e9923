"""What the portal does for its users: open a case, take a step in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogues.filing_types import editions
from services.portal.operations.resources import Resources
from workflows.contract import PRESENT_COURSE, Decide, DeclareName, Extend, OpenCase, RequestReview, Step, StepTaken

EXAMINER_STEPS = frozenset({Step.DECIDE, Step.EXTEND})
APPLICANT_STEPS = frozenset(Step) - EXAMINER_STEPS - {Step.OPEN, Step.RETRY}


@dataclass(frozen=True)
class Opening:
    """`case` is what its workflow is opened with."""

    case: OpenCase
    authority_name: str


def create_application(
    resources: Resources,
    subject: str,
    token: str,
    request_id: str,
    type_code: str,
    county_code: str,
    filing_type: str = editions.ESTABLISHMENT,
) -> Opening:
    """The establishment of a kind of business. Idempotency key: the applicant, whose `subject` it is, + request_id."""
    wanted = {"request_id": request_id, "type_code": type_code, "county_code": county_code}
    created = resources.filing.post("/applications", token, {**wanted, "filing_type": filing_type})
    return _opening(resources, subject, created)


def create_filing(
    resources: Resources,
    subject: str,
    token: str,
    about: str,
    request_id: str,
    filing_type: str,
    county_code: str | None = None,
) -> Opening:
    """A filing about the business that `about`, an application of one's own, registered or changed last; `county_code`
    is where it moves to. Idempotency key: the applicant + request_id."""
    wanted = {"request_id": request_id, "filing_type": filing_type, "county_code": county_code}
    created = resources.filing.post(f"/applications/{about}/filings", token, wanted)
    return _opening(resources, subject, created)


def create_handover(resources: Resources, subject: str, token: str, code: str, request_id: str) -> Opening:
    """The filing by which the caller takes over the business whose code they were given. Idempotency key: the applicant
    + request_id."""
    created = resources.filing.post("/applications/handovers", token, {"request_id": request_id, "code": code})
    return _opening(resources, subject, created)


def _opening(resources: Resources, subject: str, created: dict[str, Any]) -> Opening:
    resources.owners.remember(subject, created["application_no"])
    authority = created["authority"]
    case = OpenCase(
        application_no=created["application_no"],
        authority_code=authority["code"],
        entity_kind=editions.get(created["filing_type"], created["filing_type_edition"]).entity_kind,
        filing_type=created["filing_type"],
        edition=created["filing_type_edition"],
        course=PRESENT_COURSE,
        case_url=f"{resources.public_url}/desk/{created['application_no']}",
        about=created.get("about"),
    )
    return Opening(case, authority["name"])


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


def order(resources: Resources, token: str, application_no: str, step: Step, request_id: str) -> str | None:
    """The order for a step, which the filing service gives to whom the application belongs. Raises its 404 for anybody
    else's. Those of the authority's people are in the approval service's books."""
    if step in EXAMINER_STEPS:
        return None
    wanted = {"step": step, "request_id": request_id}
    given: str = resources.filing.post(f"/applications/{application_no}/orders", token, wanted)["order"]
    return given


async def take_step(
    resources: Resources,
    application_no: str,
    step: Step,
    request_id: str,
    body: dict[str, Any],
    order: str | None,
    timeout: float | None = None,
) -> StepTaken | None:
    """Idempotency key: application_no + step + request_id. `timeout` in seconds, else the usual waiting time."""
    argument = argument_of(step, body)
    return await resources.running_cases().take(application_no, step, request_id, argument, order, timeout)
