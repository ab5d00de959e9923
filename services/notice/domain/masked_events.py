"""An event's content as operations see it: its course is their business, the person is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalogues import registered_items
from kernel import masking

_MASKS: Mapping[str, Callable[[str], str]] = {
    "name": masking.mask_name,
    "cerno": masking.mask_id_number,
    "mobtel": masking.mask_mobile,
    "tel": masking.mask_mobile,
    "dom": masking.mask_address,
    "oploc": masking.mask_address,
}


def masked(data: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        field: _MASKS[field](value) if field in _MASKS and isinstance(value, str) else value
        for field, value in data.items()
    }
    if told.get("change_items"):
        told["change_items"] = [_masked_change(each) for each in told["change_items"]]
    return told


def _masked_change(change: Mapping[str, Any]) -> dict[str, Any]:
    mask = _MASKS_OF_ITEMS.get(change.get("item", ""))
    if mask is None:
        return dict(change)
    return {**change, **{side: mask(change[side]) for side in ("before", "after") if change.get(side)}}


def _masked_contributions(told: str) -> str:
    """Sums and terms stay; whose they are does not."""
    lines = (line.partition("：") for line in told.split("；"))
    return "；".join(masking.mask_name(name) + colon + given for name, colon, given in lines)


_MASKS_OF_ITEMS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(registered_items.heads(), masking.mask_name),
    **dict.fromkeys(registered_items.of_contributions(), _masked_contributions),
}
