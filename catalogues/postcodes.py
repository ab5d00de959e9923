"""Which postcodes a province has: the first two of their six digits (邮政编码)."""

from __future__ import annotations

from functools import cache

from catalogues import reading


@cache
def _prefixes() -> dict[str, tuple[str, ...]]:
    return {code: tuple(prefixes) for code, prefixes in reading.document("postcodes.json").items()}


def is_of_province(postcode: str, division_code: str) -> bool:
    """Whether a postcode may be one of the province that a division's code begins with; of provinces without
    postcodes of their own every one may be."""
    prefixes = _prefixes().get(division_code[:2])
    return prefixes is None or postcode.startswith(prefixes)


def exists(postcode: str) -> bool:
    """Whether any province has postcodes that begin so."""
    return any(postcode.startswith(prefixes) for prefixes in _prefixes().values())
