"""The code with which whoever runs a business lets another person apply to take it over (变更经营者)."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 7
"""So long a code can be used, the day on which it was given not counted."""

_NUMBER, _DAY, _PROOF = 10, 3, 7
_LETTERS = (_NUMBER + _DAY + _PROOF) * 8 // 5
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Handover:
    """`about` is the application that made the version in force; `until` the last day on which the code can be used."""

    about: str
    until: date


def last_day(today: date) -> date:
    """Until when a code of today can be used."""
    return today + timedelta(days=DAYS)


def written(key: bytes, handover: Handover) -> str:
    """The code, in groups to be read out. Whoever has it can hold the business for a filing, and nothing else: who
    leaves it has to sign. A code of a version that is not in force any more opens nothing."""
    said = _said(handover)
    letters = base64.b32encode(said + _proof(key, said)).decode()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def read(key: bytes, code: str, today: date) -> Handover | None:
    """What a code says; None for one that nobody gave, or that is over."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    if len(letters) != _LETTERS:
        return None
    try:
        content = base64.b32decode(letters.encode())
    except (binascii.Error, ValueError):
        return None
    said, proof = content[:-_PROOF], content[-_PROOF:]
    if not hmac.compare_digest(proof, _proof(key, said)):
        return None
    number = f"{int.from_bytes(said[:_NUMBER]):023d}"
    found = Handover(number, date.fromordinal(int.from_bytes(said[_NUMBER:])))
    return found if today <= found.until else None


def _said(handover: Handover) -> bytes:
    return int(handover.about).to_bytes(_NUMBER) + handover.until.toordinal().to_bytes(_DAY)


def _proof(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, b"filing.handover/" + said, "sha256")[:_PROOF]
