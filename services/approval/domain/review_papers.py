"""The papers of a review that are items of the file: what was asked of a person, what the second person said, what a
late request was answered (个人信息保护法 Art. 24; 条例 Art. 19, 20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.clock import local_date
from services.approval.domain.documents import Decided, head, moment, remedies_at
from services.approval.domain.late_answer import Answered, LateOutcome
from services.approval.domain.snapshot.case import CaseSnapshot

_LAW = "《中华人民共和国个人信息保护法》第二十四条"


@dataclass(frozen=True, slots=True, repr=False)
class SecondWord:
    """What a second person said of a proposal; `reason` None: countersigned."""

    outcome_zh: str
    proposed_by: str
    proposed_at: datetime
    second: str
    said_at: datetime
    reason: str | None


def review_request(
    case: CaseSnapshot, decided: Decided, statement: str, requested_at: datetime, *, late: bool
) -> dict[str, Any]:
    """What the applicant asked for and why, as it was typed."""
    return {
        **_about(case, decided, requested_at),
        "statement": statement,
        "requested_at": moment(requested_at),
        "late": late,
    }


def review_answer(
    case: CaseSnapshot,
    decided: Decided,
    outcome: LateOutcome,
    answer: Answered,
    reviewer: str,
    requested_at: datetime,
    answered_at: datetime,
) -> dict[str, Any]:
    """Whether the refusal stands, the fact, the article and what the applicant can do, by whom."""
    return {
        **_about(case, decided, answered_at),
        "requested_at": moment(requested_at),
        "outcome": outcome,
        "fact": answer.fact,
        "article": answer.article or None,
        "remedy": answer.remedy,
        "reviewer": reviewer,
        "written_on": local_date(answered_at).isoformat(),
        "document_no": f"复字〔{local_date(answered_at).year}〕第{decided.decision_no}号",
        "remedies": remedies_at(case.application.premises.county_code) if outcome == "STANDS" else None,
    }


def countersignatures(case: CaseSnapshot, decided: Decided, words: Sequence[SecondWord]) -> dict[str, Any]:
    """Every word of a second person on what was proposed, in the order in which they were said."""
    return {
        **_about(case, decided, decided.decided_at),
        "words": [
            {
                "outcome": word.outcome_zh,
                "proposed_by": word.proposed_by,
                "proposed_at": moment(word.proposed_at),
                "second": word.second,
                "said_at": moment(word.said_at),
                "reason": word.reason,
            }
            for word in words
        ],
    }


def _about(case: CaseSnapshot, decided: Decided, written_at: datetime) -> dict[str, Any]:
    return {
        **head(case, decided),
        "generated_at": moment(written_at),
        "applicant": case.application.operator.name,
        "entity_name": case.full_name,
        "decision_no": decided.decision_no,
        "decided_at": moment(decided.decided_at),
        "law": _LAW,
    }
