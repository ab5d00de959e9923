"""Looks for personal data in what operators, engineers and other machines get to see."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cli.registration.form import RegistrationForm

_PERSONAL = ("name", "id_number", "mobile", "residence", "email", "contact_phone")


def personal_data(forms: Mapping[str, RegistrationForm]) -> dict[str, str]:
    """What must not be seen, with a name for each that may be said aloud."""
    return {f"{whose}: {field}": form.operator[field] for whose, form in forms.items() for field in _PERSONAL}


def seen(text: str, personal: Mapping[str, str]) -> list[str]:
    """Which of `personal` stand in `text`, written plainly, with JSON's escapes, or as UTF-8 in escapes."""
    found = []
    for label, value in personal.items():
        escaped = json.dumps(value)[1:-1]
        in_bytes = str(value.encode())[2:-1]
        if any(form in text for form in (value, escaped, escaped.replace("\\", "\\\\"), in_bytes)):
            found.append(label)
    return found


def seen_in_bytes(content: bytes, personal: Mapping[str, str]) -> list[str]:
    """The same for files of servers."""
    return [label for label, value in personal.items() if value.encode() in content]


def legible(history: str) -> str:
    """A history with every payload's content written out instead of base64."""
    return json.dumps(_written_out(json.loads(history)), ensure_ascii=False)


def _written_out(node: Any) -> Any:
    if isinstance(node, list):
        return [_written_out(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "data" in node and isinstance(node.get("metadata"), dict):
        return base64.b64decode(node["data"]).decode(errors="replace")
    return {key: _written_out(value) for key, value in node.items()}
