"""A refusal as Temporal carries it, and back."""

from __future__ import annotations

import dataclasses
from typing import Any

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from kernel.errors import Finding, Refusal

REFUSAL = "refusal"
"""The `type` of an application error that stands for a Refusal."""


def refused(refusal: Refusal) -> ApplicationError:
    """Never retried and not an error of the system; its details hold no personal data."""
    details = {
        "code": refusal.code,
        "status": refusal.status,
        "zh": refusal.zh,
        "en": refusal.en,
        "findings": [dataclasses.asdict(finding) for finding in refusal.all_findings()],
        "details": refusal.details,
    }
    return ApplicationError(
        refusal.code, details, type=REFUSAL, non_retryable=True, category=ApplicationErrorCategory.BENIGN
    )


def refusal_in(error: BaseException | None) -> Refusal | None:
    """The Refusal that lies anywhere under `error`, if one does."""
    while error is not None:
        if isinstance(error, ApplicationError) and error.type == REFUSAL and error.details:
            found: dict[str, Any] = error.details[0]
            return Refusal.handed_on(
                found["code"],
                found["zh"],
                found["en"],
                status=found["status"],
                findings=[Finding(**finding) for finding in found["findings"]],
                details=found["details"],
            )
        error = error.__cause__
    return None
