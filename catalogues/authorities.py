"""Registration authorities of Shanxi and Liaoning; names follow a rule and can differ from local practice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class RegistrationAuthority:
    """`code` is the division code and two more digits (00 for the authority of the division itself)."""

    code: str
    name: str
    division_code: str
    level: str
    parent_code: str
    registers_sole_traders: bool


@cache
def _by_code() -> dict[str, RegistrationAuthority]:
    return {
        row["authority_code"]: RegistrationAuthority(
            code=row["authority_code"],
            name=row["name"],
            division_code=row["division_code"],
            level=row["level"],
            parent_code=row["parent_authority_code"],
            registers_sole_traders=row["registers_sole_traders"] == "1",
        )
        for row in reading.rows("registration_authorities_derived.csv")
    }


def all() -> tuple[RegistrationAuthority, ...]:
    """Every authority, province and prefecture level included."""
    return tuple(_by_code().values())


def get(code: str) -> RegistrationAuthority:
    """The authority of an eight-digit code. Raises UnknownCode."""
    try:
        return _by_code()[code]
    except KeyError:
        raise UnknownCode("registration authorities", code) from None


def for_division(county_code: str) -> RegistrationAuthority:
    """The authority that registers businesses in a county (实施细则 Art. 10). Raises UnknownCode."""
    return get(county_code + "00")
