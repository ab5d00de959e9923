"""Reads stored judgements and sealed words back."""

from __future__ import annotations

import json

from services.approval.domain.results import RuleResult
from services.approval.domain.review import Reason
from services.approval.operations.resources import Resources
from services.approval.store.decisions import CaseDecision
from services.approval.store.extensions import ReviewExtension
from services.approval.store.review_requests import ReviewRequest
from services.approval.store.tasks import ReviewProposal


def results_of(decision: CaseDecision) -> tuple[RuleResult, ...]:
    """What the rules said in an automatic decision."""
    return tuple(RuleResult(**entry) for entry in json.loads(decision.record)["results"])


def binding(proposal_id: str) -> str:
    """What the sealed words of a proposal are bound to."""
    return f"proposal/{proposal_id}"


def words_of(resources: Resources, proposal: ReviewProposal) -> tuple[tuple[Reason, ...], str]:
    """An examiner's reasons and remark."""
    content = json.loads(resources.ring.open_text(proposal.content_sealed, binding(proposal.proposal_id)))
    return tuple(Reason(**reason) for reason in content["reasons"]), content["remark"]


def decline_seal(proposal_id: str) -> str:
    """What the sealed reason of a declined countersignature is bound to."""
    return f"proposal/{proposal_id}/declined"


def decline_reason(resources: Resources, proposal: ReviewProposal) -> str | None:
    """Why a second examiner declined to countersign; None where nobody did."""
    sealed = proposal.decline_reason_sealed
    return None if sealed is None else resources.ring.open_text(sealed, decline_seal(proposal.proposal_id))


def extension_seal(extension_id: str) -> str:
    """What the sealed reason of an extension is bound to."""
    return f"extension/{extension_id}"


def extension_reason(resources: Resources, extension: ReviewExtension) -> str:
    return resources.ring.open_text(extension.reason_sealed, extension_seal(extension.extension_id))


def request_seal(request_id: str) -> str:
    """What an applicant's sealed statement is bound to."""
    return f"review-request/{request_id}"


def statement_of(resources: Resources, request: ReviewRequest) -> str:
    return resources.ring.open_text(request.statement_sealed, request_seal(request.request_id))
