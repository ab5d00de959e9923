"""By what right a place is used: whose it is, for how long, and who must agree (实施细则 Art. 25; 民法典 Art. 279)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from catalogues import lengths
from services.filing.domain.entries import Entries

TENURES = ("自有", "租赁", "无偿使用", "其他")
NATURES = ("商业", "办公", "住宅", "工业", "其他")
OWNED, DWELLING = "自有", "住宅"
ARTICLE = "条例第十六条；实施细则第二十五条"
_CONSENT = "民法典第二百七十九条"


class RightOfUse(BaseModel):
    """`use_to` is the last day of use; both days may be absent where the place is one's own."""

    owner: str | None = None
    tenure: str | None = None
    use_from: date | None = None
    use_to: date | None = None
    nature: str | None = None
    residential_consent: bool | None = None


def judge_right(entries: Entries, today: date) -> RightOfUse:
    """The right as it will be kept; what is wrong with it is noted at its fields."""
    use_from, use_to = entries.day("use_from"), entries.day("use_to")
    if use_to is not None and use_to <= today:
        _expired(entries)
    if use_from is not None and use_to is not None and use_to < use_from:
        entries.note("use_to", "before_start", "使用期限止不得早于起", "The last day lies before the first")
    nature = entries.choice("nature", NATURES)
    consent = entries.flag("residential_consent")
    if nature == DWELLING and consent is False:
        entries.note(
            "residential_consent",
            "consent_missing",
            "住宅改变为经营性用房，应当经有利害关系的业主一致同意",
            "A dwelling may be used for business only if every owner concerned agrees",
            _CONSENT,
        )
    return RightOfUse(
        owner=entries.person_or_body("owner", lengths.OWNER),
        tenure=entries.choice("tenure", TENURES),
        use_from=use_from,
        use_to=use_to,
        nature=nature,
        residential_consent=consent,
    )


def missing_in_right(found: RightOfUse, entries: Entries, today: date) -> None:
    """Note what the right still lacks before it can be promised."""
    if found.owner is None:
        entries.note("owner", "required", "请填写产权人", "Enter the owner of the premises", ARTICLE)
    if found.tenure is None:
        entries.note("tenure", "required", "请选择使用方式", "Choose by what right you use the premises", ARTICLE)
    elif found.tenure != OWNED:
        if found.use_from is None:
            entries.note("use_from", "required", "请填写使用期限起", "Enter the first day of use", ARTICLE)
        if found.use_to is None:
            entries.note("use_to", "required", "请填写使用期限止", "Enter the last day of use", ARTICLE)
    if found.use_to is not None and found.use_to <= today:
        _expired(entries)
    if found.nature is None:
        entries.note("nature", "required", "请选择房屋性质", "Choose the nature of the building", ARTICLE)
    if found.nature == DWELLING and not found.residential_consent:
        entries.note(
            "residential_consent",
            "consent_missing",
            "请确认有利害关系的业主一致同意",
            "Confirm that every owner concerned agrees",
            _CONSENT,
        )


def _expired(entries: Entries) -> None:
    entries.note("use_to", "expired", "使用期限须晚于今天", "The right of use must last beyond today")
