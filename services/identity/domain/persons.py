"""What identifies an account beside its person: a mobile number, a name of the owner's choice."""

from __future__ import annotations

from kernel.numbers import normalise


def mobile_key(mobile: str) -> str:
    """What identifies a mobile number: only ever stored as a keyed hash of it."""
    return f"mobile:{normalise(mobile)}"


def account_key(account_name: str) -> str:
    """Account names differ by more than upper and lower case."""
    return account_name.strip().lower()
