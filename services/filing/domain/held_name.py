"""The name as the naming service holds it, read with only the fields that filing needs."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from kernel.deadlines import last_day


class NameFindingSeen(BaseModel):
    severity: str
    conflicting_name: str | None = None


class HeldName(BaseModel):
    """`held_until` is 24:00 of the last day."""

    application_no: str
    county_code: str
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    findings: tuple[NameFindingSeen, ...] = ()
    reserved_at: datetime
    held_until: datetime

    @property
    def last_day(self) -> date:
        return last_day(self.held_until)

    @property
    def similar_names(self) -> tuple[str, ...]:
        """Names the applicant was warned of and confirmed in spite of (企业名称登记管理规定 Art. 16)."""
        found = (f.conflicting_name for f in self.findings if f.severity == "confirm" and f.conflicting_name)
        return tuple(dict.fromkeys(found))
