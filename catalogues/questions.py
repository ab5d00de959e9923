"""Questions that applicants ask, with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading


@dataclass(frozen=True, slots=True)
class Question:
    """`basis` is the article the answer rests on, empty where law is not the ground."""

    id: str
    question_zh: str
    question_en: str
    answer_zh: str
    answer_en: str
    basis: str = ""


@cache
def all() -> tuple[Question, ...]:
    """In the order in which people ask."""
    return tuple(Question(**entry) for entry in reading.document("questions.json"))
