"""Every field of every form of the flow: label, type, whether required, pattern and rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class FormField:
    """`type` may name a code table (`code:sex`) or a catalogue (`ref:divisions`). `required` is True, False
    or the condition as text. `auto` says that the system fills the field in, `source` from where if known."""

    id: str
    label: str
    type: str
    required: bool | str
    pattern: str
    rule: str
    options: tuple[str, ...]
    default: str
    unique: bool
    auto: bool
    source: str

    @property
    def code_table(self) -> str:
        """Name of the code table that the values come from, empty for none."""
        return self.type.removeprefix("code:") if self.type.startswith("code:") else ""

    @property
    def is_typed(self) -> bool:
        """Filled in as one text, and neither a file nor a list of its own."""
        return self.type not in {"file", "list"}

    def matches(self, value: str) -> bool:
        """True if the value fits the pattern from end to end, or there is none."""
        return not self.pattern or re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """One page of the flow."""

    id: str
    label: str
    source: str
    fields: tuple[FormField, ...]
    generated_documents: tuple[str, ...]

    def field(self, id: str) -> FormField:
        """The field with an id. Raises UnknownCode."""
        for field in self.fields:
            if field.id == id:
                return field
        raise UnknownCode("form fields", id)


def _field(entry: dict[str, Any]) -> FormField:
    auto = entry.get("auto", False)
    return FormField(
        id=entry["id"],
        label=entry["label"],
        type=entry["type"],
        required=entry["required"],
        pattern=entry.get("pattern", ""),
        rule=entry.get("rule", ""),
        options=tuple(entry.get("options", ())),
        default=entry.get("default", ""),
        unique=entry.get("unique", False),
        auto=bool(auto),
        source=auto if isinstance(auto, str) else entry.get("source", ""),
    )


@cache
def _by_id() -> dict[str, Form]:
    return {
        id: Form(
            id=id,
            label=entry["label"],
            source=entry["source"],
            fields=tuple(_field(field) for field in entry["fields"]),
            generated_documents=tuple(entry.get("generated_documents", ())),
        )
        for id, entry in reading.document("form_fields.json").items()
    }


def all() -> tuple[Form, ...]:
    """Every form in the order of the flow."""
    return tuple(_by_id().values())


def get(id: str) -> Form:
    """The form with an id such as S3_operator. Raises UnknownCode."""
    try:
        return _by_id()[id]
    except KeyError:
        raise UnknownCode("forms", id) from None
