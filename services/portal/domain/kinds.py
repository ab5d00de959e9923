"""What a kind of business calls its capital, its place and the people in it; a sole trader's words where there are no
others."""

from __future__ import annotations

from catalogues.errors import UnknownCode
from catalogues.filing_types import editions, founding
from catalogues.filing_types.founding import FoundingDescribed
from catalogues.filing_types.words import EntityKind

_COMPANIES = frozenset({EntityKind.LIMITED_COMPANY, EntityKind.JOINT_STOCK_COMPANY})


def of_number(application_no: str) -> EntityKind:
    """The kind of business that an application is about."""
    return editions.of_number(application_no).entity_kind


def is_company(kind: str) -> bool:
    """Whether it has shareholders and the organs of a company."""
    return kind in _COMPANIES


def capital(kind: str) -> str:
    """注册资本, 出资额, 资金数额."""
    described = _described(kind)
    return described.words.capital if described else "资金数额"


def capital_label(kind: str) -> str:
    """With its unit, as it stands at a field."""
    return f"{capital(kind)}（万元）"


def place(kind: str) -> str:
    """住所, 主要经营场所, 经营场所."""
    described = _described(kind)
    return described.words.place if described else "经营场所"


def _described(kind: str) -> FoundingDescribed | None:
    try:
        return founding.get(kind)
    except UnknownCode:
        return None
