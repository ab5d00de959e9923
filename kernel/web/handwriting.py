"""Handwriting in a request, as the pages send it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kernel.handwriting import MOST_POINTS, MOST_STROKES


class StrokePoint(BaseModel):
    """`x` and `y` from the pad's upper left corner in shares of its width and height; `t` in milliseconds."""

    model_config = ConfigDict(extra="forbid")

    x: float = Field(ge=0, le=1, allow_inf_nan=False)
    y: float = Field(ge=0, le=1, allow_inf_nan=False)
    t: int = Field(ge=0, le=3_600_000)


DrawnStrokes = Annotated[
    list[Annotated[list[StrokePoint], Field(max_length=MOST_POINTS)]], Field(max_length=MOST_STROKES)
]
Aspect = Annotated[float, Field(ge=0.2, le=5, allow_inf_nan=False)]
"""The pad's width over its height."""
