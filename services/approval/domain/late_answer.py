"""What an examiner answers to a request that came after the period for it, and when one may be made at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kernel.errors import Finding
from services.approval.domain import wording

LateOutcome = Literal["STANDS", "WRONG"]

_FILE_ANEW = "可以重新提交设立登记申请；名称已不再保留，将重新核对"


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """Fact of the case, law, and what the applicant can do."""

    fact: str
    article: str
    remedy: str


def is_offered(*, automatic: bool, outcome: str, until: datetime | None, asked_in_time: bool, now: datetime) -> bool:
    """An automatic refusal that stands can be brought before a person for good (个人信息保护法 Art. 24): within its
    period by a step of the case, from then on so. One that a person saw already was seen by a person."""
    return automatic and outcome == "REJECT" and not asked_in_time and (until is None or now >= until)


def completed(outcome: LateOutcome, given: Answered) -> Answered:
    """With the remedy that follows from a wrong refusal, where none was written."""
    if outcome == "WRONG" and not given.remedy:
        return Answered(given.fact, given.article, _FILE_ANEW)
    return given


def faults(outcome: LateOutcome, given: Answered) -> list[Finding]:
    """All that is wrong with an answer, each at its field: a refusal that stands names its article."""
    found = wording.fact_faults(given.fact, "/fact") + wording.remedy_faults(given.remedy, "/remedy")
    if outcome == "STANDS" and not given.article:
        found.append(
            Finding(
                "approval.article_missing",
                "请写明法律依据",
                "Name the article of the law",
                "/article",
                wording.ARTICLE,
                "例如：条例第四十条第三款",
                "For example: 条例第四十条第三款",
            )
        )
    return found + wording.faults(given.article, "/article")
