"""Capital that is so large that somebody may have typed yuan for 万元."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from kernel.errors import Finding

_UNUSUAL = Decimal(1000)
"""Ten million yuan: of a sole trader mostly a mistake of the unit."""


def unusual(form: Mapping[str, str]) -> tuple[Finding, ...]:
    """What the page asks once more about, unless it was said that it is right; what is no number others tell."""
    try:
        amount = Decimal(form.get("capital_amount", "").strip() or 0)
    except InvalidOperation:
        return ()
    if not amount.is_finite() or amount <= _UNUSUAL or form.get("capital_confirmed"):
        return ()
    return (
        Finding(
            "portal.capital_unusual",
            "超过一千万元，请核对：这里以万元计",
            "More than ten million yuan: please check, the unit is 10,000 yuan",
            "/premises/capital_amount",
            remedy_zh="填错的请改正；没有填错的请勾选下面的确认",
            remedy_en="Correct it, or tick below that it is right",
        ),
    )
