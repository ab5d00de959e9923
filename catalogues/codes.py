"""Code tables of forms and registers: sex, ethnic group, education, document type and the like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table with the standard it follows.

    `items` are the codes a form offers; `detail` finer codes that received data may hold; `short` labels for
    narrow places.
    """

    name: str
    standard: str
    confidence: str
    items: Mapping[str, str]
    detail: Mapping[str, str]
    short: Mapping[str, str]
    note: str


def _frozen(mapping: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(mapping))


@cache
def tables() -> Mapping[str, CodeTable]:
    """All tables by name; `ethnic_groups_gbt3304` holds the 56 groups and the codes 97 and 98."""
    found = {
        name: CodeTable(
            name=name,
            standard=entry["standard"],
            confidence=entry["confidence"],
            items=_frozen(entry["items"]),
            detail=_frozen(entry.get("detail", {})),
            short=_frozen(entry.get("short", {})),
            note=entry.get("note", ""),
        )
        for name, entry in reading.document("code_tables.json").items()
    }
    ethnic = {row["code"]: row["name"] for row in reading.rows("ethnic_groups_gbt3304.csv")}
    found["ethnic_groups_gbt3304"] = CodeTable(
        name="ethnic_groups_gbt3304",
        standard="GB/T 3304-1991",
        confidence="high",
        items=_frozen(ethnic),
        detail=_frozen({}),
        short=_frozen({}),
        note="",
    )
    return MappingProxyType(found)


def table(name: str) -> CodeTable:
    """One table. Raises UnknownCode."""
    try:
        return tables()[name]
    except KeyError:
        raise UnknownCode("code tables", name) from None


def items(name: str) -> Mapping[str, str]:
    """Code to label, in the order of the standard. Raises UnknownCode for an unknown table."""
    return table(name).items


def label(name: str, code: str) -> str:
    """The label of a code, finer codes included. Raises UnknownCode."""
    found = table(name)
    text = found.items.get(code) or found.detail.get(code)
    if text is None:
        raise UnknownCode(name, code)
    return text


def short_label(name: str, code: str) -> str:
    """A label for narrow places, the full one where no short one exists. Raises UnknownCode."""
    return table(name).short.get(code) or label(name, code)
