"""Versions of a business side by side, where not all of them have the same items."""

from __future__ import annotations

import re
from typing import Any

from services.portal.api.rendering import _environment


def version(number: int, authority: str, *items: tuple[str, str, bool]) -> dict[str, Any]:
    told = [{"item": item, "before": "先前", "after": after, "changed": changed} for item, after, changed in items]
    return {
        **{"version": number, "effective_on": "2026-12-01", "decision_no": "D1", "filing_title": "个体工商户迁移登记"},
        **{"application_no": "14021301202612010000001", "authority_name": authority, "items": told},
    }


def test_a_business_that_moved_has_its_authorities_in_a_row() -> None:
    """The move names the authority among its items and the version before does not; each name stays in its row."""
    found = [
        version(
            2, "云州区局", ("登记机关", "云州区局", True), ("名称", "云州顺丰馆", True), ("经营者", "张晓禾", False)
        ),
        version(1, "平城区局", ("名称", "平城顺丰馆", False), ("经营者", "张晓禾", False)),
    ]
    macros = _environment("zh").get_template("shops/versions.html").make_module({})
    table = str(macros.versions(found, "", "")).partition("<tbody>")[2]  # type: ignore[attr-defined]
    rows = [re.findall(r">([^<>\s]+)<", row) for row in table.split("</tr>")]
    assert rows[:3] == [
        ["登记机关", "云州区局", "平城区局"],
        ["名称", "云州顺丰馆", "平城顺丰馆"],
        ["经营者", "张晓禾", "张晓禾"],
    ]
