"""What was drawn in a page's box for a signature."""

from __future__ import annotations

import json
import re
from typing import Any

from kernel.errors import Refusal
from services.portal.api.visits import Visit

_MOST_STROKE_TEXT = 600_000
_ASPECT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?")


def typed_drawing(visit: Visit) -> dict[str, str]:
    """The fields of the box, as the page gets them back when something is wrong."""
    return {"aspect": visit.text("aspect", 40), "strokes": visit.text("strokes", _MOST_STROKE_TEXT)}


def drawing(typed: dict[str, str]) -> dict[str, Any]:
    """As services take it. Raises Refusal `portal.signature_missing`."""
    try:
        strokes = json.loads(typed["strokes"]) if typed["strokes"] else []
    except ValueError:
        strokes = []
    if not strokes:
        raise Refusal("portal.signature_missing", "请在框内手写签名", "Please sign inside the box", pointer="/strokes")
    return {"strokes": strokes, "aspect": float(typed["aspect"]) if _ASPECT.fullmatch(typed["aspect"]) else None}
