"""What the naming service holds for the application."""

from __future__ import annotations

from datetime import datetime

from services.approval.domain.snapshot.seen import Seen


class NameFinding(Seen):
    rule_id: str
    part: str
    severity: str
    article: str
    word: str | None = None
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class Name(Seen):
    """What the naming service holds for the application."""

    application_no: str
    account_subject: str
    county_code: str
    type_code: str
    full_name: str
    division: str
    trade_name: str
    industry: str
    organisation_form: str
    findings: tuple[NameFinding, ...]
    similar_confirmed: bool
    commitment_accepted: bool
    held_until: datetime
