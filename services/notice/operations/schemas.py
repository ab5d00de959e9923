"""The JSON Schemas of what travels between us and agencies, for anybody to read."""

from __future__ import annotations

import json
from typing import Any

from kernel.errors import not_found
from services.notice.domain.schemas import schemas


def read_schema(file: str) -> dict[str, Any]:
    """Of a file (`tax.registration.v1.json`). Raises Refusal `schema.not_found`."""
    text = schemas().get(file.removesuffix(".json"))
    if text is None:
        raise not_found("schema", "没有这个数据格式说明", "There is no such schema")
    found: dict[str, Any] = json.loads(text)
    return found
