"""An event's content as operations see it: its course is their business, the person is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
    return {
        field: _MASKS[field](value) if field in _MASKS and isinstance(value, str) else value
        for field, value in data.items()
    }
