"""The 23 digits of an application number."""

from __future__ import annotations

from datetime import date

from kernel.numbers import mod_11_10_check, mod_11_10_is_valid

MOST_PER_DAY = 999_999


def application_number(division: str, business_type: str, day: date, sequence: int) -> str:
    """Division of the authority (6), business type (2), day (8), sequence within authority and day (6), and the
    check digit MOD 11,10 (GB/T 17710). Raises ValueError beyond 999,999 a day."""
    if not 1 <= sequence <= MOST_PER_DAY:
        raise ValueError("the day's numbers are used up")
    body = f"{division}{business_type}{day:%Y%m%d}{sequence:06d}"
    return body + mod_11_10_check(body)


def is_application_number(text: str) -> bool:
    return len(text) == 23 and mod_11_10_is_valid(text)
