"""Reads stored judgements and encrypted words back."""

from __future__ import annotations

import json

from kernel.exchange import Reference
from services.approval.domain.late_answer import Answered
from services.approval.domain.results import RuleResult
from services.approval.domain.review import Reason
from services.approval.operations.resources import Resources
from services.approval.store.decisions import CaseDecision
from services.approval.store.extensions import ReviewExtension
from services.approval.store.late_reviews import LateReview
from services.approval.store.review_requests import ReviewRequest
from services.approval.store.tasks import ReviewProposal


def results_of(decision: CaseDecision) -> tuple[RuleResult, ...]:
    """What the rules said in an automatic decision."""
    return tuple(RuleResult.from_json(entry) for entry in json.loads(decision.record)["results"])


def binding(proposal_id: str) -> str:
    """What the encrypted words of a proposal are bound to."""
    return f"proposal/{proposal_id}"


def words_of(resources: Resources, proposal: ReviewProposal) -> tuple[tuple[Reason, ...], str]:
    """An examiner's reasons and remark."""
    content = json.loads(resources.ring.decrypt_text(proposal.content_encrypted, binding(proposal.proposal_id)))
    return tuple(Reason(**reason) for reason in content["reasons"]), content["remark"]


def overrides_of(resources: Resources, proposal: ReviewProposal) -> dict[str, str]:
    """Why an examiner approves against a rule, by the rule's id."""
    content = json.loads(resources.ring.decrypt_text(proposal.content_encrypted, binding(proposal.proposal_id)))
    return dict(content.get("overrides", {}))


def asked_of(resources: Resources, proposal: ReviewProposal) -> Reference | None:
    """What the lists said when an approval was proposed."""
    content = json.loads(resources.ring.decrypt_text(proposal.content_encrypted, binding(proposal.proposal_id)))
    return Reference.model_validate(content["asked"]) if content.get("asked") else None


def binding_of_decline(proposal_id: str) -> str:
    """What the encrypted reason of a declined countersignature is bound to."""
    return f"proposal/{proposal_id}/declined"


def decline_reason(resources: Resources, proposal: ReviewProposal) -> str | None:
    """Why a second examiner declined to countersign; None where nobody did."""
    encrypted = proposal.decline_reason_encrypted
    return (
        None if encrypted is None else resources.ring.decrypt_text(encrypted, binding_of_decline(proposal.proposal_id))
    )


def binding_of_extension(extension_id: str) -> str:
    """What the encrypted reason of an extension is bound to."""
    return f"extension/{extension_id}"


def extension_reason(resources: Resources, extension: ReviewExtension) -> str:
    return resources.ring.decrypt_text(extension.reason_encrypted, binding_of_extension(extension.extension_id))


def binding_of_refusal(extension_id: str) -> str:
    """What the encrypted reason of a head who declines an extension is bound to."""
    return f"extension/{extension_id}/declined"


def refused_because(resources: Resources, extension: ReviewExtension) -> str | None:
    """Why the head declined; None where nobody did."""
    encrypted = extension.decline_reason_encrypted
    return encrypted and resources.ring.decrypt_text(encrypted, binding_of_refusal(extension.extension_id))


def binding_of_request(request_id: str) -> str:
    """What an applicant's encrypted statement is bound to."""
    return f"review-request/{request_id}"


def statement_of(resources: Resources, request: ReviewRequest) -> str:
    return resources.ring.decrypt_text(request.statement_encrypted, binding_of_request(request.request_id))


def binding_of_late(request_id: str) -> str:
    """What the encrypted statement of a late request is bound to."""
    return f"late-review/{request_id}"


def binding_of_answer(request_id: str) -> str:
    """What the encrypted answer to a late request is bound to."""
    return f"late-review/{request_id}/answer"


def late_statement(resources: Resources, late: LateReview) -> str:
    return resources.ring.decrypt_text(late.statement_encrypted, binding_of_late(late.request_id))


def late_answer(resources: Resources, late: LateReview) -> Answered | None:
    """The answer to a late request; None while there is none."""
    if late.answer_encrypted is None:
        return None
    said = resources.ring.decrypt_text(late.answer_encrypted, binding_of_answer(late.request_id))
    return Answered(**json.loads(said))
