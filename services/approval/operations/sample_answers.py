"""What the head is told of samples."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from services.approval.domain.results import RuleResult
from services.approval.operations.answers import DocumentAnswer

Verdict = Literal["SOUND", "FAULT"]


class SampleLine(BaseModel):
    """`size` of the `population` were drawn; `looked_at` of them have a finding, `faults` a fault."""

    sample_id: str
    since: datetime | None
    until: datetime
    drawn_at: datetime
    drawn_by: str
    population: int
    size: int
    looked_at: int
    faults: int


class FindingAnswer(BaseModel):
    verdict: Verdict
    note: str
    found_by: str
    found_at: datetime


class SampledCase(BaseModel):
    """`results` is what the rules said but that all was well; `own` that the caller applied for it."""

    position: int
    application_no: str
    decision_no: str
    outcome: str
    outcome_zh: str
    decided_at: datetime
    applicant: str
    results: tuple[RuleResult, ...]
    documents: tuple[DocumentAnswer, ...]
    own: bool
    finding: FindingAnswer | None


class SampleAnswer(BaseModel):
    """`seed` and `population_digest` are what the draw can be made again from."""

    line: SampleLine
    seed: str
    population_digest: str
    cases: tuple[SampledCase, ...]


class SampleList(BaseModel):
    """Those drawn last first; `waiting` cases were decided by rules since."""

    samples: tuple[SampleLine, ...]
    waiting: int
