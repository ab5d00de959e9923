"""Numbers of decisions: authority, day, sequence, check digit."""

from __future__ import annotations

from datetime import date

from kernel.numbers import mod_11_10_check


def decision_number(authority_code: str, day: date, sequence: int) -> str:
    """Authority (8 digits), yyyyMMdd, six-digit sequence of that authority and day, check digit (GB/T 17710
    MOD 11,10): 23 digits."""
    body = f"{authority_code}{day:%Y%m%d}{sequence:06d}"
    return body + mod_11_10_check(body)


def revocation_number(division: str, day: date, sequence: int) -> str:
    """As the number of an application of the business type 06: division (6), type, yyyyMMdd, six-digit sequence, check
    digit."""
    body = f"{division}06{day:%Y%m%d}{sequence:06d}"
    return body + mod_11_10_check(body)
