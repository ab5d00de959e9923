"""What an example of a rule is: one valid case with some changes, and what the rule says to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import scope_items
from kernel.numbers import resident_id_check
from tests.fixtures.approval.cases import DECIDED_ON, finding

DEADLINE = "2026-11-27T16:00:00Z"
"""24:00 in China on 27 November."""


@dataclass(frozen=True)
class Example:
    """What a rule says to the valid case with some changes; `kind` is pass, fail or boundary."""

    rule_id: str
    kind: str
    says: str
    changes: tuple[tuple[str, Any], ...]
    pointer: str | None = None
    section: str | None = None
    decided_on: date = DECIDED_ON

    @property
    def of_this_kind(self) -> bool:
        """Whether its case is filed as the valid one is, so that every rule can judge it."""
        return not any(pointer.endswith("/filing_type") for pointer, _ in self.changes)

    def __str__(self) -> str:
        return f"{self.rule_id}-{self.kind}-{self.says}-{'+'.join(p.rsplit('/', 1)[-1] for p, _ in self.changes)}"


def id_number(birth: str, order: str = "123") -> str:
    body = "140213" + birth + order
    return body + resident_id_check(body)


def born(birth: date) -> tuple[tuple[str, Any], ...]:
    number = id_number(f"{birth:%Y%m%d}")
    return (("/application/operator/id_number", number), ("/application/operator/birth_date", birth.isoformat()))


def item(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "category": "一般",
        "given": False,
        "main": False,
        "post_permit": None,
        "in_catalogue": True,
        "pre_approval": False,
        **more,
    }


def many(count: int) -> list[dict[str, Any]]:
    return [item(each.name) for each in scope_items.all() if each.category == "一般"][:count]


MAIN = item("餐饮服务", category="许可", given=True, main=True)
GIVEN = item("外卖递送服务", given=True)
ITEMS = "/application/details/scope_items"
OPERATOR = "/application/operator"
PROMISE = "/application/premises_commitment"
PERSON = "/authentication/persons/0"
NO_NAME: tuple[tuple[str, Any], ...] = (("/name", None), ("/application/name_sha256", None))


def names(rule_id: str, *findings: tuple[str, str, str, str | None, str | None]) -> list[Example]:
    """(naming rule, severity, outcome, pointer, section)"""
    return [
        Example(
            rule_id,
            "fail" if says != "NOTE" else "boundary",
            says,
            (("/name/findings", [finding(number, severity)]),),
            pointer,
            section,
        )
        for number, severity, says, pointer, section in findings
    ]


def passes(rule_id: str, *changes: tuple[str, Any], says: str = "PASS", kind: str = "pass") -> Example:
    return Example(rule_id, kind, says, changes)
