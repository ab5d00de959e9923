"""Where the business is, with how much money, and whether it wants a name (page S2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from catalogues import divisions, lengths
from kernel.errors import Finding
from services.filing.domain.entries import Entries

LEAST_CAPITAL = Decimal("0.0001")
MOST_CAPITAL = Decimal("99999999.9999")


class Premises(BaseModel):
    """`needs_name` is the applicant's answer; which name it is, is the naming service's to say. Capital in 万元."""

    needs_name: bool | None = None
    street_name: str | None = None
    detail: str | None = None
    capital_amount: Decimal | None = None


def judge_premises(given: Mapping[str, Any], county_code: str) -> tuple[Premises, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it. What is not filled in is not wrong yet."""
    entries = Entries(given)
    street = entries.text("street_name", lengths.STREET)
    if street is not None and street not in {found.name for found in divisions.streets(county_code)}:
        entries.note(
            "street_name",
            "not_in_table",
            "不是所选县区的街道、乡镇",
            "Not a street or town of the chosen county",
            "实施细则第十条",
        )
        street = None
    section = Premises(
        needs_name=entries.flag("needs_name"),
        street_name=street,
        detail=entries.text("detail", lengths.PREMISES_DETAIL),
        capital_amount=entries.number("capital_amount", digits=12, decimals=4, least=LEAST_CAPITAL, most=MOST_CAPITAL),
    )
    return section, entries.findings


def missing_in_premises(section: Premises | None) -> list[Finding]:
    """What the section still lacks before the operator is confirmed."""
    entries = Entries({}, "/premises")
    found = section or Premises()
    for name, zh, en in (
        ("needs_name", "请选择是否需要名称", "Choose whether the business has a name"),
        ("street_name", "请选择经营场所所在街道、乡镇", "Choose the street or town of the premises"),
        ("detail", "请填写经营场所详细地址（到门牌号）", "Enter the address of the premises down to the house number"),
        ("capital_amount", "请填写资金数额", "Enter the amount of capital"),
    ):
        if getattr(found, name) is None:
            entries.note(name, "required", zh, en)
    return entries.findings


def full_text(county_code: str, section: Premises) -> str:
    """The address as documents print it: province to house number without blanks between the divisions."""
    return divisions.full_name(county_code) + (section.street_name or "") + (section.detail or "")
