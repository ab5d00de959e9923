"""A printer at the window: what is laid into it, and how far it is out, in millimetres (套打校准)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OFFSETS = {
    "original_right": "正本向右",
    "original_down": "正本向下",
    "duplicate_right": "副本向右",
    "duplicate_down": "副本向下",
}
FORMS = {"": "按登记机关的设置", "BLANK": "白纸，打印整个照面", "PRINTED": "预印好的执照纸，只打印内容（套打）"}
FARTHEST = 30


def read(typed: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What was typed, as it is kept, and the fields that are no number of millimetres within `FARTHEST`."""
    kept: dict[str, Any] = {"forms": typed.get("forms", "") if typed.get("forms", "") in FORMS else ""}
    wrong = []
    for name in OFFSETS:
        number = _millimetres(typed.get(name, ""))
        if number is None:
            wrong.append(name)
        else:
            kept[name] = number
    return kept, wrong


def asked(kept: Any) -> dict[str, Any]:
    """What the licence service is told with a sheet; nothing where no printer was set up."""
    if not isinstance(kept, dict):
        return {}
    offsets = {name: kept[name] for name in OFFSETS if kept.get(name)}
    return offsets | ({"overlay": kept["forms"] == "PRINTED"} if kept.get("forms") else {})


def _millimetres(text: str) -> float | None:
    try:
        number = float(text.strip().replace("，", ".").replace("－", "-") or "0")
    except ValueError:
        return None
    return round(number, 1) if abs(number) <= FARTHEST else None
