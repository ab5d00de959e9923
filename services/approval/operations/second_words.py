"""What second persons said of the proposals of a submission: countersigned, or declined with a reason."""

from __future__ import annotations

from services.approval.domain.review_papers import SecondWord
from services.approval.operations.records import decline_reason
from services.approval.operations.resources import Resources
from services.approval.operations.signing import signature_of
from services.approval.store import tasks
from services.approval.store.decisions import CaseDecision

_OUTCOMES = {"APPROVE": "准予登记", "CORRECT": "一次性告知补正", "REJECT": "不予登记"}


def second_words(resources: Resources, kept: CaseDecision) -> tuple[SecondWord, ...]:
    """In the order in which they were said; nothing is said of a task that is decided. Raises Refusal
    `approval.official_unnamed`."""
    words = []
    with resources.database.reading() as session:
        for made in tasks.proposals(session, kept.application_no, kept.submission):
            second, said_at = made.countersigned_by or made.declined_by, made.countersigned_at or made.declined_at
            if second is None or said_at is None:
                continue
            words.append(
                SecondWord(
                    outcome_zh=_OUTCOMES[made.outcome],
                    proposed_by=signature_of(resources, session, made.examiner).signature,
                    proposed_at=made.proposed_at,
                    second=signature_of(resources, session, second).signature,
                    said_at=said_at,
                    reason=decline_reason(resources, made),
                )
            )
    return tuple(sorted(words, key=lambda word: word.said_at))
